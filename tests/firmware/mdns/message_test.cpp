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

// Section 18.14: in the RDATA of these, and of no others.
TEST(MdnsMessage, FollowsPointersInAllContentsThatHaveNames) {
  const std::string whole = mdns_test::name("a.local");
  const std::string pointer = u16(0xc000 | 12);
  struct Case {
    unsigned type;
    std::string before;
    int names;
    std::string after;
  };
  const std::vector<Case> cases = {
      {2, "", 1, ""},    {5, "", 1, ""},    {6, "", 2, std::string(20, 's')},
      {15, "mx", 1, ""}, {17, "", 2, ""},   {18, "af", 1, ""},
      {21, "rt", 1, ""}, {26, "px", 2, ""}, {33, "srvsrv", 1, ""},
      {36, "kx", 1, ""}, {39, "", 1, ""},   {12, "", 1, ""}};
  for (const Case& one : cases) {
    std::string packed = one.before, plain = one.before;
    for (int i = 0; i < one.names; ++i) {
      packed += pointer;
      plain += whole;
    }
    packed += one.after;
    const auto message = parse(head(mdns_test::kResponse, 1, 1) + mdns_test::ask("a.local", "A") +
                               pointer + u16(one.type) + u16(1) + u16(0) + u16(60) +
                               u16(static_cast<unsigned>(packed.size())) + packed);
    ASSERT_TRUE(message) << one.type;
    EXPECT_EQ(message->answers[0].content, plain + one.after) << one.type;
  }
}

// Section 6.1.
TEST(MdnsMessage, IsReadAlthoughAnNsecInItCannotBe) {
  const auto message = parse(octets_of(
      {.flags = mdns_test::kResponse,
       .answers = {record("a.local", "NSEC", 120, "\377\377"), record("a.local", "NSEC", 120, ""),
                   record("b.local", "A", 120, address("10.0.0.1"))}}));
  ASSERT_TRUE(message);
  ASSERT_EQ(message->answers.size(), 3u);
  EXPECT_EQ(message->answers[0].content, "");
  EXPECT_EQ(message->answers[2].content, address("10.0.0.1"));
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

TEST(MdnsOutgoing, CompressesNamesInContents) {
  const Record service{{"box", "_sip", "local"},          type::srv, kInternet, true, 120,
                       service_at(5060, {"box", "local"})};
  const Record none{
      {"box", "local"}, type::nsec, kInternet, true, 120, existing_types({"box", "local"}, {1})};
  const Record kind{{"local"}, type::ptr, kInternet, false, 120, pointer_to({"box", "local"})};
  for (const bool legacy : {false, true}) {
    Outgoing response(legacy ? Outgoing::Kind::legacy : Outgoing::Kind::response);
    ASSERT_TRUE(response.add(Outgoing::Section::answer, none));
    ASSERT_TRUE(response.add(Outgoing::Section::answer, service));
    ASSERT_TRUE(response.add(Outgoing::Section::answer, kind));
    const std::size_t names = 11 + (4 + 5 + 2) + 2;  // of owners
    const std::size_t contents = (2 + 3) + (6 + (legacy ? 11 : 2)) + 2;
    EXPECT_EQ(response.octets().size(), 12u + names + 3u * 10u + contents);
    EXPECT_EQ(mdns_test::heard(response.octets()),
              (std::vector<std::string>{"response", "! box.local NSEC has A 120 flush",
                                        "! box._sip.local SRV box.local:5060 120 flush",
                                        "! local PTR box.local 120"}));
  }
}

TEST(MdnsOutgoing, FitsAnOrdinaryResolver) {
  Outgoing response(Outgoing::Kind::legacy, 1);
  const Record text{{"box", "local"}, type::txt, kInternet, false, 10, std::string(300, 'x')};
  ASSERT_TRUE(response.add(Outgoing::Section::answer, text));
  EXPECT_FALSE(response.add(Outgoing::Section::answer, text));
  response.mark_truncated();
  EXPECT_EQ(response.octets().substr(0, 4), u16(1) + u16(0x8600));
  EXPECT_LE(response.octets().size(), 512u);
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
