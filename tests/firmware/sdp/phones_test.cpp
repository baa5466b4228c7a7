// Offers as phones send them: read, answered, agreed upon, relayed.
#include "tests/firmware/sdp/phones.h"

#include "firmware/sdp/answer.h"
#include "firmware/sdp/negotiation.h"
#include "firmware/sdp/relayed.h"
#include "tests/firmware/sdp/streams.h"

namespace {

using namespace sdp_test;
using sdp::MediaView;
using sdp::Side;

// What we agree upon with a phone that offers `lines`; no stream when nothing could be.
std::vector<sdp::NegotiatedStream> agreed(std::string_view lines,
                                          std::vector<sdp::LocalStream> streams) {
  const auto offer = parsed(lines);
  const auto result = negotiate(offer, make_answer(offer, origin(), streams), Side::answerer);
  EXPECT_TRUE(result) << to_string(result.error());
  return result ? *result : std::vector<sdp::NegotiatedStream>(offer.media.size());
}

TEST(Phones, AreGivenBackOctetForOctet) {
  for (const auto phone : {kLinphone, kBaresip, kFaxGateway, kBrowser}) {
    EXPECT_EQ(text_of(parsed(phone)), phone);
  }
}

TEST(Phones, LinphoneIsAnsweredWithOpusAndItsEvents) {
  const auto streams = agreed(kLinphone, {audio({kPcma, kOpus, kWideEvents, kEvents}), none()});
  EXPECT_EQ(streams[0].remote, endpoint("203.0.113.77:7078"));
  EXPECT_EQ(streams[0].remote_rtcp, endpoint("203.0.113.77:51413"));
  ASSERT_EQ(streams[0].send.size(), 2u);
  EXPECT_EQ(streams[0].send[0].payload_type, 96);
  EXPECT_EQ(streams[0].send[0].fmtp, "useinbandfec=1");
  EXPECT_EQ(streams[0].send_events->payload_type, 101);
  EXPECT_FALSE(streams[1].is_accepted);
}

TEST(Phones, BaresipIsAnsweredWithoutTheOtherPackingOfG726) {
  const sdp::Codec g726{"G726-32", 8000, 1, "", {}};
  const auto streams = agreed(kBaresip, {audio({g726, kG722, kEvents})});
  ASSERT_EQ(streams[0].send.size(), 1u);
  EXPECT_EQ(streams[0].send[0].payload_type, 9);
  EXPECT_EQ(streams[0].remote_rtcp, endpoint("192.168.1.21:26733"));
  EXPECT_EQ(streams[0].ptime, std::chrono::milliseconds(20));
}

TEST(Phones, FaxGatewayIsAnsweredWithT38BesideADeadAudioStream) {
  const auto streams = agreed(kFaxGateway, {audio({kPcma}), fax()});
  EXPECT_FALSE(streams[0].is_accepted);
  EXPECT_EQ(streams[1].remote, endpoint("192.168.1.22:16384"));
  EXPECT_EQ(streams[1].formats, std::vector<std::string>{"t38"});
}

TEST(Phones, AdapterWithBlanksAndWithoutNameAndTimesIsUnderstood) {
  const auto offer = parsed(kAdapter);
  EXPECT_EQ(offer.origin.username, "ATA Line 1");
  const MediaView media(offer, offer.media[0]);
  EXPECT_EQ(media.direction(), sdp::Direction::sendonly);
  EXPECT_TRUE(media.is_held());
  EXPECT_EQ(media.codecs().size(), 5u);
  const auto streams = agreed(kAdapter, {audio({kPcma, kEvents})});
  EXPECT_EQ(streams[0].direction, sdp::Direction::recvonly);
}

TEST(Phones, BrowserIsAnsweredUnderItsProtocolWithMidAndMux) {
  EXPECT_GT(kBrowser.size(), 7'000u);
  auto stream = audio({kOpus, kPcma, kWideEvents, kEvents});
  stream.protocol = "UDP/TLS/RTP/SAVPF";
  stream.rtcp_mux = true;
  stream.attributes = {"ice-lite", "fingerprint:sha-256 00", "setup:passive"};
  const auto offer = parsed(kBrowser);
  const std::vector<sdp::LocalStream> ours = {stream, none()};
  const auto text = media_of(make_answer(offer, origin(), ours));
  EXPECT_TRUE(text.starts_with("m=audio 6000 UDP/TLS/RTP/SAVPF 111 8 110 126\n")) << text;
  EXPECT_NE(text.find("a=rtcp-mux\na=mid:0\na=ice-lite\n"), std::string::npos) << text;
  EXPECT_NE(text.find("m=video 0 UDP/TLS/RTP/SAVPF 96 97 98 99"), std::string::npos) << text;

  const auto streams = agreed(kBrowser, ours);
  EXPECT_TRUE(streams[0].rtcp_mux);
  EXPECT_EQ(streams[0].send_events->payload_type, 110);
  EXPECT_EQ(sdp::attribute(offer.media[0].lines, "setup"), "actpass");
  EXPECT_EQ(MediaView(offer, offer.media[1]).codecs().size(), 16u);
}

TEST(Phones, VideoIsRelayedWithItsFormatsUntouched) {
  const auto offer = parsed(kBrowser);
  const std::vector<net::Endpoint> relays = {endpoint("203.0.113.1:6000"),
                                             endpoint("203.0.113.1:6002")};
  const auto copy = relayed(offer, origin(), relays);
  EXPECT_EQ(copy.media[1].formats, offer.media[1].formats);
  EXPECT_EQ(print(copy).find("candidate"), std::string::npos);
  EXPECT_EQ(print(copy).find("203.0.113.99"), std::string::npos);
  const auto untouched = [](sdp::Lines lines) {
    std::erase_if(lines, [](const sdp::Line& line) {
      const std::string_view value = line.value;
      return line.type == 'c' || value.starts_with("candidate:") || value.starts_with("ice-") ||
             value.starts_with("rtcp:");
    });
    return lines;
  };
  EXPECT_EQ(untouched(copy.media[1].lines), untouched(offer.media[1].lines));
}

}  // namespace
