#include "firmware/sdp/offer.h"

#include "tests/firmware/sdp/streams.h"

namespace {

using namespace sdp_test;

std::string offered(std::vector<sdp::LocalStream> streams,
                    const sdp::SessionDescription* previous = nullptr) {
  return media_of(sdp::make_offer(origin(), streams, previous));
}

TEST(Offer, DescribesAStreamInFull) {
  auto stream = audio({kOpus, kPcma, kWideEvents, kEvents});
  stream.ptime = std::chrono::milliseconds(20);
  stream.rtcp_mux = true;
  stream.attributes = {"label:left"};
  const std::vector<sdp::LocalStream> streams = {stream};
  EXPECT_EQ(text_of(sdp::make_offer(origin(), streams)),
            "v=0\no=- 7 1 IN IP4 203.0.113.1\ns=-\nc=IN IP4 203.0.113.1\nt=0 0\n"
            "m=audio 6000 RTP/AVP 96 8 100 101\n"
            "a=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1\na=rtpmap:8 PCMA/8000\n"
            "a=rtpmap:100 telephone-event/48000\na=fmtp:100 0-16\n"
            "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\n"
            "a=ptime:20\na=rtcp-mux\na=label:left\na=sendrecv\n");
}

TEST(Offer, WritesAConnectionOnlyWhereItDiffers) {
  EXPECT_EQ(offered({audio({kPcma}), audio({kPcma}, "[2001:db8::1]:6002"), audio({kPcma})}),
            "m=audio 6000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=sendrecv\n"
            "m=audio 6002 RTP/AVP 8\nc=IN IP6 2001:db8::1\na=rtpmap:8 PCMA/8000\na=sendrecv\n"
            "m=audio 6000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=sendrecv\n");
}

TEST(Offer, LeavesTheScopeOfAnAddressAtHome) {
  EXPECT_EQ(sdp::to_network_address(*net::IpAddress::parse("fe80::1%2")), "IN IP6 fe80::1");
}

TEST(Offer, HasNoLinesForAStreamThatIsNotThere) {
  auto gone = audio({kPcma});
  gone.address.port = 0;
  EXPECT_EQ(offered({gone, none(), audio({})}),
            "m=audio 0 RTP/AVP 8\nm=audio 0 RTP/AVP 0\nm=audio 0 RTP/AVP 0\n");
}

TEST(Offer, DescribesFaxWithItsOwnAttributes) {
  EXPECT_EQ(offered({fax()}),
            "m=image 7000 udptl t38\na=T38FaxVersion:0\n"
            "a=T38FaxRateManagement:transferredTCF\n");
}

TEST(Offer, PrefersWishedNumbersOverFreeOnes) {
  const sdp::Codec wished{"speex", 16000, 1, "", 96};
  EXPECT_TRUE(offered({audio({kOpus, wished})}).starts_with("m=audio 6000 RTP/AVP 97 96\n"));
}

TEST(Offer, GivesEachNumberOnce) {
  const sdp::Codec a{"a", 8000, 1, "", 101}, b{"b", 8000, 1, "", 101};
  EXPECT_TRUE(offered({audio({a, b})}).starts_with("m=audio 6000 RTP/AVP 101 96\n"));
}

TEST(Offer, LeavesOutCodecsWhenNumbersAreUsedUp) {
  std::vector<sdp::Codec> codecs;
  for (int i = 0; i < 70; ++i) codecs.push_back({"x" + std::to_string(i), 8000, 1, "", {}});
  const std::vector<sdp::LocalStream> streams = {audio(codecs)};
  const auto offer = sdp::make_offer(origin(), streams);
  ASSERT_EQ(offer.media[0].formats.size(), 32u + 29u);  // 96..127, then 35..63
  EXPECT_EQ(offer.media[0].formats[31], "127");
  EXPECT_EQ(offer.media[0].formats[32], "35");
  EXPECT_EQ(offer.media[0].formats[60], "63");
}

// RFC 3264 section 8.3.2: a number keeps its meaning for the life of the session.
TEST(Offer, KeepsThePayloadTypesOfTheSession) {
  const auto previous = parsed(session(
      "m=audio 4 RTP/AVP 107 96\na=rtpmap:107 opus/48000/2\na=rtpmap:96 telephone-event/8000\n"));
  const sdp::Codec speex{"speex", 16000, 1, "", 107};
  EXPECT_TRUE(offered({audio({speex, kOpus, kPcma, kEvents})}, &previous)
                  .starts_with("m=audio 6000 RTP/AVP 97 107 8 96\n"));
}

// RFC 6337 section 5.1: an offer says what we want now, whatever the peer chose before.
TEST(Offer, IsNotNarrowedByAnEarlierAnswer) {
  const auto answered = parsed(session("m=audio 4 RTP/AVP 8\na=recvonly\n"));
  EXPECT_EQ(offered({audio({kG722, kPcma, kPcmu})}, &answered),
            "m=audio 6000 RTP/AVP 9 8 0\na=rtpmap:9 G722/8000\na=rtpmap:8 PCMA/8000\n"
            "a=rtpmap:0 PCMU/8000\na=sendrecv\n");
}

// RFC 3264 section 8: m= lines never go away.
TEST(Offer, KeepsThePlacesOfStreamsThatAreGone) {
  const auto previous = parsed(session(
      "m=audio 4 RTP/AVP 8\nm=video 6 RTP/AVP 96\na=rtpmap:96 VP8/90000\nm=image 0 udptl t38\n"));
  EXPECT_EQ(offered({audio({kPcma})}, &previous),
            "m=audio 6000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=sendrecv\n"
            "m=video 0 RTP/AVP 96\nm=image 0 udptl t38\n");
}

}  // namespace
