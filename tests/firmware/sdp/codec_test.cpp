#include "firmware/sdp/codec.h"

#include <gtest/gtest.h>

namespace {

using sdp::Codec;

Codec codec(std::string_view rtpmap, std::string_view fmtp = "") {
  auto codec = Codec::parse_rtpmap(rtpmap);
  EXPECT_TRUE(codec) << rtpmap;
  if (!codec) return {};
  codec->fmtp = fmtp;
  return *codec;
}

TEST(Codec, ReadsAnRtpmap) {
  EXPECT_EQ(codec("97 L16/44100/2"), (Codec{"L16", 44100, 2, "", 97}));
  EXPECT_EQ(codec(" 101  telephone-event/8000 "), (Codec{"telephone-event", 8000, 1, "", 101}));
}

TEST(Codec, RefusesAMalformedRtpmap) {
  for (const char* bad :
       {"", "96", "96 opus", "96 /8000", "x PCMU/8000", "128 PCMU/8000", "-1 PCMU/8000", "96 x/0",
        "96 x/y", "96 x/8000/0", "96 x/8000/256", "96 x/4294967296", "96 x/", "96 x/8000/"}) {
    EXPECT_FALSE(Codec::parse_rtpmap(bad)) << bad;
  }
}

TEST(Codec, KnowsTheStaticTable) {
  EXPECT_EQ(Codec::of_static(0), (Codec{"PCMU", 8000, 1, "", 0}));
  EXPECT_EQ(Codec::of_static(9), (Codec{"G722", 8000, 1, "", 9}));
  EXPECT_EQ(Codec::of_static(10), (Codec{"L16", 44100, 2, "", 10}));
  EXPECT_EQ(Codec::of_static(18), (Codec{"G729", 8000, 1, "", 18}));
  EXPECT_EQ(Codec::of_static(34), (Codec{"H263", 90000, 1, "", 34}));
  for (const int unassigned : {1, 2, 19, 20, 24, 35, 96, 127}) {
    EXPECT_FALSE(Codec::of_static(static_cast<std::uint8_t>(unassigned))) << unassigned;
  }
}

TEST(Codec, MatchesByNameInAnyCaseRateAndChannels) {
  EXPECT_TRUE(matches(codec("0 PCMU/8000"), codec("96 pcmu/8000/1")));
  EXPECT_FALSE(matches(codec("0 PCMU/8000"), codec("0 PCMA/8000")));
  EXPECT_FALSE(matches(codec("96 speex/8000"), codec("96 speex/16000")));
  EXPECT_FALSE(matches(codec("96 L16/44100"), codec("96 L16/44100/2")));
}

TEST(Codec, TakesG722AndOpusAsTheirRfcsPrescribeThem) {
  EXPECT_TRUE(matches(codec("9 G722/8000"), codec("96 g722/16000")));
  EXPECT_TRUE(matches(codec("96 opus/48000/2"), codec("97 OPUS/48000")));
  EXPECT_EQ(to_encoding(codec("97 OPUS/48000")), "OPUS/48000/2");
}

TEST(Codec, TellsG726PackingsApartByName) {
  EXPECT_FALSE(matches(codec("96 G726-32/8000"), codec("96 AAL2-G726-32/8000")));
  EXPECT_FALSE(matches(codec("96 G726-32/8000"), codec("96 G726-24/8000")));
}

TEST(Codec, DoesNotMatchAcrossParametersThatChangeThePackets) {
  EXPECT_FALSE(matches(codec("96 AMR/8000"), codec("96 AMR/8000", "octet-align=1")));
  EXPECT_TRUE(matches(codec("96 AMR/8000"), codec("96 amr/8000", "mode-set=7; Octet-Align=0")));
  EXPECT_FALSE(matches(codec("96 AMR-WB/16000", "crc=1"), codec("96 AMR-WB/16000")));
  EXPECT_FALSE(
      matches(codec("96 G7221/16000", "bitrate=24000"), codec("96 G7221/16000", "bitrate=32000")));
  EXPECT_FALSE(matches(codec("96 H264/90000", "packetization-mode=1"), codec("96 H264/90000")));
}

TEST(Codec, MatchesAcrossParametersThatAreWishes) {
  EXPECT_TRUE(
      matches(codec("96 opus/48000/2", "stereo=1;useinbandfec=1"), codec("96 opus/48000/2")));
  EXPECT_TRUE(matches(codec("97 iLBC/8000", "mode=20"), codec("97 iLBC/8000", "mode=30")));
  EXPECT_TRUE(
      matches(codec("101 telephone-event/8000", "0-15"), codec("96 telephone-event/8000", "0-16")));
  EXPECT_FALSE(matches(codec("101 telephone-event/8000"), codec("101 telephone-event/48000")));
}

TEST(Codec, KnowsWhatGoesBesideACodec) {
  EXPECT_TRUE(codec("101 Telephone-Event/8000").is_telephone_event());
  EXPECT_TRUE(codec("101 telephone-event/8000").is_auxiliary());
  EXPECT_TRUE(codec("13 cn/8000").is_auxiliary());
  EXPECT_FALSE(codec("0 PCMU/8000").is_auxiliary());
  EXPECT_FALSE(codec("13 cn/8000").is_telephone_event());
}

TEST(Codec, FindsFormatParameters) {
  constexpr std::string_view kFmtp = " maxplaybackrate=16000 ;useinbandfec=1; Flag;a=b=c;";
  EXPECT_EQ(sdp::fmtp_parameter(kFmtp, "maxplaybackrate"), "16000");
  EXPECT_EQ(sdp::fmtp_parameter(kFmtp, "UseInBandFec"), "1");
  EXPECT_EQ(sdp::fmtp_parameter(kFmtp, "flag"), "");
  EXPECT_EQ(sdp::fmtp_parameter(kFmtp, "a"), "b=c");
  EXPECT_FALSE(sdp::fmtp_parameter(kFmtp, "stereo"));
  EXPECT_FALSE(sdp::fmtp_parameter("", "stereo"));
}

}  // namespace
