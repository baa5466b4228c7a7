#include "firmware/sip/message/glance.h"

#include <gtest/gtest.h>

namespace sip {
namespace {

constexpr std::string_view kInvite =
    "INVITE sip:101@office SIP/2.0\r\n"
    "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\n"
    "v : SIP/2.0/UDP b;branch=z9hG4bK2\r\n"
    "From: \"tag=no; tag=no\" <sip:100@office;tag=no>;x;TAG=yes;y\r\n"
    "t:<sip:101@office>\r\n"
    "call-id \t: abc@host \r\n"
    "CSeq: 7 INVITE\r\n"
    "Call-ID: second\r\n"
    "\r\n"
    "i: body\r\n";

TEST(Glance, FindsWhatAMessageIsAbout) {
  const Glance seen = glance(kInvite);
  EXPECT_EQ(seen.start_line, "INVITE sip:101@office SIP/2.0");
  EXPECT_EQ(seen.method(), "INVITE");
  EXPECT_FALSE(seen.is_response());
  EXPECT_EQ(seen.call_id, "abc@host");
  EXPECT_EQ(tag_at_a_glance(seen.from), "yes");
  EXPECT_EQ(tag_at_a_glance(seen.to), "");
  EXPECT_EQ(kInvite.substr(seen.vias_at, seen.vias_end - seen.vias_at),
            "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\nv : SIP/2.0/UDP b;branch=z9hG4bK2\r\n");
}

TEST(Glance, KnowsTheMethodOfAResponseByItsCSeq) {
  const Glance seen = glance("SIP/2.0 200 OK\r\ni: a\r\nCSeq:  9\tBYE\r\n\r\n");
  EXPECT_TRUE(seen.is_response());
  EXPECT_EQ(seen.method(), "BYE");
  EXPECT_EQ(seen.call_id, "a");
}

TEST(Glance, PassesEmptyLinesBeforeTheStartLine) {
  EXPECT_EQ(glance("\r\n\r\nBYE sip:a SIP/2.0\r\nCall-ID: x\r\n\r\n").method(), "BYE");
}

TEST(Glance, FindsNothingWhereThereIsNothing) {
  for (const char* text : {"", "\r\n", "x", ":", "INVITE", "a\r\n:\r\n\r\n", "a\r\ni\r\n\r\n",
                           "a\r\nCall-ID\r\n\r\n", "a\r\n\r\nCall-ID: x\r\n"}) {
    EXPECT_EQ(glance(text).call_id, "") << text;
  }
  EXPECT_EQ(tag_at_a_glance("<sip:a@b>;tag="), "");
  EXPECT_EQ(tag_at_a_glance("sip:a@b;tag=x"), "x");
}

// An octet fewer each time: sanitizers watch.
TEST(Glance, StaysWithinTheOctets) {
  for (std::size_t size = 0; size <= kInvite.size(); ++size) {
    const std::string cut(kInvite.substr(0, size));
    const Glance seen = glance(cut);
    tag_at_a_glance(seen.from);
    EXPECT_LE(seen.vias_end, size);
  }
}

}  // namespace
}  // namespace sip
