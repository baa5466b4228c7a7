#include "firmware/sip/message/wellformed.h"

#include "tests/firmware/sip/message/text.h"

namespace {

using sip_test::crlf;
using sip_test::Parsed;

const net::Endpoint kSource = *net::Endpoint::parse("192.0.2.41:5062");

std::string with(std::string_view replaced, std::string_view by) {
  std::string text(sip_test::kInvite);
  const std::size_t at = text.find(replaced);
  EXPECT_NE(at, std::string::npos) << replaced;
  return text.replace(at, replaced.size(), by);
}

std::string reason_for(std::string_view replaced, std::string_view by) {
  const Parsed request(with(replaced, by));
  const auto rejection = sip::check_request(*request);
  return rejection ? std::to_string(rejection->status).append(" ").append(rejection->reason) : "";
}

TEST(CheckRequest, FindsNothingWrongWithAnOrdinaryInvite) {
  const Parsed invite(sip_test::kInvite);
  EXPECT_FALSE(sip::check_request(*invite));
}

TEST(CheckRequest, NamesTheHeaderThatIsMissing) {
  EXPECT_EQ(reason_for("From:", "X-F:"), "400 Missing From Header Field");
  EXPECT_EQ(reason_for("To:", "X-T:"), "400 Missing To Header Field");
  EXPECT_EQ(reason_for("Call-ID:", "X-C:"), "400 Missing Call-ID Header Field");
  EXPECT_EQ(reason_for("CSeq:", "X-S:"), "400 Missing CSeq Header Field");
}

TEST(CheckRequest, LooksAtEveryValueOfViaContactAndRoute) {
  EXPECT_EQ(reason_for("SIP/2.0/TCP relay", "SIP/2.0/TCP ,"), "400 Malformed Via Header Field");
  EXPECT_EQ(reason_for("<sip:201@192", "<sip:x>,<sip: 201@192"),
            "400 Malformed Contact Header Field");
  EXPECT_EQ(reason_for("<sip:p0.example;lr>", "<>"), "400 Malformed Record-Route Header Field");
}

TEST(CheckRequest, LetsTheSameLineStandTwiceButNoOtherOne) {
  EXPECT_EQ(reason_for("CSeq: 1 INVITE\n", "CSeq: 1 INVITE\nCSeq: 1 INVITE\n"), "");
  EXPECT_EQ(reason_for("CSeq: 1 INVITE\n", "CSeq: 1 INVITE\nCSeq: 2 INVITE\n"),
            "400 Conflicting Header Fields");
}

TEST(CheckRequest, WantsMaxForwardsUpTo255IfAny) {
  EXPECT_EQ(reason_for(": 70", ": 255"), "");
  EXPECT_EQ(reason_for(": 70", ": 256"), "400 Malformed Max-Forwards Header Field");
  EXPECT_EQ(reason_for("Max-Forwards: 70\n", ""), "");
}

TEST(AnswerToMalformed, GoesToARequestWithATopVia) {
  const auto answer = sip::answer_to_malformed(crlf(with("Content-Length: 5", "l: 9")), kSource);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(
      answer->starts_with("SIP/2.0 400 Wrong Content-Length\r\nVia: SIP/2.0/UDP 192.0.2.41"));
}

TEST(AnswerToMalformed, NeverGoesToAnAckAResponseOrNoise) {
  EXPECT_FALSE(
      sip::answer_to_malformed(crlf("ACK sip:a SIP/2.0\nVia: SIP/2.0/UDP h\nl: 9\n\n"), kSource));
  EXPECT_FALSE(
      sip::answer_to_malformed(crlf("SIP/2.0 200 OK\nVia: SIP/2.0/UDP h\nl: 9\n\n"), kSource));
  EXPECT_FALSE(sip::answer_to_malformed(crlf("INVITE sip:a SIP/2.0\nl: 9\n\n"), kSource));
  EXPECT_FALSE(sip::answer_to_malformed(std::string(70000, 'x'), kSource));
  EXPECT_FALSE(sip::answer_to_malformed("\r\n\r\n", kSource));
  EXPECT_FALSE(sip::answer_to_malformed(crlf(sip_test::kInvite), kSource));
}

}  // namespace
