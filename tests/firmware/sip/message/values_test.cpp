#include "tests/firmware/sip/message/text.h"

namespace {

using sip::HeaderId;
using sip_test::Parsed;

std::vector<std::string> values_of(std::string_view header_lines, HeaderId id) {
  const Parsed message("OPTIONS sip:a SIP/2.0\n" + std::string(header_lines) + "\n\n");
  std::vector<std::string> values;
  for (const sip::HeaderValue& value : message->values(id)) values.emplace_back(value.text);
  return values;
}

using Values = std::vector<std::string>;

TEST(Values, ComeFromAllLinesTopToBottom) {
  EXPECT_EQ(values_of("Allow: INVITE, ACK\nTo: x\nAllow: BYE", HeaderId::allow),
            (Values{"INVITE", "ACK", "BYE"}));
}

TEST(Values, KnowTheirLine) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nk: a\nTo: x\nSupported: b,c\n\n");
  std::vector<std::size_t> lines;
  for (const auto& value : message->values(HeaderId::supported)) lines.push_back(value.line_index);
  EXPECT_EQ(lines, (std::vector<std::size_t>{0, 2, 2}));
}

TEST(Values, KeepCommasInQuotesAndAngleBrackets) {
  EXPECT_EQ(values_of(R"(m: "a, \" b" <sip:x,y@h>;p="q,r", <sip:z>)", HeaderId::contact),
            (Values{R"("a, \" b" <sip:x,y@h>;p="q,r")", "<sip:z>"}));
}

TEST(Values, KeepCommasInComments) {
  EXPECT_EQ(values_of("Via: SIP/2.0/UDP h (one, (two, three)), SIP/2.0/UDP i", HeaderId::via),
            (Values{"SIP/2.0/UDP h (one, (two, three))", "SIP/2.0/UDP i"}));
}

TEST(Values, TakeAParenthesisThatNeverClosesForACharacter) {
  EXPECT_EQ(values_of("m: (open, sip:b", HeaderId::contact), (Values{"(open", "sip:b"}));
  EXPECT_EQ(values_of("m: sip:a(x@h, sip:b)y@h", HeaderId::contact),
            (Values{"sip:a(x@h", "sip:b)y@h"}));
}

TEST(Values, ReachToTheEndOfTheLineFromAQuoteOrBracketThatNeverCloses) {
  EXPECT_EQ(values_of("m: \"open, <sip:b>", HeaderId::contact), (Values{"\"open, <sip:b>"}));
  EXPECT_EQ(values_of("m: <sip:a, sip:b", HeaderId::contact), (Values{"<sip:a, sip:b"}));
}

TEST(Values, ShowEmptyPlacesBetweenCommas) {
  EXPECT_EQ(values_of("Route: <sip:a>,,<sip:b>,", HeaderId::route),
            (Values{"<sip:a>", "", "<sip:b>", ""}));
}

TEST(Values, AreTheWholeLineForHeadersThatAreNoList) {
  EXPECT_EQ(values_of("Authorization: Digest a=b, c=d", HeaderId::authorization),
            (Values{"Digest a=b, c=d"}));
  EXPECT_EQ(values_of("Subject: well, well", HeaderId::subject), (Values{"well, well"}));
}

TEST(Values, OfAnAbsentHeaderAreNone) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nTo: x\n\n");
  EXPECT_TRUE(message->values(HeaderId::route).empty());
}

}  // namespace
