#include "firmware/sdp/version.h"

#include "tests/firmware/sdp/streams.h"

namespace {

using namespace sdp_test;
using sdp::Change;

sdp::SessionDescription described(std::string_view origin, std::string_view rest) {
  return parsed("v=0\no=" + std::string(origin) + "\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n" +
                std::string(rest));
}

TEST(Version, GoesUpByOneWhenTheDescriptionChanged) {
  const auto first = described("- 1 5 IN IP4 x", "m=audio 4 RTP/AVP 0\n");
  const auto same = described("other 9 9 IN IP4 y", "m=audio 4 RTP/AVP 0\n");
  EXPECT_EQ(successor(first, same), first);
  for (const char* changed :
       {"m=audio 6 RTP/AVP 0\n", "m=audio 4 RTP/AVP 0\na=sendonly\n", "m=audio 4 RTP/AVP 0 8\n",
        "a=x\nm=audio 4 RTP/AVP 0\n", "m=audio 4 RTP/AVP 0\nm=audio 0 RTP/AVP 0\n"}) {
    const auto next = successor(first, described("other 9 9 IN IP4 y", changed));
    EXPECT_EQ(next.origin.session_id, "1") << changed;
    EXPECT_EQ(next.origin.version, 6u) << changed;
    EXPECT_EQ(successor(next, next), next) << changed;
  }
}

TEST(Version, GoesUpForAnotherName) {
  const auto first = described("- 1 5 IN IP4 x", "");
  auto next = first;
  next.name = "other";
  EXPECT_EQ(successor(first, next).origin.version, 6u);
}

TEST(Version, OfAPeerIsNotTrusted) {
  const auto first = described("- 1 5 IN IP4 x", "m=audio 4 RTP/AVP 0\n");
  EXPECT_EQ(compare(first, first), Change::unchanged);
  EXPECT_EQ(compare(first, described("- 1 6 IN IP4 x", "m=audio 4 RTP/AVP 0\n")),
            Change::unchanged);
  EXPECT_EQ(compare(first, described("- 1 5 IN IP4 x", "m=audio 6 RTP/AVP 0\n")), Change::changed);
  EXPECT_EQ(compare(first, described("- 1 6 IN IP4 x", "m=audio 6 RTP/AVP 0\n")), Change::changed);
}

TEST(Version, BelongsToASession) {
  const auto first = described("- 1 5 IN IP4 x", "");
  for (const char* other :
       {"a 1 5 IN IP4 x", "- 2 5 IN IP4 x", "- 1 5 IN IP6 x", "- 1 5 IN IP4 y"}) {
    EXPECT_EQ(compare(first, described(other, "")), Change::other_session) << other;
  }
}

}  // namespace
