// Clips: how they sound at each rate, how they begin anew, and how long the engine keeps them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "firmware/media/clip/clip.h"
#include "firmware/media/sound_player.h"
#include "tests/firmware/media/signal.h"
#include "tests/firmware/media/speaker.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr ClipId kClip{7};
constexpr Rate kRates[] = {Rate::narrowband, Rate::wideband, Rate::fullband};

ClipAudio tone_of(double hz, std::size_t samples, double peak = 8'000) {
  return pack(sine(hz, peak, kClipRateHz, samples));
}

// So many frames of it.
Samples played(const ClipAudio& audio, Rate rate, std::size_t frames) {
  ClipPlayer player(audio, true);
  Samples pcm(frames * samples_of_frame(rate));
  for (std::size_t i = 0; i < frames; ++i) {
    player.generate(Frame(pcm).subspan(i * samples_of_frame(rate), samples_of_frame(rate)), rate);
  }
  return pcm;
}

// The greatest deviation from the straight line through a sample's neighbours.
int roughest(std::span<const std::int16_t> pcm) {
  int most = 0;
  for (std::size_t i = 1; i + 1 < pcm.size(); ++i) {
    most = std::max(most, std::abs(2 * pcm[i] - pcm[i - 1] - pcm[i + 1]));
  }
  return most;
}

