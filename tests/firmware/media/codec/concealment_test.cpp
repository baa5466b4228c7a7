#include <gtest/gtest.h>

#include <algorithm>

#include "firmware/media/codec/pitch_concealment.h"
#include "firmware/media/codec/repeat_concealment.h"
#include "tests/firmware/media/signal.h"

namespace media {
namespace {

// A stream of `rate_hz` in packets of `packet` samples, of which number `lost` does not come.
template <class Concealment>
Samples with_a_gap(Concealment&& concealment, const Samples& sent, std::size_t packet,
                   std::size_t lost) {
  Samples heard = sent;
  for (std::size_t i = 0; (i + 1) * packet <= heard.size(); ++i) {
    const std::span<std::int16_t> part = std::span(heard).subspan(i * packet, packet);
    if (i == lost) {
      std::fill(part.begin(), part.end(), std::int16_t{0});
      concealment.fill(part);
    } else {
      concealment.heard(part);
    }
  }
  return heard;
}

int greatest_step(const Samples& pcm) {
  int greatest = 0;
  for (std::size_t i = 1; i < pcm.size(); ++i) {
    greatest = std::max(greatest, std::abs(pcm[i] - pcm[i - 1]));
  }
  return greatest;
}

TEST(PitchConcealment, GoesOnWithAVoiceAsIfNothingWasLost) {
  const Samples sent = sine(125, 8'000, 8'000, 8'000);
  for (const std::size_t packet : {80u, 160u, 240u}) {
    const Samples heard = with_a_gap(PitchConcealment(), sent, packet, 12);
    EXPECT_GT(snr_of(sent, heard, 0), 15) << packet;
    EXPECT_LT(greatest_step(heard), 3 * greatest_step(sent)) << packet;
  }
}

TEST(PitchConcealment, WorksWithPacketsOfAnySize) {
  const Samples sent = speech_band_noise(3'000, 8'000, 4'000);
  for (std::size_t packet = 1; packet < 400; packet += 13) {
    for (std::size_t lost = 0; lost < 4; ++lost) {
      with_a_gap(PitchConcealment(), sent, packet, lost);
    }
  }
}

TEST(PitchConcealment, FillsNoMoreThanItIsAskedFor) {
  PitchConcealment concealment;
  Samples pcm = sine(125, 8'000, 8'000, 800);
  concealment.heard(pcm);
  Samples filled(200, 12'345);
  concealment.fill(std::span(filled).first(1));
  EXPECT_NE(filled[0], 12'345);
  EXPECT_EQ(Samples(filled.begin() + 1, filled.end()), Samples(199, 12'345));
}

TEST(PitchConcealment, IsSilentAfterFiftyMilliseconds) {
  PitchConcealment concealment;
  Samples pcm = sine(125, 8'000, 8'000, 800);
  concealment.heard(pcm);
  pcm.resize(400);
  concealment.fill(pcm);
  concealment.fill(pcm);
  EXPECT_EQ(pcm, Samples(400));
}

TEST(RepeatConcealment, GoesOnWithASoundThatRepeatsItself) {
  const Samples sent = sine(100, 8'000, 16'000, 16'000);
  const Samples heard = with_a_gap(RepeatConcealment(16'000), sent, 320, 12);
  EXPECT_GT(snr_of(sent, heard, 0), 15);
  EXPECT_LT(greatest_step(heard), 2 * greatest_step(sent));
}

TEST(RepeatConcealment, FadesToSilenceInSixtyMilliseconds) {
  RepeatConcealment concealment(16'000);
  Samples pcm = sine(100, 8'000, 16'000, 320);
  concealment.heard(pcm);
  double last = rms_of(pcm);
  for (int i = 0; i < 3; ++i) {
    concealment.fill(pcm);
    EXPECT_LT(rms_of(pcm), last);
    last = rms_of(pcm);
  }
  EXPECT_GT(last, 0);
  concealment.fill(pcm);
  EXPECT_EQ(pcm, Samples(320));
}

TEST(RepeatConcealment, WorksWithPacketsOfAnySize) {
  const Samples sent = speech_band_noise(3'000, 16'000, 4'000);
  for (std::size_t packet = 1; packet < 700; packet += 13) {
    with_a_gap(RepeatConcealment(16'000), sent, packet, 2);
    with_a_gap(RepeatConcealment(8'000), sent, packet, 0);
  }
}

}  // namespace
}  // namespace media
