// Ten minutes with a phone that never pauses and whose clock is not ours, through a room, from
// codec to codec: the sound stays whole and comes no later at the end than at the beginning.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/firmware/media/speaker.h"

namespace media {
namespace {

using namespace std::chrono_literals;

// 20 ms are no whole number of its periods: a frame too many or too few is not overheard.
constexpr double kHz = 1'017;
constexpr double kLeastSnr = 30;
// Where the resampler takes over what it had no part in, one copy of the sound fades into another.
constexpr int kOfTakingOver = 2;

struct Line {
  const char* from;
  std::uint8_t from_type;
  const char* to;
  std::uint8_t to_type;
  int ppm;  // by which the speaker's clock is fast
};

// The frequency is the speaker's by whichever clock.
double snr_of_tone(std::span<const std::int16_t> pcm, std::uint32_t rate_hz) {
  double best = snr_of_sine(pcm, kHz, rate_hz);
  for (int ppm = -1'000; ppm <= 1'000 && best < kLeastSnr; ppm += 200) {
    best = std::max(best, snr_of_sine(pcm, kHz * (1 + ppm * 1e-6), rate_hz));
  }
  return best;
}

class MediaDrift : public EngineDesk, public ::testing::WithParamInterface<Line> {
 protected:
  static int windows_below(const Samples& pcm, std::uint32_t rate_hz) {
    const std::size_t window = std::size_t{rate_hz} * 30 / 1'000;
    int below = 0;
    for (std::size_t at = rate_hz; at + window <= pcm.size(); at += window) {
      if (snr_of_tone(std::span(pcm).subspan(at, window), rate_hz) < kLeastSnr) ++below;
    }
    return below;
  }
};

TEST_P(MediaDrift, NeitherBreaksTheSoundNorLetsItGrowOld) {
  const Line& line = GetParam();
  const Encoding from = encoding(line.from, line.from_type), to = encoding(line.to, line.to_type);
  Speaker talks(world, "10.0.0.11:4000", "10.0.0.1:20000", from, kHz);
  Speaker listens(world, "10.0.0.12:4000", "10.0.0.1:20002", to, 0);
  opens(LegId{1}, "10.0.0.1:20000", stream(line.from, line.from_type, "10.0.0.11:4000"));
  opens(LegId{2}, "10.0.0.1:20002", stream(line.to, line.to_type, "10.0.0.12:4000"));
  engine.carry_out(Join{LegId{1}, RoomId{1}});
  engine.carry_out(Join{LegId{2}, RoomId{1}});

  const base::Duration frame = 20'000us - base::Duration(line.ppm / 50);
  for (base::Duration past{}; past < 10min; past += frame) {
    talks.speaks();
    world.advance(frame);
  }
  EXPECT_LE(windows_below(listens.heard(), listens.rate_hz()), kOfTakingOver);

  listens.forgets();
  world.advance(500ms);
  const Samples rest = listens.heard();
  const auto sounds = std::ranges::count_if(rest, [](int sample) { return sample > 1'000; });
  // A sine is above a sixth of its peak for 45 % of the time; what is lost at the end is concealed.
  EXPECT_LT(static_cast<double>(sounds) / listens.rate_hz(), 0.45 * 0.18) << "seconds";
}

std::string name_of(const ::testing::TestParamInfo<Line>& line) {
  return std::string(line.param.from) + "To" + line.param.to +
         (line.param.ppm > 0 ? "FromAFastClock" : "FromASlowClock");
}

INSTANTIATE_TEST_SUITE_P(
    Codecs, MediaDrift,
    ::testing::Values(Line{"PCMU", 0, "PCMA", 8, 200}, Line{"PCMU", 0, "PCMA", 8, -200},
                      Line{"G722", 9, "PCMU", 0, 200}, Line{"G722", 9, "PCMU", 0, -200},
                      Line{"PCMU", 0, "G722", 9, 200}, Line{"PCMU", 0, "G722", 9, -200},
                      Line{"opus", 107, "PCMU", 0, 200}, Line{"opus", 107, "PCMU", 0, -200},
                      Line{"PCMU", 0, "opus", 107, 200}, Line{"PCMU", 0, "opus", 107, -200}),
    name_of);

}  // namespace
}  // namespace media
