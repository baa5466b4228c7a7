#include "firmware/media/codec/resampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "firmware/base/random.h"
#include "tests/firmware/media/signal.h"

namespace media {
namespace {

// Fed in pieces of the sizes that `next_size` gives.
template <class NextSize>
Samples resampled(Resampler& resampler, std::span<const std::int16_t> in, NextSize next_size) {
  Samples heard;
  Samples out(1'000);
  while (!in.empty()) {
    const std::size_t size = std::min<std::size_t>(next_size(), in.size());
    const auto [consumed, produced] = resampler.process(in.first(size), out);
    heard.insert(heard.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(produced));
    in = in.subspan(consumed);
  }
  return heard;
}

class ResamplerBetween : public testing::TestWithParam<std::tuple<std::uint32_t, std::uint32_t>> {
 protected:
  const std::uint32_t in_hz = std::get<0>(GetParam());
  const std::uint32_t out_hz = std::get<1>(GetParam());
  Resampler resampler{in_hz, out_hz};
};

TEST_P(ResamplerBetween, KeepsASine) {
  const Samples heard =
      resampled(resampler, sine(1'000, 10'000, in_hz, in_hz * 2), [this] { return in_hz / 50; });
  const std::span<const std::int16_t> settled = std::span(heard).subspan(out_hz / 2);
  EXPECT_GE(snr_of_sine(settled, 1'000, out_hz), 75);
  EXPECT_NEAR(rms_of(settled), 10'000 / 1.41421, 50);
}

TEST_P(ResamplerBetween, KeepsWhatIsJustBelowTheEdgeOfTheBand) {
  const double below_hz = 0.42 * std::min(in_hz, out_hz);
  const Samples heard =
      resampled(resampler, sine(below_hz, 10'000, in_hz, in_hz), [this] { return in_hz / 50; });
  EXPECT_NEAR(rms_of(std::span(heard).subspan(out_hz / 10)), 10'000 / 1.41421, 200);
}

TEST_P(ResamplerBetween, LetsNothingThroughAboveTheLowerRatesBand) {
  if (in_hz <= out_hz) return;
  const double above_hz = 0.65 * out_hz;
  const Samples heard =
      resampled(resampler, sine(above_hz, 10'000, in_hz, in_hz), [this] { return in_hz / 50; });
  EXPECT_LT(rms_of(std::span(heard).subspan(out_hz / 10)), 7);  // 60 dB down
}

TEST_P(ResamplerBetween, GivesExactlyAMinuteForAMinute) {
  const Samples minute(60 * in_hz);
  const Samples heard = resampled(resampler, minute, [this] { return in_hz / 50; });
  EXPECT_EQ(heard.size(), 60 * out_hz);
}

TEST_P(ResamplerBetween, GivesTheSameHoweverItIsCut) {
  const Samples sent = speech_band_noise(3'000, in_hz, in_hz);
  Resampler other(in_hz, out_hz);
  base::SeededRandom random(7);
  const Samples whole = resampled(resampler, sent, [this] { return in_hz / 50; });
  const Samples cut =
      resampled(other, sent, [&random] { return static_cast<std::size_t>(1 + random.below(700)); });
  EXPECT_EQ(whole, cut);
}

TEST_P(ResamplerBetween, FollowsAClockThatDrifts) {
  for (const int ppm : {200, -200}) {
    Resampler drifting(in_hz, out_hz);
    drifting.set_drift(ppm);
    // The sender's seconds have so many samples more than ours.
    constexpr int kSeconds = 20;
    const int sent = static_cast<int>(in_hz) * kSeconds;
    const Samples pcm(static_cast<std::size_t>(sent + sent / 10'000 * ppm / 100));
    const Samples heard = resampled(drifting, pcm, [this] { return in_hz / 50; });
    EXPECT_NEAR(static_cast<double>(heard.size()), out_hz * kSeconds, out_hz / 8'000 + 1);
  }
}

TEST_P(ResamplerBetween, DoesNotClickWhenTheDriftChanges) {
  const Samples sent = sine(1'000, 10'000, in_hz, in_hz);
  int blocks = 0;
  const Samples heard = resampled(resampler, sent, [&] {
    if (++blocks % 10 == 0) resampler.set_drift(blocks % 20 == 0 ? 50 : -50);
    return in_hz / 50;
  });
  // A sine of 1 kHz moves by no more than this from one sample to the next.
  const double most = 10'000 * 6.2832 * 1'000 / out_hz * 1.01 + 2;
  int greatest = 0;
  for (std::size_t i = out_hz / 10; i + 1 < heard.size(); ++i) {
    greatest = std::max(greatest, std::abs(heard[i + 1] - heard[i]));
  }
  EXPECT_LE(greatest, most);
}

TEST_P(ResamplerBetween, TakesAnyDriftAtAnyMoment) {
  const Samples sent = sine(1'000, 10'000, in_hz, 4 * in_hz);
  int ppm = 0;
  const Samples heard = resampled(resampler, sent, [&] {
    ppm = (ppm + 1'387) % 2'001;
    resampler.set_drift(ppm - 1'000);
    return in_hz / 100;
  });
  EXPECT_NEAR(static_cast<double>(heard.size()), 4.0 * out_hz, out_hz / 1'000);
  EXPECT_NEAR(rms_of(heard), 7'071, 100) << "whole all along";
}

INSTANTIATE_TEST_SUITE_P(Rates, ResamplerBetween,
                         testing::Combine(testing::Values(8'000u, 16'000u, 48'000u),
                                          testing::Values(8'000u, 16'000u, 48'000u)),
                         [](const auto& test) {
                           return std::to_string(std::get<0>(test.param)) + "_to_" +
                                  std::to_string(std::get<1>(test.param));
                         });

TEST(Resampler, StopsWhereTheRoomEnds) {
  Resampler resampler(8'000, 16'000);
  const Samples in(100);
  Samples out(20);
  const auto [consumed, produced] = resampler.process(in, out);
  EXPECT_EQ(produced, 20u);
  EXPECT_LT(consumed, in.size());
}

TEST(Resampler, TellsItsDelay) {
  EXPECT_LE(Resampler(8'000, 48'000).delay(), 8'000u * 6 / 1'000);
  EXPECT_LE(Resampler(48'000, 8'000).delay(), 48'000u * 6 / 1'000);
}

}  // namespace
}  // namespace media
