#include "firmware/media/codec/comfort_noise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/firmware/media/codec/stream.h"

namespace media {
namespace {

Samples noise_of(const Octets& payload, std::size_t count = 16'000) {
  ComfortNoise noise;
  EXPECT_TRUE(noise.describe(payload));
  Samples pcm(count);
  noise.generate(pcm);
  return pcm;
}

// Likeness of neighbours: near 1 in dull noise, near -1 in shrill noise, 0 in white noise.
double colour_of(const Samples& pcm) {
  double sum = 0;
  for (std::size_t i = 1; i < pcm.size(); ++i) sum += static_cast<double>(pcm[i]) * pcm[i - 1];
  return sum / (rms_of(pcm) * rms_of(pcm) * static_cast<double>(pcm.size()));
}

TEST(ComfortNoise, IsSilentBeforeItIsDescribed) {
  Samples pcm(160, 1);
  ComfortNoise().generate(pcm);
  EXPECT_EQ(pcm, Samples(160));
}

TEST(ComfortNoise, HasTheLevelItWasGiven) {
  for (const std::uint8_t level : Octets{20, 40, 60}) {
    const double rms = 32'768 * std::pow(10, -level / 20.0);
    EXPECT_NEAR(rms_of(noise_of({level})), rms, rms * 0.1);
    EXPECT_NEAR(rms_of(noise_of({level, 60, 140})), rms, rms * 0.2);
  }
}

TEST(ComfortNoise, HasTheColourItWasGiven) {
  EXPECT_NEAR(colour_of(noise_of({30})), 0, 0.05);
  EXPECT_GT(colour_of(noise_of({30, 20})), 0.7);
  EXPECT_LT(colour_of(noise_of({30, 234})), -0.7);
}

TEST(ComfortNoise, StaysFiniteWithTheWildestCoefficients) {
  for (const std::uint8_t index : Octets{0, 254, 255}) {
    Octets payload(40, index);
    payload[0] = 0;
    const Samples pcm = noise_of(payload);
    EXPECT_LE(rms_of(pcm), 32'768);
  }
}

TEST(ComfortNoise, TakesNoEmptyPayload) {
  EXPECT_EQ(ComfortNoise().describe({}).error(), CodecError::empty);
}

TEST(ComfortNoise, SoundsLikeWhatItDescribes) {
  const Samples room = speech_band_noise(100, 8'000, 1'600);
  Octets payload(kComfortNoiseOctets);
  ASSERT_EQ(describe_noise(room, payload), kComfortNoiseOctets);
  const Samples heard = noise_of(payload);
  EXPECT_NEAR(rms_of(heard), 100, 20);
  EXPECT_NEAR(colour_of(heard), colour_of(room), 0.15);
}

TEST(ComfortNoise, DescribesSilenceAsSilence) {
  Octets payload(1);
  ASSERT_EQ(describe_noise(Samples(160), payload), 1u);
  EXPECT_GE(payload[0], 90);
  EXPECT_EQ(noise_of({127}), Samples(16'000));
}

}  // namespace
}  // namespace media
