#include "firmware/sip/message/mask.h"

#include <gtest/gtest.h>

namespace sip {
namespace {

TEST(Mask, MasksTheDigestAndLeavesTheRest) {
  EXPECT_EQ(
      mask_credentials("REGISTER sip:a SIP/2.0\r\n"
                       "Authorization: Digest username=\"1\", response=\"abc\", uri=\"x,y\"\r\n"
                       "proxy-authorization : DIGEST Response = abc,nc=00000001\r\n"
                       "Authentication-Info: rspauth=\"abc\", qop=auth\r\n"
                       "\r\nAuthorization: Digest response=\"body\""),
      "REGISTER sip:a SIP/2.0\r\n"
      "Authorization: Digest username=\"1\", response=***, uri=\"x,y\"\r\n"
      "proxy-authorization : DIGEST Response = ***,nc=00000001\r\n"
      "Authentication-Info: rspauth=***, qop=auth\r\n"
      "\r\nAuthorization: Digest response=\"body\"");
}

TEST(Mask, MasksAFoldedHeader) {
  EXPECT_EQ(mask_credentials("Authorization: Digest username=\"a\",\r\n response=\"abc\"\r\n\r\n"),
            "Authorization: Digest username=\"a\",\r\n response=***\r\n\r\n");
}

TEST(Mask, MasksWhatIsNoDigestWhole) {
  EXPECT_EQ(mask_credentials("Authorization: Basic YTpi==\r\n"), "Authorization: ***\r\n");
  EXPECT_EQ(mask_credentials("Authorization: Digest response=\"abc\" junk\r\n"),
            "Authorization: Digest response=***"
            "***\r\n");
}

TEST(Mask, MasksPasswordsInUris) {
  EXPECT_EQ(mask_credentials("INVITE sip:bob:secret@host:5060 SIP/2.0\r\n"
                             "To: \"Bob\" <sips:bob:secret@host>, <sip:amy@host:5060>\r\n"
                             "Subject: at 10:30 @ bob\r\n\r\n"),
            "INVITE sip:bob:***@host:5060 SIP/2.0\r\n"
            "To: \"Bob\" <sips:bob:***@host>, <sip:amy@host:5060>\r\n"
            "Subject: at 10:30 @ bob\r\n\r\n");
}

}  // namespace
}  // namespace sip
