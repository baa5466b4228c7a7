#include <gtest/gtest.h>

#include "firmware/b2bua/passing.h"
#include "tests/firmware/sdp/text.h"

namespace b2bua {
namespace {

using Changes = std::vector<media::PayloadTypeChange>;
using sdp_test::parsed;
using sdp_test::session;

// What one party has agreed upon with us: it offered, and our answer has the same lines.
struct Party {
  explicit Party(std::string_view media)
      : described(parsed(session(media))),
        agreed(*sdp::negotiate(described, described, sdp::Side::answerer)) {}
  Side side() const { return {agreed, described.media}; }

  sdp::SessionDescription described;
  std::vector<sdp::NegotiatedStream> agreed;
};

std::vector<Pair> paired(std::string_view a, std::string_view b) {
  const Party one(a), other(b);
  return pair_streams(one.side(), other.side());
}

// Of two parties with one audio stream each.
Pair audio_pair(std::string_view a, std::string_view b) {
  const auto pairs =
      paired("m=audio 4000 RTP/AVP " + std::string(a), "m=audio 5000 RTP/AVP " + std::string(b));
  EXPECT_EQ(pairs.size(), 1u);
  return pairs.empty() ? Pair{} : pairs.front();
}

TEST(PairedStreams, PassWhenBothSpeakTheSame) {
  const Pair pair = audio_pair("8 0\n", "0 8\n");
  EXPECT_TRUE(pair.is_audio);
  EXPECT_TRUE(pair.passes);
  EXPECT_TRUE(pair.decodable);
  EXPECT_EQ(pair.a_to_b, Changes());
  EXPECT_EQ(pair.b_to_a, Changes());
}

TEST(PairedStreams, ChangePayloadTypesBothWays) {
  const Pair pair =
      audio_pair("96 101\na=rtpmap:96 opus/48000/2\na=rtpmap:101 telephone-event/48000\n",
                 "107 96\na=rtpmap:107 opus/48000/2\na=rtpmap:96 telephone-event/48000\n");
  EXPECT_TRUE(pair.passes);
  EXPECT_EQ(pair.a_to_b, (Changes{{96, 107}, {101, 96}}));
  EXPECT_EQ(pair.b_to_a, (Changes{{107, 96}, {96, 101}}));
}

TEST(PairedStreams, AreDecodedWhenOneMaySendWhatTheOtherDoesNotKnow) {
  EXPECT_FALSE(audio_pair("8\n", "0\n").passes);
  EXPECT_FALSE(audio_pair("8 0\n", "8\n").passes);
  EXPECT_FALSE(audio_pair("8\n", "8 0\n").passes);
}

TEST(PairedStreams, AreDecodedWhenOneSideAloneHasTelephoneEvents) {
  constexpr char kWith[] = "8 101\na=rtpmap:101 telephone-event/8000\n";
  EXPECT_FALSE(audio_pair(kWith, "8\n").passes);
  EXPECT_FALSE(audio_pair("8\n", kWith).passes);
  EXPECT_TRUE(audio_pair(kWith, kWith).passes);
}

TEST(PairedStreams, PassTelephoneEventsOfSeveralClocks) {
  constexpr char kBoth[] =
      "96 0 101 97\na=rtpmap:96 opus/48000/2\na=rtpmap:101 telephone-event/48000\n"
      "a=rtpmap:97 telephone-event/8000\n";
  const Pair pair =
      audio_pair(kBoth,
                 "96 0 97 101\na=rtpmap:96 opus/48000/2\na=rtpmap:97 telephone-event/48000\n"
                 "a=rtpmap:101 telephone-event/8000\n");
  EXPECT_TRUE(pair.passes);
  EXPECT_EQ(pair.a_to_b, (Changes{{101, 97}, {97, 101}}));
  EXPECT_FALSE(audio_pair(kBoth,
                          "96 0 97\na=rtpmap:96 opus/48000/2\n"
                          "a=rtpmap:97 telephone-event/48000\n")
                   .passes);
}

TEST(PairedStreams, MayDifferInComfortNoise) {
  EXPECT_TRUE(audio_pair("8 13\n", "8\n").passes);
}

TEST(PairedStreams, PassWhatWeCannotDecode) {
  constexpr char kOdd[] = "96\na=rtpmap:96 X-ODD/16000\n";
  for (const char* other : {kOdd, "8\n"}) {
    const Pair pair = audio_pair(kOdd, other);
    EXPECT_TRUE(pair.passes) << other;
    EXPECT_FALSE(pair.decodable) << other;
  }
}

TEST(PairedStreams, AreNotOursToDecodeWhenTheyAreEncrypted) {
  constexpr char kCrypto[] = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\n";
  const auto pairs = paired("m=audio 4000 RTP/SAVP 8\n" + std::string(kCrypto),
                            "m=audio 5000 RTP/SAVP 8\n" + std::string(kCrypto));
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_TRUE(pairs[0].passes);
  EXPECT_FALSE(pairs[0].decodable);
}

TEST(PairedStreams, AreTheFirstOfEachKindAndOnlyWhatBothAccept) {
  const auto pairs = paired(
      "m=audio 0 RTP/AVP 8\nm=video 4002 RTP/AVP 31\nm=audio 4004 RTP/AVP 8\n"
      "m=audio 4006 RTP/AVP 8\nm=image 4008 udptl t38\n",
      "m=audio 5000 RTP/AVP 8\nm=image 5002 udptl t38\nm=video 5004 RTP/AVP 31\n");
  ASSERT_EQ(pairs.size(), 3u);
  const auto is = [&](std::size_t i, std::size_t a, std::size_t b, bool is_audio) {
    return pairs[i].a == a && pairs[i].b == b && pairs[i].is_audio == is_audio && pairs[i].passes;
  };
  EXPECT_TRUE(is(0, 1, 2, false)) << "video";
  EXPECT_TRUE(is(1, 2, 0, true)) << "audio";
  EXPECT_TRUE(is(2, 4, 1, false)) << "fax";
}

}  // namespace
}  // namespace b2bua
