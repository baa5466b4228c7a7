#include "firmware/media/melody_player.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "firmware/media/sound_player.h"
#include "tests/firmware/media/signal.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr Note kTune[] = {{440, 250ms}, {0, 100ms}, {880, 150ms}};

Samples played(const Melody& melody, std::uint32_t rate_hz, std::size_t count) {
  Samples pcm(count);
  MelodyPlayer(melody, rate_hz).generate(pcm);
  return pcm;
}

TEST(MelodyPlayer, PlaysNotesAndRestsOverAndOver) {
  const Samples pcm = played({kTune, -10}, 8'000, 8'000);
  const auto part = [&](std::size_t from, std::size_t count) {
    return std::span(pcm).subspan(from, count);
  };
  EXPECT_GT(peak_of_sine(part(0, 2'000), 440, 8'000), 2'000);
  EXPECT_EQ(rms_of(part(2'001, 798)), 0);
  EXPECT_GT(peak_of_sine(part(2'800, 1'200), 880, 8'000), 2'000);
  EXPECT_TRUE(std::ranges::equal(part(0, 4'000), part(4'000, 4'000)));
}

TEST(MelodyPlayer, StrikesAndEndsNotesWithoutAClick) {
  const Samples pcm = played({kTune, -10}, 16'000, 16'000);
  // A step from one sample to the next is never greater than the sines' own.
  int most = 0;
  for (std::size_t i = 1; i < pcm.size(); ++i) most = std::max(most, std::abs(pcm[i] - pcm[i - 1]));
  EXPECT_LT(most, 4'500);
  EXPECT_LT(std::abs(pcm[0]), 10);
  EXPECT_LT(std::abs(pcm[3'999]), 10);
}

TEST(MelodyPlayer, IsSilentWhereThereIsNothingToPlay) {
  EXPECT_EQ(rms_of(played({}, 8'000, 800)), 0);
  constexpr Note kNothing[] = {{440, 0ms}, {440, -5ms}};
  EXPECT_EQ(rms_of(played({kNothing}, 8'000, 800)), 0);
  constexpr Note kTooHigh[] = {{4'000, 100ms}, {1e9, 100ms}};
  EXPECT_EQ(rms_of(played({kTooHigh}, 8'000, 800)), 0);
}

TEST(SoundPlayer, EndsAfterItsLengthToTheMillisecondAndSoftly) {
  SoundPlayer player({Tone{.first_hz = 1000, .level_dbm0 = -3}, 50ms});
  Samples pcm(480);
  const auto frame = [&](std::size_t i) { return Frame(pcm).subspan(i * 160, 160); };
  EXPECT_TRUE(player.next(frame(0), Rate::narrowband));
  EXPECT_TRUE(player.next(frame(1), Rate::narrowband));
  EXPECT_FALSE(player.next(frame(2), Rate::narrowband));
  EXPECT_GT(rms_of(std::span(pcm).first(360)), 10'000);
  EXPECT_LT(rms_of(std::span(pcm).subspan(392, 8)), 4'000);
  EXPECT_EQ(rms_of(std::span(pcm).subspan(400)), 0);
}

}  // namespace
}  // namespace media
