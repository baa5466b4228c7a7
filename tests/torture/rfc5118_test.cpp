// RFC 5118: IPv6 in SIP, in its order.
#include <gtest/gtest.h>

#include "firmware/sip/message/fields.h"
#include "tests/torture/torture.h"

namespace {

using torture::Received;

sip::Uri request_uri(const Received& received) {
  return *sip::Uri::parse(received.message().request_uri());
}

TEST(Rfc5118, 4_1_AcceptsAnIpv6Reference) {
  const Received good("rfc5118/ipv6-good");
  EXPECT_EQ(good.verdict(), "accepted");
  EXPECT_EQ(request_uri(good).host, "[2001:db8::10]");
  EXPECT_EQ(sip::top_via(good.message())->host, "[2001:db8::9:1]");
}

TEST(Rfc5118, 4_2_RefusesAnIpv6AddressWithoutBrackets) {
  const Received bad("rfc5118/ipv6-bad");
  EXPECT_EQ(bad.verdict(), "400");
  EXPECT_EQ(bad.reason(), "Malformed Request-URI");
}

TEST(Rfc5118, 4_3_TakesAPortInsideTheBracketsForTheAddress) {
  const Received ambiguous("rfc5118/port-ambiguous");
  EXPECT_EQ(ambiguous.verdict(), "accepted");
  EXPECT_EQ(request_uri(ambiguous).host, "[2001:db8::10:5070]");
  EXPECT_EQ(request_uri(ambiguous).port, 0);
}

TEST(Rfc5118, 4_4_TakesAPortOutsideTheBracketsForThePort) {
  const Received unambiguous("rfc5118/port-unambiguous");
  EXPECT_EQ(unambiguous.verdict(), "accepted");
  EXPECT_EQ(request_uri(unambiguous).host, "[2001:db8::10]");
  EXPECT_EQ(request_uri(unambiguous).port, 5070);
}

TEST(Rfc5118, 4_5_AcceptsReceivedWithAndWithoutBrackets) {
  const Received with("rfc5118/via-received-param-with-delim");
  const Received without("rfc5118/via-received-param-no-delim");
  EXPECT_EQ(with.verdict(), "accepted");
  EXPECT_EQ(without.verdict(), "accepted");
  EXPECT_EQ(sip::top_via(with.message())->params.find("received"), "[2001:db8::9:255]");
  EXPECT_EQ(sip::top_via(without.message())->params.find("received"), "2001:db8::9:255");
}

TEST(Rfc5118, 4_6_AcceptsIpv6InSdp) {
  const Received in_sdp("rfc5118/ipv6-in-sdp");
  EXPECT_EQ(in_sdp.verdict(), "accepted");
  EXPECT_EQ(request_uri(in_sdp).user, "user");
}

TEST(Rfc5118, 4_7_AcceptsBothFamiliesInOneMessage) {
  const Received mixed("rfc5118/mult-ip-in-header");
  EXPECT_EQ(mixed.verdict(), "accepted");
  EXPECT_EQ(mixed.message().lines(sip::HeaderId::via), 3u);
  EXPECT_EQ(sip::top_via(mixed.message())->port, 6050);
}

TEST(Rfc5118, 4_8_AcceptsBothFamiliesInSdp) {
  EXPECT_EQ(Received("rfc5118/mult-ip-in-sdp").verdict(), "accepted");
}

TEST(Rfc5118, 4_9_AcceptsIpv4MappedAddresses) {
  const Received mapped("rfc5118/ipv4-mapped-ipv6");
  EXPECT_EQ(mapped.verdict(), "accepted");
  EXPECT_EQ(sip::top_via(mapped.message())->host, "[::ffff:192.0.2.10]");
  EXPECT_EQ(sip::top_via(mapped.message())->port, 19823);
}

TEST(Rfc5118, 4_10_ToleratesTheThirdColonOfTheOldGrammar) {
  const Received three("rfc5118/ipv6-bug-abnf-3-colons");
  const Received two("rfc5118/ipv6-correct-abnf-2-colons");
  EXPECT_EQ(three.verdict(), "accepted");
  EXPECT_EQ(request_uri(three).host, "[2001:db8:::192.0.2.1]");
  EXPECT_EQ(two.verdict(), "accepted");
  EXPECT_EQ(request_uri(two).host, "[2001:db8::192.0.2.1]");
}

}  // namespace