TEST(Clip, KeepsAToneAtEveryRate) {
  const ClipAudio audio = tone_of(1'000, 2 * kClipRateHz);
  EXPECT_EQ(audio.size(), 2 * kClipOctetsASecond);
  EXPECT_EQ(length_of(audio.size()), 2s);
  for (const Rate rate : kRates) {
    const auto hertz = static_cast<std::uint32_t>(rate);
    const Samples pcm = played(audio, rate, 50);
    const auto part = std::span(pcm).subspan(hertz / 50);
    EXPECT_NEAR(peak_of_sine(part, 1'000, hertz), 8'000, 250) << hertz;
    EXPECT_GT(snr_of_sine(part, 1'000, hertz), 30) << hertz;
  }
}

TEST(Clip, HasWhatWidebandHasAndNarrowbandHasNot) {
  const ClipAudio audio = tone_of(5'000, kClipRateHz);
  EXPECT_GT(peak_of_sine(played(audio, Rate::wideband, 50), 5'000, 16'000), 6'000);
  const Samples narrow = played(audio, Rate::narrowband, 50);
  EXPECT_LT(rms_of(std::span(narrow).subspan(800)), 100);
}

TEST(Clip, BeginsAnewWithoutAClickWhereTheAudioHasNone) {
  // 1.03 seconds, a whole number of periods but of no frames: the seam falls inside one.
  const ClipAudio audio = tone_of(1'000, 16'480);
  for (const Rate rate : kRates) {
    const auto hertz = static_cast<std::uint32_t>(rate);
    const Samples pcm = played(audio, rate, 500);
    const auto all = std::span(pcm).subspan(hertz / 50);
    EXPECT_GT(snr_of_sine(all, 1'000, hertz), 30) << hertz;
    const Samples pure = sine(1'000, 8'000, hertz, hertz);
    EXPECT_LT(roughest(all), roughest(pure) + 600) << hertz;
  }
}

TEST(Clip, GoesOnWhereItIsWhenTheRateChanges) {
  Samples pcm = sine(500, 8'000, kClipRateHz, kClipRateHz);
  const Samples later = sine(2'000, 8'000, kClipRateHz, kClipRateHz);
  pcm.insert(pcm.end(), later.begin(), later.end());
  const ClipAudio audio = pack(pcm);
  ClipPlayer player(audio, false);
  Samples frame(320);
  for (int i = 0; i < 50; ++i) player.generate(frame, Rate::wideband);
  Samples narrow(160 * 25);
  for (std::size_t i = 0; i < 25; ++i) {
    player.generate(Frame(narrow).subspan(160 * i, 160), Rate::narrowband);
  }
  EXPECT_GT(peak_of_sine(std::span(narrow).subspan(160), 2'000, 8'000), 7'000);
}

TEST(Clip, OfNothingIsSilence) {
  EXPECT_TRUE(pack({}).empty());
  EXPECT_EQ(rms_of(played({}, Rate::narrowband, 2)), 0);
  EXPECT_EQ(pack(Samples(3)).size(), 1u) << "two samples an octet";
}

TEST(Clip, IsUnpackedWholeOrFromAnywhereOn) {
  const Samples pcm = speech_band_noise(3'000, kClipRateHz, kClipRateHz);
  const ClipAudio audio = pack(pcm);
  const Samples back = unpack(audio, 0, audio.size());
  ASSERT_EQ(back.size(), pcm.size());
  EXPECT_GT(snr_of(pcm, back, 40), 12);
  const Samples part = unpack(audio, 4'000, 1'000);
  ASSERT_EQ(part.size(), 2'000u);
  EXPECT_GT(snr_of(std::span(back).subspan(8'000, 2'000), part, 0), 25);
  EXPECT_TRUE(unpack(audio, 8'000, 0).empty());
}

TEST(SoundPlayer, PlaysAClipOnceToItsEndOrOverAndOver) {
  Clips clips;
  clips.keep(kClip, tone_of(1'000, 16 * 50));  // 50 ms
  SoundPlayer once({Clip{kClip}, {}}, clips.take(kClip));
  Samples pcm(320);
  EXPECT_TRUE(once.next(pcm, Rate::wideband));
  EXPECT_GT(rms_of(pcm), 4'000);
  EXPECT_TRUE(once.next(pcm, Rate::wideband));
  EXPECT_FALSE(once.next(pcm, Rate::wideband));
  EXPECT_GT(rms_of(std::span(pcm).first(64)), 4'000);
  EXPECT_EQ(rms_of(std::span(pcm).subspan(160)), 0);

  SoundPlayer again({Clip{kClip, true}, {}}, clips.take(kClip));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(again.next(pcm, Rate::wideband));
  EXPECT_GT(rms_of(pcm), 4'000);

  SoundPlayer shorter({Clip{kClip, true}, 40ms}, clips.take(kClip));
  EXPECT_TRUE(shorter.next(pcm, Rate::wideband));
  EXPECT_FALSE(shorter.next(pcm, Rate::wideband));
}

TEST(SoundPlayer, EndsAtOnceWithoutItsClip) {
  SoundPlayer player({Clip{kClip, true}, {}});
  Samples pcm(160, 99);
  EXPECT_FALSE(player.next(pcm, Rate::narrowband));
  EXPECT_EQ(rms_of(pcm), 0);
}

TEST(Clips, GoWithTheLastWhoPlaysThemOnceForgotten) {
  Clips clips;
  clips.keep(kClip, ClipAudio(8'000));
  {
    const Clips::Hold first = clips.take(kClip);
    const Clips::Hold second = clips.take(kClip);
    clips.forget(kClip);
    EXPECT_FALSE(clips.take(kClip));
    EXPECT_EQ(first.audio().size(), 8'000u);
    EXPECT_EQ(clips.size(), 1u);
  }
  EXPECT_EQ(clips.size(), 0u);
  clips.keep(kClip, ClipAudio(8'000));
  clips.forget(kClip);
  EXPECT_EQ(clips.size(), 0u) << "nobody plays it";
  clips.forget(kClip);
}

class ClipsOfTheEngine : public EngineDesk {
 protected:
  static constexpr LegId kLeg{1};
  void is_there() { opens(kLeg, "10.0.0.1:20000", stream()); }

  Speaker alice{world, "10.0.0.11:4000", "10.0.0.1:20000", encoding("PCMU", 0), 300};
};

TEST_F(ClipsOfTheEngine, AreHeardByALegUntilTheirEnd) {
  is_there();
  engine.carry_out(KeepClip{kClip, tone_of(1'000, kClipRateHz)});
  engine.carry_out(Play{kLeg, {Clip{kClip}, {}}});
  world.advance(900ms);
  EXPECT_TRUE(heard_events<PlayEnded>().empty());
  EXPECT_NEAR(alice.hears(1'000), 8'000, 400);
  world.advance(140ms);
  EXPECT_EQ(heard_events<PlayEnded>().size(), 1u);
  world.advance(1s);
  EXPECT_EQ(heard_events<PlayEnded>().size(), 1u);
}

TEST_F(ClipsOfTheEngine, PlayOnWhenTheyAreForgotten) {
  is_there();
  engine.carry_out(KeepClip{kClip, tone_of(1'000, kClipRateHz)});
  engine.carry_out(Play{kLeg, {Clip{kClip, true}, {}}});
  world.advance(2s);
  engine.carry_out(ForgetClip{kClip});
  alice.forgets();
  world.advance(5s);
  EXPECT_NEAR(alice.hears(1'000), 8'000, 400);
  EXPECT_EQ(engine.clips(), 1u);
  engine.carry_out(StopPlaying{kLeg});
  EXPECT_EQ(engine.clips(), 0u);
  engine.carry_out(Play{kLeg, {Clip{kClip, true}, {}}});
  world.advance(40ms);
  EXPECT_EQ(heard_events<PlayEnded>().size(), 1u) << "nobody knows it any more";
}

TEST_F(ClipsOfTheEngine, GoWithTheLegThatHeardThem) {
  is_there();
  engine.carry_out(KeepClip{kClip, tone_of(1'000, kClipRateHz)});
  engine.carry_out(Play{kLeg, {Clip{kClip, true}, {}}});
  engine.carry_out(ForgetClip{kClip});
  EXPECT_EQ(engine.clips(), 1u);
  engine.carry_out(CloseLeg{kLeg});
  EXPECT_EQ(engine.clips(), 0u);
}

TEST_F(ClipsOfTheEngine, AreAnnouncedToARoom) {
  is_there();
  engine.carry_out(KeepClip{kClip, tone_of(1'000, kClipRateHz / 2)});
  engine.carry_out(Join{kLeg, RoomId{1}});
  engine.carry_out(Announce{RoomId{1}, {Clip{kClip}, {}}});
  engine.carry_out(ForgetClip{kClip});
  world.advance(510ms);
  EXPECT_NEAR(alice.hears(1'000), 8'000, 800);
  world.advance(100ms);
  EXPECT_EQ(engine.clips(), 0u) << "gone when it was over";
}

}  // namespace
}  // namespace media
