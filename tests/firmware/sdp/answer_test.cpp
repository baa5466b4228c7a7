#include "firmware/sdp/answer.h"

#include "tests/firmware/sdp/streams.h"

namespace {

using namespace sdp_test;
using sdp::Direction;

std::string answered(std::string_view offered_media, std::vector<sdp::LocalStream> streams) {
  return media_of(make_answer(parsed(session(offered_media)), origin(), streams));
}
// The formats of the first m= line, "" when it is rejected.
std::string formats(std::string_view offered_media, const sdp::LocalStream& stream) {
  const std::vector<sdp::LocalStream> streams = {stream};
  const auto answer = make_answer(parsed(session(offered_media)), origin(), streams);
  if (answer.media[0].port == 0) return "";
  std::string text;
  for (const auto& format : answer.media[0].formats) text += (text.empty() ? "" : " ") + format;
  return text;
}
// Our direction in the answer to an offer with these attributes.
std::string direction(std::string_view attributes, Direction ours) {
  auto stream = audio({kPcma});
  stream.direction = ours;
  const auto text = answered("m=audio 4 RTP/AVP 8\n" + std::string(attributes), {stream});
  return text.substr(text.rfind("a="));
}

constexpr std::string_view kWideOffer =
    "m=audio 4 RTP/AVP 0 111 8 100 101 13\na=rtpmap:111 OPUS/48000/2\na=fmtp:111 stereo=1\n"
    "a=rtpmap:100 telephone-event/48000\na=rtpmap:101 telephone-event/8000\n";

TEST(Answer, TakesTheOffersOrderNumbersAndNamesAndOurParameters) {
  EXPECT_EQ(answered(kWideOffer, {audio({kPcma, kOpus, kPcmu, kWideEvents, kEvents})}),
            "m=audio 6000 RTP/AVP 0 111 8 100 101\na=rtpmap:0 PCMU/8000\n"
            "a=rtpmap:111 OPUS/48000/2\na=fmtp:111 useinbandfec=1\na=rtpmap:8 PCMA/8000\n"
            "a=rtpmap:100 telephone-event/48000\na=fmtp:100 0-16\n"
            "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=sendrecv\n");
}

TEST(Answer, TakesTelephoneEventsOfAcceptedClockRatesOnly) {
  EXPECT_EQ(formats(kWideOffer, audio({kOpus, kWideEvents, kEvents})), "111 100");
  EXPECT_EQ(formats(kWideOffer, audio({kPcma, kWideEvents, kEvents})), "8 101");
  EXPECT_EQ(formats(kWideOffer, audio({kPcma})), "8");
}

TEST(Answer, TakesTelephoneEventOfAnotherRateWhenThereIsNoOther) {
  EXPECT_EQ(formats("m=audio 4 RTP/AVP 111 101\na=rtpmap:111 opus/48000/2\n"
                    "a=rtpmap:101 telephone-event/8000\n",
                    audio({kOpus, kWideEvents, kEvents})),
            "111 101");
}

TEST(Answer, TakesComfortNoiseOnlyBesideACodecOfItsRate) {
  EXPECT_EQ(formats(kWideOffer, audio({kPcma, kNoise})), "8 13");
  EXPECT_EQ(formats(kWideOffer, audio({kOpus, kNoise})), "111");
}

TEST(Answer, RejectsAStreamWithoutCommonCodec) {
  EXPECT_EQ(answered(kWideOffer, {audio({kG722, kEvents, kNoise})}),
            "m=audio 0 RTP/AVP 0 111 8 100 101 13\n");
}

TEST(Answer, TakesG722WhateverRateThePeerWrites) {
  EXPECT_EQ(answered("m=audio 4 RTP/AVP 9\na=rtpmap:9 g722/16000\n", {audio({kG722})}),
            "m=audio 6000 RTP/AVP 9\na=rtpmap:9 g722/8000\na=sendrecv\n");
}

TEST(Answer, HasOneLineForEachOfferedLineInItsOrder) {
  EXPECT_EQ(answered("m=video 6 RTP/AVP 31\nm=audio 4 RTP/AVP 8\nm=image 8 udptl t38\n"
                     "m=audio 0 RTP/AVP\nm=audio 4 RTP/AVP 8\n",
                     {none(), audio({kPcma}), fax(), audio({kPcma})}),
            "m=video 0 RTP/AVP 31\nm=audio 6000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=sendrecv\n"
            "m=image 7000 udptl t38\na=T38FaxVersion:0\n"
            "a=T38FaxRateManagement:transferredTCF\n"
            "m=audio 0 RTP/AVP 0\nm=audio 0 RTP/AVP 8\n");
}

TEST(Answer, RejectsAnotherKindProtocolOrFormat) {
  EXPECT_EQ(formats("m=video 4 RTP/AVP 8\n", audio({kPcma})), "");
  EXPECT_EQ(formats("m=audio 4 RTP/SAVP 8\n", audio({kPcma})), "");
  EXPECT_EQ(formats("m=image 4 udptl t39\n", fax()), "");
  EXPECT_EQ(formats("m=image 4 UDPTL T38\n", fax()), "T38");
}

TEST(Answer, TakesAFeedbackProfileUnderItsOfferedName) {
  EXPECT_TRUE(answered("m=audio 4 RTP/AVPF 8\n", {audio({kPcma})})
                  .starts_with("m=audio 6000 RTP/AVPF 8\n"));
}

TEST(Answer, ReversesTheDirection) {
  EXPECT_EQ(direction("", Direction::sendrecv), "a=sendrecv\n");
  EXPECT_EQ(direction("a=sendonly\n", Direction::sendrecv), "a=recvonly\n");
  EXPECT_EQ(direction("a=recvonly\n", Direction::sendrecv), "a=sendonly\n");
  EXPECT_EQ(direction("a=inactive\n", Direction::sendrecv), "a=inactive\n");
  EXPECT_EQ(direction("", Direction::sendonly), "a=sendonly\n");
  EXPECT_EQ(direction("a=sendonly\n", Direction::recvonly), "a=recvonly\n");
}

// RFC 6337 section 5.3: both hold.
TEST(Answer, IsInactiveWhenBothHold) {
  EXPECT_EQ(direction("a=sendonly\n", Direction::sendonly), "a=inactive\n");
  EXPECT_EQ(direction("a=recvonly\n", Direction::recvonly), "a=inactive\n");
}

// RFC 6337 section 5.4: the address says nothing of the direction.
TEST(Answer, TakesNoDirectionFromAHoldByAddress) {
  EXPECT_EQ(direction("c=IN IP4 0.0.0.0\n", Direction::sendrecv), "a=sendrecv\n");
  EXPECT_EQ(direction("c=IN IP4 0.0.0.0\na=inactive\n", Direction::sendrecv), "a=inactive\n");
}

TEST(Answer, TakesMidAlwaysAndMuxWhenBothWantIt) {
  auto stream = audio({kPcma});
  EXPECT_EQ(answered("m=audio 4 RTP/AVP 8\na=mid:a1\na=rtcp-mux\n", {stream}),
            "m=audio 6000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=mid:a1\na=sendrecv\n");
  stream.rtcp_mux = true;
  EXPECT_EQ(answered("m=audio 4 RTP/AVP 8\na=rtcp-mux\n", {stream}),
            "m=audio 6000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=rtcp-mux\na=sendrecv\n");
  EXPECT_EQ(answered("m=audio 4 RTP/AVP 8\n", {stream}),
            "m=audio 6000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=sendrecv\n");
}

TEST(Answer, HasTheTimesOfTheOffer) {
  const auto offer = parsed("v=0\no=- 1 1 IN IP4 x\ns=x\nt=2873397496 2873404696\nr=7d 1h 0\n");
  EXPECT_EQ(text_of(make_answer(offer, origin(), {})),
            "v=0\no=- 7 1 IN IP4 203.0.113.1\ns=-\nt=2873397496 2873404696\n");
}

}  // namespace
