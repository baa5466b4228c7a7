#include "firmware/media/codec/opus.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "firmware/media/codec/codecs.h"
#include "tests/firmware/media/codec/stream.h"

namespace media {
namespace {

const Codec& opus() {
  return *find_codec("opus", 48'000, 2);
}

double octets_a_second(const CodecOptions& options, std::uint32_t rate_hz) {
  const auto encoder = make_opus_encoder(options);
  const Samples sent = speech_band_noise(2'000, rate_hz, rate_hz);
  const std::size_t packet = rate_hz / 50;
  std::size_t sum = 0;
  for (std::size_t at = 0; at < sent.size(); at += packet) {
    sum += encoded(*encoder, std::span(sent).subspan(at, packet)).size();
  }
  return static_cast<double>(sum);
}

class OpusAt : public testing::TestWithParam<std::uint32_t> {};

TEST_P(OpusAt, KeepsASine) {
  CodecOptions options;
  options.pcm_rate_hz = GetParam();
  const Samples heard = through(opus(), sine(1'000, 7'218, GetParam(), GetParam() * 2), options);
  EXPECT_EQ(heard.size(), GetParam() * 2);
  EXPECT_GE(snr_of_sine(std::span(heard).subspan(GetParam()), 1'000, GetParam()), 20);
}

INSTANTIATE_TEST_SUITE_P(Rates, OpusAt, testing::Values(8'000u, 16'000u, 48'000u));

TEST(Opus, IsHeardAtARateOtherThanItWasSpoken) {
  CodecOptions wide;
  wide.pcm_rate_hz = 16'000;
  const auto encoder = make_opus_encoder({});
  const auto decoder = make_opus_decoder(wide);
  const Octets octets = encoded(*encoder, sine(1'000, 7'218, 48'000, 960));
  EXPECT_EQ(decoded(*decoder, octets).size(), 320u);
}

TEST(Opus, KeepsToTheAverageBitRate) {
  CodecOptions slow;
  slow.max_average_bit_rate = 12'000;
  CodecOptions fast;
  fast.max_average_bit_rate = 64'000;
  EXPECT_NEAR(octets_a_second(slow, 48'000), 1'500, 450);
  EXPECT_NEAR(octets_a_second(fast, 48'000), 8'000, 2'400);
}

TEST(Opus, SendsPacketsOfOneSizeWhenAskedTo) {
  CodecOptions options;
  options.constant_bit_rate = true;
  options.max_average_bit_rate = 24'000;
  const auto encoder = make_opus_encoder(options);
  const Samples loud = speech_band_noise(8'000, 48'000, 960);
  const Samples silent(960);
  EXPECT_EQ(encoded(*encoder, loud).size(), 60u);
  EXPECT_EQ(encoded(*encoder, silent).size(), 60u);
}

TEST(Opus, SendsNextToNothingInSilenceWithDtx) {
  CodecOptions options;
  options.discontinuous = true;
  options.pcm_rate_hz = 16'000;
  options.max_average_bit_rate = 16'000;
  const auto encoder = make_opus_encoder(options);
  std::size_t least = 1'000;
  for (int i = 0; i < 50; ++i) least = std::min(least, encoded(*encoder, Samples(320)).size());
  EXPECT_LE(least, 2u);
}

constexpr double kTenDecibels = 3.162;

double error_of(const Samples& heard, const Samples& truth) {
  Samples difference(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    difference[i] = static_cast<std::int16_t>(std::clamp(heard[i] - truth[i], -32'768, 32'767));
  }
  return rms_of(difference);
}

// How many of 25 lost packets come back with an error 10 dB below them, with in-band FEC or
// without, in a stream of syllables. Not the sum of the errors: where a tone comes back out of
// phase one packet outweighs all others, and whether it does hangs on the last bit of a float,
// which ARM rounds otherwise.
int recovered_packets(bool in_band_fec) {
  CodecOptions options;
  options.pcm_rate_hz = 16'000;
  options.max_average_bit_rate = 24'000;
  options.in_band_fec = in_band_fec;
  options.expected_loss_percent = 30;
  const auto encoder = make_opus_encoder(options);
  const auto whole = make_opus_decoder(options);
  const auto lossy = make_opus_decoder(options);
  Samples sent;
  for (int i = 0; i < 40; ++i) {
    const Samples syllable = sine(150 + 40 * (i % 7), i % 3 == 0 ? 500 : 9'000, 16'000, 1'000);
    sent.insert(sent.end(), syllable.begin(), syllable.end());
  }
  int recovered_packets = 0;
  Samples truth;
  for (std::size_t at = 0; at + 320 <= sent.size(); at += 320) {
    const Octets octets = encoded(*encoder, std::span(sent).subspan(at, 320));
    const bool after_loss = at / 320 % 5 == 4;
    if (after_loss) {
      Samples recovered(320);
      lossy->recover(octets, recovered);
      if (error_of(recovered, truth) < rms_of(truth) / kTenDecibels) ++recovered_packets;
    }
    truth = decoded(*whole, octets);
    if (at / 320 % 5 != 3) decoded(*lossy, octets);
  }
  return recovered_packets;
}

TEST(Opus, FindsALostFrameInTheNextPacket) {
  EXPECT_GE(recovered_packets(true), 14) << "what the encoder takes for speech";
  EXPECT_LE(recovered_packets(false), 8) << "or the stream can be guessed, and proves nothing";
}

TEST(Opus, ConcealsWhenTheNextPacketIsMalformed) {
  const auto decoder = make_opus_decoder({});
  const auto encoder = make_opus_encoder({});
  const Samples sent = sine(400, 7'218, 48'000, 960);
  for (int i = 0; i < 5; ++i) decoded(*decoder, encoded(*encoder, sent));
  Samples lost(960);
  decoder->recover(Octets{0xFF, 0x00}, lost);
  EXPECT_GT(rms_of(lost), 1'000);
}

TEST(Opus, ConcealsMoreThanItsLongestPacket) {
  const auto decoder = make_opus_decoder({});
  decoded(*decoder, encoded(*make_opus_encoder({}), sine(400, 7'218, 48'000, 960)));
  Samples lost(48 * 200, 12'345);
  decoder->conceal(lost);
  EXPECT_LT(rms_of(std::span(lost).last(48 * 80)), 3'000);
}

TEST(Opus, TakesOnlyItsOwnDurations) {
  const auto encoder = make_opus_encoder({});
  std::vector<std::uint8_t> octets(1'500);
  EXPECT_TRUE(encoder->encode(Samples(120), octets));
  EXPECT_EQ(encoder->encode(Samples(360), octets).error(), CodecError::bad_length);
}

}  // namespace
}  // namespace media
