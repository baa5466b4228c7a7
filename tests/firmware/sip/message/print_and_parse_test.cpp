// Properties over generated messages: what is printed is read back, what is not edited stays.
#include <rapidcheck.h>

#include "firmware/sip/message/build.h"
#include "firmware/sip/message/edits.h"
#include "firmware/sip/message/fields.h"
#include "tests/firmware/sip/message/text.h"

namespace {

using sip::HeaderId;

rc::Gen<std::string> token() {
  return rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcXYZ019-.!%*_+`'~"))));
}

// Any text of a value, without control characters and without space at its ends.
rc::Gen<std::string> text() {
  return rc::gen::map(rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '\x7f')),
                      [](const std::string& s) { return "x" + s + "x"; });
}

struct Header {
  std::string name, value;
};

rc::Gen<std::vector<Header>> headers() {
  const auto known = rc::gen::map(rc::gen::inRange(1, 69), [](int id) {
    return std::string(to_string(static_cast<HeaderId>(id)));
  });
  const auto name = rc::gen::suchThat(rc::gen::oneOf(token(), known), [](const std::string& n) {
    return sip::header_id_of(n) != HeaderId::content_length;
  });
  return rc::gen::resize(
      40, rc::gen::container<std::vector<Header>>(rc::gen::build<Header>(
              rc::gen::set(&Header::name, name), rc::gen::set(&Header::value, text()))));
}

std::string print(const std::vector<Header>& lines, std::string_view body) {
  sip::RequestBuilder builder("OPTIONS", "sip:pbx.example");
  for (const Header& line : lines) builder.header(line.name, line.value);
  builder.body("text/plain", body);
  return builder.take();
}

TEST(PrintAndParse, GivesBackEveryLine) {
  EXPECT_TRUE(rc::check([] {
    const auto lines = *headers();
    const auto body = *rc::gen::arbitrary<std::string>();
    const std::string printed = print(lines, body);
    sip::Message message;
    RC_ASSERT(sip::parse(printed, message).has_value());
    RC_ASSERT(message.header_count() == lines.size() + 2);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      RC_ASSERT(message.header(i).name == lines[i].name);
      RC_ASSERT(message.header(i).value == lines[i].value);
      RC_ASSERT(message.header(i).id == sip::header_id_of(lines[i].name));
    }
    RC_ASSERT(message.body() == body);
  }));
}

TEST(PrintAndParse, LeavesWhatIsNotEditedOctetIdentical) {
  EXPECT_TRUE(rc::check([] {
    const std::string printed = print(*headers(), *rc::gen::arbitrary<std::string>());
    sip::Message message;
    RC_ASSERT(sip::parse(printed, message).has_value());
    sip::Edits edits(message);
    edits.set_request_uri("sip:new");
    edits.prepend(HeaderId::via, "SIP/2.0/UDP new");
    const std::string edited = edits.apply();
    sip::Message after;
    RC_ASSERT(sip::parse(edited, after).has_value());
    RC_ASSERT(after.request_uri() == "sip:new");
    RC_ASSERT(*after.first(HeaderId::via) == "SIP/2.0/UDP new");
    RC_ASSERT(after.body() == message.body());
    std::size_t j = 0;
    for (std::size_t i = 0; i < after.header_count(); ++i) {
      if (i == *after.find(HeaderId::via)) continue;
      RC_ASSERT(after.header(i).line == message.header(j++).line);
    }
  }));
}

TEST(PrintAndParse, NeverReadsBeyondTheOctetsWhateverTheyAre) {
  EXPECT_TRUE(rc::check([] {
    std::string octets = sip_test::crlf(sip_test::kInvite);
    const auto cut = *rc::gen::inRange<std::size_t>(0, octets.size() + 1);
    octets.resize(cut);
    for (const auto at : *rc::gen::resize(6, rc::gen::arbitrary<std::vector<std::uint16_t>>())) {
      if (!octets.empty()) octets[at % octets.size()] = *rc::gen::arbitrary<char>();
    }
    (void)sip_test::parse_exactly(octets);
  }));
}

}  // namespace
