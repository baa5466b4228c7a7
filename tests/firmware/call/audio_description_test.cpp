#include "firmware/call/audio_description.h"

#include <gtest/gtest.h>

#include <string>

#include "firmware/sdp/answer.h"
#include "firmware/sdp/negotiation.h"
#include "firmware/sdp/offer.h"
#include "firmware/sdp/parse.h"

namespace call {
namespace {

class AudioDescription : public ::testing::Test {
 protected:
  static sdp::SessionDescription description(const std::string& media) {
    const auto parsed = sdp::parse(
        "v=0\r\no=- 1 1 IN IP4 10.0.0.11\r\ns=-\r\nc=IN IP4 10.0.0.11\r\nt=0 0\r\n" + media);
    EXPECT_TRUE(parsed);
    return parsed ? *parsed : sdp::SessionDescription();
  }
  // What comes of this offer when we answer it.
  std::optional<media::AudioStream> answered(const std::string& media) {
    const auto offer = description(media);
    answer = sdp::make_answer(offer, sdp::make_origin(1, here.address),
                              streams_for(offer, local_audio(here)));
    return agreed_audio(offer, sdp::Side::answerer);
  }
  std::optional<media::AudioStream> agreed_audio(const sdp::SessionDescription& offer,
                                                 sdp::Side ours) const {
    const auto agreed = sdp::negotiate(offer, answer, ours);
    EXPECT_TRUE(agreed);
    for (std::size_t i = 0; agreed && i < agreed->size(); ++i) {
      if (offer.media[i].kind == "audio" && (*agreed)[i].is_accepted) {
        return stream_of((*agreed)[i]);
      }
    }
    return std::nullopt;
  }

  const net::Endpoint here = *net::Endpoint::parse("10.0.0.1:20000");
  sdp::SessionDescription answer;
};

TEST_F(AudioDescription, TakesTheOfferersFirstChoiceAndPayloadTypes) {
  const auto stream = answered(
      "m=audio 4000 RTP/AVP 96 0 97\r\na=rtpmap:96 opus/48000/2\r\n"
      "a=rtpmap:97 telephone-event/8000\r\n");
  ASSERT_TRUE(stream);
  EXPECT_EQ(net::to_string(stream->remote), "10.0.0.11:4000");
  ASSERT_TRUE(stream->sends);
  EXPECT_EQ(stream->sends->codec->name, "opus");
  EXPECT_EQ(stream->sends->payload_type, 96);
  EXPECT_EQ(stream->receives_events, 97);
  EXPECT_EQ(stream->receives.size(), 2u);
}

TEST_F(AudioDescription, SendsNothingToWhoHolds) {
  for (const char* hold : {"a=sendonly\r\n", "a=inactive\r\n"}) {
    const auto stream = answered(std::string("m=audio 4000 RTP/AVP 0\r\n") + hold);
    ASSERT_TRUE(stream);
    EXPECT_FALSE(stream->sends) << hold;
  }
}

TEST_F(AudioDescription, TakesTheFirstAudioThatIsWantedAndRefusesTheRest) {
  const auto stream = answered(
      "m=video 4000 RTP/AVP 31\r\nm=audio 0 RTP/AVP 0\r\nm=audio 4004 RTP/AVP 8\r\n"
      "m=audio 4006 RTP/AVP 8\r\n");
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->remote.port, 4004);
  ASSERT_EQ(answer.media.size(), 4u);
  EXPECT_EQ(answer.media[0].port, 0);
  EXPECT_EQ(answer.media[2].port, 20000);
  EXPECT_EQ(answer.media[3].port, 0);
}

TEST_F(AudioDescription, IsNothingWithoutACodecInCommon) {
  EXPECT_FALSE(answered("m=audio 4000 RTP/AVP 18\r\n"));
  EXPECT_FALSE(answered("m=video 4000 RTP/AVP 31\r\n"));
}

TEST_F(AudioDescription, OffersEveryCodecOfTheBox) {
  const sdp::LocalStream audio = local_audio(here);
  const auto offer = sdp::make_offer(sdp::make_origin(1, here.address), {&audio, 1});
  ASSERT_EQ(offer.media.size(), 1u);
  EXPECT_EQ(offer.media[0].formats.size(), audio.codecs.size());
  answer = description("m=audio 4000 RTP/AVP 8\r\n");
  const auto stream = agreed_audio(offer, sdp::Side::offerer);
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->sends->codec->name, "PCMA");
}

}  // namespace
}  // namespace call
