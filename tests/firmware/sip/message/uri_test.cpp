#include "firmware/sip/message/uri.h"

#include <gtest/gtest.h>

namespace {

using sip::Uri;

Uri parsed(std::string_view text) {
  const auto uri = Uri::parse(text);
  EXPECT_TRUE(uri) << text;
  return uri ? *uri : Uri();
}

bool same(std::string_view a, std::string_view b) {
  const bool equivalent = sip::equivalent(parsed(a), parsed(b));
  EXPECT_EQ(equivalent, sip::equivalent(parsed(b), parsed(a))) << a << " " << b;
  return equivalent;
}

TEST(Uri, TakesAllPartsApart) {
  const Uri uri =
      parsed("sip:alice;day=tuesday:secret@atlanta.example:5070;transport=tcp;lr?a=b&c=d");
  EXPECT_EQ(uri.scheme, Uri::Scheme::sip);
  EXPECT_EQ(uri.user, "alice;day=tuesday");
  EXPECT_EQ(uri.password, "secret");
  EXPECT_TRUE(uri.has_user);
  EXPECT_EQ(uri.host, "atlanta.example");
  EXPECT_EQ(uri.port, 5070);
  EXPECT_EQ(uri.params.find("transport"), "tcp");
  EXPECT_TRUE(uri.params.has("lr"));
  EXPECT_EQ(uri.headers, "a=b&c=d");
}

TEST(Uri, NeedsOnlyAHost) {
  const Uri uri = parsed("SIPS:pbx.example");
  EXPECT_EQ(uri.scheme, Uri::Scheme::sips);
  EXPECT_FALSE(uri.has_user);
  EXPECT_EQ(uri.host, "pbx.example");
  EXPECT_EQ(uri.port, 0);
}

TEST(Uri, KeepsTheBracketsOfAnIpv6Host) {
  const Uri uri = parsed("sip:[2001:db8::10]:5070");
  EXPECT_EQ(uri.host, "[2001:db8::10]");
  EXPECT_EQ(uri.port, 5070);
}

TEST(Uri, TakesAFeatureCodeWithHashForAUser) {
  EXPECT_EQ(parsed("sip:*21#@h").user, "*21#");
}

TEST(Uri, ReadsATelephoneNumber) {
  const Uri uri = parsed("tel:+1-201-555-0123;phone-context=example.com");
  EXPECT_EQ(uri.scheme, Uri::Scheme::tel);
  EXPECT_EQ(uri.user, "+1-201-555-0123");
  EXPECT_EQ(uri.params.find("phone-context"), "example.com");
}

TEST(Uri, LetsAnyOtherAbsoluteUriPass) {
  EXPECT_EQ(parsed("urn:service:sos").scheme, Uri::Scheme::other);
  EXPECT_EQ(parsed("soap.beep://192.0.2.103:3002").scheme, Uri::Scheme::other);
  EXPECT_EQ(parsed("sipx:a").scheme, Uri::Scheme::other);
}

TEST(Uri, RefusesWhatIsMalformed) {
  for (const char* text : {"",
                           "sip",
                           "sip:",
                           "sips:",
                           ":",
                           "a",
                           "sip:@host",
                           "sip:a@",
                           "sip:a@b@c",
                           "sip:a b@c",
                           "sip:h:0",
                           "sip:h:65536",
                           "sip:h:",
                           "sip:h:5x",
                           "sip:[::1",
                           "sip:[]",
                           "sip:[1.2.3.4]",
                           "sip:2001:db8::10",
                           "sip:h;",
                           "sip:h;=x",
                           "sip:h;a b",
                           "sip:a<b>@c",
                           "sip:\"a\"@b",
                           "tel:",
                           "tel:+",
                           "tel:abcx",
                           "tel:1;",
                           "1x:y",
                           "http: //x",
                           "sip:h?a b",
                           "sip:h/x"}) {
    EXPECT_FALSE(Uri::parse(text)) << text;
  }
}

TEST(Uri, TakesTheHighestPort) {
  EXPECT_EQ(parsed("sip:h:65535").port, 65535);
}

TEST(UriEquality, FollowsTheExamplesOfRfc3261) {
  EXPECT_TRUE(same("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"));
  EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"));
  EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"));
  EXPECT_TRUE(same("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                   "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"));
  EXPECT_TRUE(same("sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                   "sip:alice@atlanta.com?priority=urgent&subject=project%20x"));
  EXPECT_FALSE(same("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"));
  EXPECT_FALSE(same("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"));
  EXPECT_FALSE(same("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"));
  EXPECT_FALSE(same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"));
}

TEST(UriEquality, TellsAnEscapedReservedCharacterFromItself) {
  EXPECT_FALSE(same("sip:a%3Bb@h", "sip:a;b@h"));
  EXPECT_FALSE(same("sip:a@h", "sips:a@h"));
}

TEST(UriEquality, IgnoresTheVisualSeparatorsOfNumbers) {
  EXPECT_TRUE(same("tel:+1-201-555-0123", "tel:+12015550123"));
  EXPECT_FALSE(same("tel:+12015550123", "tel:12015550123"));
  EXPECT_FALSE(same("tel:7042;phone-context=example.com", "tel:7042"));
}

TEST(Unescape, LeavesMalformedEscapesAsTheyAre) {
  EXPECT_EQ(sip::unescape("a%20b%2"), "a b%2");
  EXPECT_EQ(sip::unescape("%"), "%");
  EXPECT_EQ(sip::unescape("%zz%41"), "%zzA");
  EXPECT_EQ(sip::unescape("%25%34%31"), "%41");
}

}  // namespace
