#include "firmware/media/tone/tone_generator.h"

#include <gtest/gtest.h>

#include "firmware/media/tone/level.h"
#include "tests/firmware/media/signal.h"

namespace media {
namespace {

using namespace std::chrono_literals;

Samples generated(const Tone& tone, std::uint32_t rate_hz, std::size_t count,
                  std::size_t at_once = 160) {
  ToneGenerator generator(tone, rate_hz);
  Samples pcm(count);
  for (std::span<std::int16_t> rest = pcm; !rest.empty();) {
    const std::size_t size = std::min(at_once, rest.size());
    generator.generate(rest.first(size));
    rest = rest.subspan(size);
  }
  return pcm;
}

// Of one sine, by its power.
double dbm0_of(std::span<const std::int16_t> pcm) {
  return kFullScaleSineDbm0 + 20 * std::log10(rms_of(pcm) * std::sqrt(2.0) / 32'767);
}

TEST(Milliwatt, IsASineOf1004HzAtZeroDbm0) {
  for (const std::uint32_t rate_hz : {8'000u, 16'000u, 48'000u}) {
    const Samples pcm = generated(kMilliwatt, rate_hz, rate_hz);
    EXPECT_GT(snr_of_sine(pcm, 1'004, rate_hz), 80);
    EXPECT_NEAR(dbm0_of(pcm), 0, 0.01);
  }
}

// The sequence of table 5/G.711 has this power.
TEST(Milliwatt, IsAsLoudAsTheDigitalMilliwattOfG711) {
  EXPECT_NEAR(rms_of(generated(kMilliwatt, 8'000, 8'000)), 16'139, 16);
}

TEST(ToneGenerator, GivesEveryFrequencyItsLevel) {
  const Tone dial{.first_hz = 350, .second_hz = 440, .level_dbm0 = -13};
  const Samples pcm = generated(dial, 8'000, 8'000);
  EXPECT_NEAR(dbm0_of(pcm), -13 + 3.01, 0.05);
  EXPECT_NEAR(snr_of_sine(pcm, 350, 8'000), 0, 0.1);
  EXPECT_NEAR(snr_of_sine(pcm, 440, 8'000), 0, 0.1);
}

TEST(ToneGenerator, KeepsTheCadenceToTheSample) {
  const Tone ringing{.first_hz = 400, .second_hz = 450, .cadence = {400ms, 200ms, 400ms, 2'000ms}};
  const Samples pcm = generated(ringing, 8'000, 2 * 24'000, 77);
  const std::span<const std::int16_t> all(pcm);
  for (const std::size_t begin : {0u, 24'000u}) {
    EXPECT_GT(rms_of(all.subspan(begin, 3'200)), 1'000);
    EXPECT_EQ(rms_of(all.subspan(begin + 3'200, 1'600)), 0);
    EXPECT_GT(rms_of(all.subspan(begin + 4'800, 80)), 1'000);
    EXPECT_GT(rms_of(all.subspan(begin + 4'800 + 3'120, 80)), 100);
    EXPECT_EQ(rms_of(all.subspan(begin + 8'000, 16'000)), 0);
  }
}

TEST(ToneGenerator, UsesAllEightTimesOfACadence) {
  const Tone tone{.first_hz = 1'010, .cadence = {10ms, 10ms, 10ms, 10ms, 10ms, 10ms, 10ms, 30ms}};
  const Samples pcm = generated(tone, 8'000, 16'000);
  EXPECT_EQ(Samples(pcm.begin(), pcm.begin() + 800),
            Samples(pcm.begin() + 800, pcm.begin() + 1'600));
  EXPECT_EQ(rms_of(std::span(pcm).subspan(560, 240)), 0);
  EXPECT_GT(rms_of(std::span(pcm).subspan(480, 80)), 1'000);
}

TEST(ToneGenerator, GivesTheSameHoweverItIsCut) {
  const Tone busy{.first_hz = 425, .cadence = {480ms, 480ms}};
  EXPECT_EQ(generated(busy, 8'000, 20'000, 160), generated(busy, 8'000, 20'000, 1));
}

TEST(ToneGenerator, HoldsLevelAndFrequencyForAnHour) {
  ToneGenerator generator(kMilliwatt, 8'000);
  Samples pcm(8'000);
  for (int second = 0; second < 3'600; ++second) generator.generate(pcm);
  EXPECT_NEAR(dbm0_of(pcm), 0, 0.01);
  EXPECT_EQ(pcm, generated(kMilliwatt, 8'000, 8'000));  // 1004 whole turns a second
}

TEST(ToneGenerator, ClipsWhatIsTooLoud) {
  const Tone loud{.first_hz = 500, .second_hz = 500, .level_dbm0 = 3};
  const Samples pcm = generated(loud, 8'000, 800);
  EXPECT_EQ(*std::max_element(pcm.begin(), pcm.end()), 32'767);
  EXPECT_EQ(*std::min_element(pcm.begin(), pcm.end()), -32'768);
}

}  // namespace
}  // namespace media
