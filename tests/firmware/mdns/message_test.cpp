#include "firmware/mdns/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "firmware/mdns/outgoing.h"
#include "tests/firmware/mdns/spoken.h"

namespace mdns {
namespace {

using mdns_test::address;
using mdns_test::ask;
using mdns_test::octets_of;
using mdns_test::record;
using mdns_test::u16;

std::string head(unsigned flags, unsigned questions, unsigned answers) {
  return u16(0) + u16(flags) + u16(questions) + u16(answers) + u16(0) + u16(0);
}

TEST(MdnsMessage, IsReadWhole) {
  const auto message =
      parse(octets_of({.id = 7,
                       .flags = mdns_test::kTruncated,
                       .questions = {ask("Box.local", "A", true)},
                       .answers = {record("x.local", "A", 120, address("10.0.0.1"))}}));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->id, 7);
  EXPECT_TRUE(message->is_truncated);
  EXPECT_FALSE(message->is_response);
  ASSERT_EQ(message->questions.size(), 1u);
  EXPECT_TRUE(message->questions[0].wants_unicast);
  EXPECT_EQ(message->questions[0].name, (Name{"box", "LOCAL"}));
  ASSERT_EQ(message->answers.size(), 1u);
  EXPECT_EQ(to_string(message->answers[0].name), "x.local");
  EXPECT_EQ(message->answers[0].ttl, 120u);
  EXPECT_TRUE(message->answers[0].is_unique);
  EXPECT_EQ(message->answers[0].content, address("10.0.0.1"));
}

TEST(MdnsMessage, FollowsPointersBackwards) {
  const std::string question = ask("a.local", "PTR");  // "local" stands at 12 + 2
  const std::string answer =
      "\1b" + u16(0xc000 | 14) + u16(12) + u16(1) + u16(0) + u16(60) + u16(2) + u16(0xc000 | 12);
  const auto message = parse(head(mdns_test::kResponse, 1, 1) + question + answer);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->answers[0].name, (Name{"b", "local"}));
  EXPECT_EQ(message->answers[0].content, mdns_test::name("a.local"));
}

TEST(MdnsMessage, FollowsNoPointerInCirclesOrForwards) {
  for (const unsigned target : {12u, 13u, 14u, 16u, 0x3fffu}) {
    const std::string question = u16(0xc000 | target) + u16(1) + u16(1);
    EXPECT_FALSE(parse(head(0, 1, 0) + question)) << target;
  }
  const std::string knot = "\1a" + u16(0xc000 | 12) + u16(1) + u16(1);
  EXPECT_FALSE(parse(head(0, 1, 0) + knot));
}

TEST(MdnsMessage, HasALimitOnNames) {
  const std::string label = "\77" + std::string(63, 'x');
  const std::string rest = std::string(1, '\0') + u16(1) + u16(1);
  const std::string longest = label + label + label + "\75" + std::string(61, 'x');
  EXPECT_TRUE(parse(head(0, 1, 0) + longest + rest));
  EXPECT_FALSE(parse(head(0, 1, 0) + label + label + label + "\76" + std::string(62, 'x') + rest));
  EXPECT_FALSE(parse(head(0, 1, 0) + "\100" + std::string(64, 'x') + rest)) << "a label of 64";
}

TEST(MdnsMessage, HasALimitOnRecordsAndSize) {
  EXPECT_EQ(parse(head(0, kMaxQuestions + 1, 0)).error(), Error::too_large);
  EXPECT_EQ(parse(head(0, 0, kMaxRecords + 1)).error(), Error::too_large);
  EXPECT_EQ(parse(head(0, 0, 0) + std::string(kMaxMessage, ' ')).error(), Error::too_large);
  EXPECT_TRUE(parse(head(0, 0, 0) + std::string(100, ' ')));
}

TEST(MdnsMessage, EndsWhereItEnds) {
  const std::string whole =
      octets_of({.flags = mdns_test::kResponse,
                 .answers = {record("b.local", "SRV", 120,
                                    u16(0) + u16(0) + u16(80) + mdns_test::name("a.local"))}});
  ASSERT_TRUE(parse(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse(whole.substr(0, size))) << size;
  }
  std::string lies = whole;  // a name that ends behind the RDATA's end
  lies[12 + 9 + 9] = 4;
  EXPECT_FALSE(parse(lies));
}

// RFC 6762 sections 18.3 and 18.11.
TEST(MdnsMessage, IsIgnoredWithAnOpcodeOrAResponseCode) {
  EXPECT_EQ(parse(head(0x2800, 0, 0)).error(), Error::unsupported);
  EXPECT_EQ(parse(head(0x8403, 0, 0)).error(), Error::unsupported);
}

TEST(MdnsOutgoing, CompressesNames) {
  Outgoing response(Outgoing::Kind::response);
  const Name host{"box", "local"};
  const Record one{host, type::a, kInternet, true, 120, address("10.0.0.1")};
  const Record other{{"other", "local"}, type::a, kInternet, false, 120, address("10.0.0.2")};
  ASSERT_TRUE(response.add(Outgoing::Section::answer, one));
  ASSERT_TRUE(response.add(Outgoing::Section::answer, one));
  ASSERT_TRUE(response.add(Outgoing::Section::additional, other));
  EXPECT_EQ(response.octets().size(), 12u + (11 + 14) + (2 + 14) + (6 + 2 + 14));
  EXPECT_EQ(mdns_test::heard(response.octets()),
            (std::vector<std::string>{"response", "! box.local A 10.0.0.1 120 flush",
                                      "! box.local A 10.0.0.1 120 flush",
                                      "+ other.local A 10.0.0.2 120"}));
}

TEST(MdnsOutgoing, TakesNoMoreThanFitsAFrame) {
  Outgoing response(Outgoing::Kind::response);
  Record text{{"box", "local"}, type::txt, kInternet, true, 120, std::string(1400, 'x')};
  ASSERT_TRUE(response.add(Outgoing::Section::answer, text));
  const std::string before = response.octets();
  text.name = {"another", "local"};
  EXPECT_FALSE(response.add(Outgoing::Section::answer, text));
  EXPECT_EQ(response.octets(), before);
}

TEST(MdnsLabel, IsAHostsLabelOrNot) {
  EXPECT_TRUE(is_host_label("jackfield"));
  EXPECT_TRUE(is_host_label("Box-2"));
  EXPECT_TRUE(is_host_label(std::string(63, 'x')));
  for (const char* text : {"", "-a", "a-", "a.b", "a b", "a_b", "b\303\274ro"}) {
    EXPECT_FALSE(is_host_label(text)) << text;
  }
  EXPECT_FALSE(is_host_label(std::string(64, 'x')));
}

RC_GTEST_PROP(MdnsMessage, IsReadOrRefusedWhateverComes, (const std::string& octets)) {
  static_cast<void>(parse(head(0, 1, 1) + octets));
}

}  // namespace
}  // namespace mdns
