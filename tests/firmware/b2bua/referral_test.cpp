#include "firmware/b2bua/referral.h"

#include <gtest/gtest.h>

#include "tests/firmware/sip/message/text.h"

namespace b2bua {
namespace {

// What a REFER with these lines asks for.
std::optional<ReferredTo> asked(const std::string& lines) {
  const sip_test::Parsed refer(
      "REFER sip:a@10.0.0.1 SIP/2.0\n"
      "Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1\n"
      "From: <sip:a@b>;tag=1\nTo: <sip:b@b>;tag=2\nCall-ID: 1\nCSeq: 2 REFER\n" +
      lines + "Content-Length: 0\n\n");
  return referred_to(*refer);
}

TEST(Referral, IsToAUriWithoutItsHeaders) {
  const auto blind = asked("Refer-To: <sip:102@office.example;user=phone?Subject=x>\n");
  ASSERT_TRUE(blind);
  EXPECT_EQ(blind->target, "sip:102@office.example;user=phone");
  EXPECT_FALSE(blind->replaces);
  EXPECT_EQ(asked("r: sip:102@office.example\n")->target, "sip:102@office.example");
  EXPECT_EQ(asked("Refer-To: \"Carol, desk\" <tel:+4912>\n")->target, "tel:+4912");
}

TEST(Referral, NamesTheDialogToReplaceAsTheOneWhoIsAskedKnowsIt) {
  const auto attended =
      asked("Refer-To: <sip:102@10.0.0.1:5060?Replaces=abc%40pbx%3Bto-tag%3D7%3Bfrom-tag%3D8>\n");
  ASSERT_TRUE(attended && attended->replaces);
  EXPECT_EQ(attended->target, "sip:102@10.0.0.1:5060");
  EXPECT_EQ(attended->replaces->call_id, "abc@pbx");
  EXPECT_EQ(attended->replaces->local_tag, "7");
  EXPECT_EQ(attended->replaces->remote_tag, "8");
}

TEST(Referral, FindsReplacesAmongOtherHeadersInAnyCase) {
  const auto attended =
      asked("Refer-To: <sip:102@x?Require=a&replaces=1%3bfrom-tag%3d8%3bto-tag%3d7&Subject=>\n");
  ASSERT_TRUE(attended && attended->replaces);
  EXPECT_EQ(attended->replaces->call_id, "1");
  EXPECT_EQ(attended->replaces->local_tag, "7");
}

TEST(Referral, IsNoneWhenItCannotBeUnderstood) {
  EXPECT_FALSE(asked(""));
  EXPECT_FALSE(asked("Refer-To: <>\n"));
  EXPECT_FALSE(asked("Refer-To: <sip:>\n"));
  EXPECT_FALSE(asked("Refer-To: <http://office.example/102>\n"));
  EXPECT_FALSE(asked("Refer-To: <sip:102@x\n"));
  for (const char* replaces : {"abc", "abc%3Bto-tag%3D1", "%3Bto-tag%3D1%3Bfrom-tag%3D2"}) {
    EXPECT_FALSE(asked("Refer-To: <sip:102@x?Replaces=" + std::string(replaces) + ">\n"))
        << replaces;
  }
}

TEST(Referral, IsToOneTargetOnly) {
  EXPECT_FALSE(asked("Refer-To: <sip:102@x>\nRefer-To: <sip:103@x>\n"));
}

}  // namespace
}  // namespace b2bua
