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

TEST(Mask, MasksPasswordsOfWhateverUser) {
  for (const char* uri : {"sip:sip:secret@host", "sip:bob:secret:sip:@host", "SIP:a:secret@host",
                          "sips:sips:secret@host", "sip:secret:secret@b:c@host"}) {
    const std::string start = std::string("BYE ") + uri + " SIP/2.0\r\nTo: " + uri + "\r\n\r\n";
    EXPECT_EQ(mask_credentials(start).find(":secret@"), std::string::npos) << start;
    EXPECT_EQ(mask_credentials(start).find(":secret:sip"), std::string::npos) << start;
  }
}

TEST(Mask, LeavesAMessageWithoutSecretsAsItIs) {
  const std::string plain =
      "INVITE sip:bob@host SIP/2.0\r\nTo: sip:bob@host\r\nContact:sips:a@b:5061\r\n"
      "Call-ID: 1@host\r\nDate: 10:30 @\r\nPriority: x\r\n\r\na=b:c@d";
  EXPECT_EQ(mask_credentials(plain), plain);
  for (const char* text : {"", "\r\n", "@", ":@", "x:@", "sip:@", "\n@", "a"}) {
    EXPECT_EQ(mask_credentials(text), text);
  }
}

}  // namespace
}  // namespace sip
