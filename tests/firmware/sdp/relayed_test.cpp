#include "firmware/sdp/relayed.h"

#include "firmware/sdp/version.h"
#include "tests/firmware/sdp/streams.h"

namespace {

using namespace sdp_test;

constexpr std::string_view kOurHead =
    "v=0\no=- 7 1 IN IP4 203.0.113.1\ns=-\nc=IN IP4 203.0.113.1\nt=0 0\n";

std::string relayed_text(std::string_view lines, std::vector<std::string_view> relays) {
  std::vector<net::Endpoint> endpoints;
  for (const auto relay : relays) endpoints.push_back(endpoint(relay));
  return text_of(relayed(parsed(lines), origin(), endpoints));
}
// The m= line and what follows it, with one relay at 203.0.113.1:6000.
std::string relayed_media(std::string_view media) {
  const auto text = relayed_text(session(media), {"203.0.113.1:6000"});
  EXPECT_TRUE(text.starts_with(kOurHead)) << text;
  return text.substr(text.find("m="));
}

TEST(Relayed, PutsOurAddressAndPortInAndLeavesAllElse) {
  EXPECT_EQ(relayed_text("v=0\no=jdoe 1 2 IN IP4 192.0.2.1\ns=x y\ni=z\nc=IN IP4 192.0.2.1\n"
                         "b=AS:80\nt=1 2\na=group:LS a b\n"
                         "m=video 4 RTP/AVP 96\ni=face\nb=TIAS:5\nk=clear:x\n"
                         "a=rtpmap:96 H264/90000\na=fmtp:96  profile-level-id=42e01f; \ny=?\n",
                         {"203.0.113.1:6000"}),
            "v=0\no=- 7 1 IN IP4 203.0.113.1\ns=x y\ni=z\nc=IN IP4 203.0.113.1\n"
            "b=AS:80\nt=1 2\na=group:LS a b\n"
            "m=video 6000 RTP/AVP 96\ni=face\nb=TIAS:5\nk=clear:x\n"
            "a=rtpmap:96 H264/90000\na=fmtp:96  profile-level-id=42e01f; \ny=?\n");
}

TEST(Relayed, RewritesTheConnectionOfEachLevel) {
  EXPECT_EQ(relayed_media("m=audio 4 RTP/AVP 0\nc=IN IP6 2001:db8::2\n"),
            "m=audio 6000 RTP/AVP 0\nc=IN IP4 203.0.113.1\n");
  EXPECT_EQ(relayed_text("v=0\no=- 1 1 IN IP4 x\ns=-\nt=0 0\nm=audio 4 RTP/AVP 0\ni=x\n"
                         "c=IN IP4 192.0.2.1\n",
                         {"[2001:db8::9]:6000"}),
            "v=0\no=- 7 1 IN IP4 203.0.113.1\ns=-\nt=0 0\nm=audio 6000 RTP/AVP 0\ni=x\n"
            "c=IN IP6 2001:db8::9\n");
}

TEST(Relayed, AddsAConnectionOnlyWhereItDiffers) {
  EXPECT_EQ(relayed_text(session("m=audio 4 RTP/AVP 0\ni=x\nm=audio 6 RTP/AVP 0\ni=y\na=z\n"),
                         {"203.0.113.1:6000", "203.0.113.2:6002"}),
            std::string(kOurHead) +
                "m=audio 6000 RTP/AVP 0\ni=x\nm=audio 6002 RTP/AVP 0\ni=y\nc=IN IP4 203.0.113.2\n"
                "a=z\n");
}

TEST(Relayed, RewritesRtcp) {
  EXPECT_EQ(relayed_media("m=audio 4 RTP/AVP 0\na=rtcp:99\n"),
            "m=audio 6000 RTP/AVP 0\na=rtcp:6001\n");
  EXPECT_EQ(relayed_media("m=audio 4 RTP/AVP 0\na=rtcp:99 IN IP4 192.0.2.9\n"),
            "m=audio 6000 RTP/AVP 0\na=rtcp:6001 IN IP4 203.0.113.1\n");
  EXPECT_EQ(relayed_media("m=audio 4 RTP/AVP 0\na=rtcp:4 IN IP4 192.0.2.9\na=rtcp-mux\n"),
            "m=audio 6000 RTP/AVP 0\na=rtcp:6000 IN IP4 203.0.113.1\na=rtcp-mux\n");
}

TEST(Relayed, TakesAwayRtcpThatStandsAboveTheStreams) {
  EXPECT_EQ(relayed_text("v=0\no=- 1 1 IN IP4 x\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n"
                         "a=rtcp:99 IN IP4 192.0.2.9\nm=audio 4 RTP/AVP 0\n",
                         {"203.0.113.1:6000"}),
            std::string(kOurHead) + "m=audio 6000 RTP/AVP 0\n");
}

TEST(Relayed, TakesIceAway) {
  EXPECT_EQ(relayed_text(session("a=ice-lite\na=ice-ufrag:x\na=x\nm=audio 4 RTP/AVP 0\n"
                                 "a=ice-ufrag:x\na=ice-pwd:y\na=ice-options:trickle\n"
                                 "a=candidate:1 1 UDP 1 192.0.2.1 4 typ host\na=end-of-candidates\n"
                                 "a=remote-candidates:1 192.0.2.3 45664\na=source-filter:x\n"
                                 "a=fingerprint:sha-256 AA\na=setup:actpass\na=crypto:1 x\n"
                                 "a=candidates\n"),
                         {"203.0.113.1:6000"}),
            std::string(kOurHead) +
                "a=x\nm=audio 6000 RTP/AVP 0\na=fingerprint:sha-256 AA\na=setup:actpass\n"
                "a=crypto:1 x\na=candidates\n");
}

TEST(Relayed, KeepsStreamsOfPortZeroAndHidesTheirAddress) {
  EXPECT_EQ(relayed_text(session("m=video 0 RTP/AVP 31\nc=IN IP4 192.0.2.1\na=rtcp:99\n"
                                 "m=audio 4 RTP/AVP 0\n"),
                         {"203.0.113.1:0", "203.0.113.1:6000"}),
            std::string(kOurHead) +
                "m=video 0 RTP/AVP 31\nc=IN IP4 203.0.113.1\na=rtcp:0\n"
                "m=audio 6000 RTP/AVP 0\n");
  EXPECT_EQ(relayed_text(session("m=video 0 RTP/AVP 31\n"), {"203.0.113.1:6000"}),
            std::string(kOurHead) + "m=video 0 RTP/AVP 31\n");
}

TEST(Relayed, RejectsAStreamThatHasNoRelay) {
  EXPECT_EQ(relayed_text(session("m=video 4 RTP/AVP 31\nm=audio 4 RTP/AVP 0\n"),
                         {"0.0.0.0:0", "203.0.113.1:6000"}),
            std::string(kOurHead) + "m=video 0 RTP/AVP 31\nm=audio 6000 RTP/AVP 0\n");
}

TEST(Relayed, PassesAHoldByAddressOn) {
  EXPECT_EQ(relayed_media("m=audio 4 RTP/AVP 0\nc=IN IP4 0.0.0.0\n"),
            "m=audio 6000 RTP/AVP 0\nc=IN IP4 0.0.0.0\n");
  const std::string head = "v=0\no=- 7 1 IN IP4 203.0.113.1\ns=-\nc=IN IP4 0.0.0.0\nt=0 0\n";
  EXPECT_EQ(relayed_text(head + "m=audio 4 RTP/AVP 0\nm=audio 8 RTP/AVP 0\nc=IN IP4 192.0.2.1\n",
                         {"203.0.113.1:6000", "203.0.113.1:6002"}),
            head + "m=audio 6000 RTP/AVP 0\nm=audio 6002 RTP/AVP 0\nc=IN IP4 203.0.113.1\n");
}

TEST(Relayed, PutsOurAddressInForAnIceAgentThatHadNone) {
  const std::string head = "v=0\no=- 1 1 IN IP4 x\ns=-\nc=IN IP4 0.0.0.0\nt=0 0\n";
  EXPECT_EQ(relayed_text(head + "m=audio 9 RTP/AVP 0\na=ice-ufrag:x\n", {"203.0.113.1:6000"}),
            std::string(kOurHead) + "m=audio 6000 RTP/AVP 0\n");
  EXPECT_EQ(relayed_text(head + "m=audio 9 RTP/AVP 0\na=ice-ufrag:x\nm=audio 4 RTP/AVP 0\n",
                         {"203.0.113.1:6000", "203.0.113.1:6002"}),
            "v=0\no=- 7 1 IN IP4 203.0.113.1\ns=-\nc=IN IP4 0.0.0.0\nt=0 0\n"
            "m=audio 6000 RTP/AVP 0\nc=IN IP4 203.0.113.1\nm=audio 6002 RTP/AVP 0\n");
}

TEST(Relayed, HidesTheAddressWhereThereIsNoStream) {
  EXPECT_EQ(relayed_text(session(""), {}),
            "v=0\no=- 7 1 IN IP4 203.0.113.1\ns=-\nc=IN IP4 0.0.0.0\nt=0 0\n");
}

TEST(Relayed, KeepsPlacesAndOriginWhenThePeerIsReplaced) {
  const std::vector<net::Endpoint> relays = {endpoint("203.0.113.1:6000"),
                                             endpoint("203.0.113.1:6002")};
  const auto first = relayed(
      parsed(session("m=audio 4 RTP/AVP 0\nm=video 6 RTP/AVP 31\na=rtpmap:31 H261/90000\n")),
      origin(), relays);
  auto next = relayed(parsed("v=0\no=new 5 9 IN IP4 x\ns=-\nc=IN IP4 192.0.2.7\nt=0 0\n"
                             "m=audio 14 RTP/AVP 8\n"),
                      origin(), std::span(relays).first(1));
  keep_positions(next, first);
  EXPECT_EQ(text_of(successor(first, next)),
            "v=0\no=- 7 2 IN IP4 203.0.113.1\ns=-\nc=IN IP4 203.0.113.1\nt=0 0\n"
            "m=audio 6000 RTP/AVP 8\nm=video 0 RTP/AVP 31\n");
}

}  // namespace
