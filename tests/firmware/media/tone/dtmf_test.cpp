// Generator and detector against each other, and each against what is not its like.
#include "firmware/media/tone/dtmf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "firmware/media/tone/dtmf_detector.h"
#include "firmware/media/tone/dtmf_generator.h"
#include "tests/firmware/media/signal.h"

namespace media {
namespace {

using namespace std::chrono_literals;

// Silence of 100 ms, the digits, silence.
Samples dialled(std::string_view digits, double level_dbm0 = DtmfGenerator::kLevelDbm0,
                std::chrono::milliseconds on = 80ms, std::chrono::milliseconds off = 80ms) {
  DtmfGenerator generator(8'000, level_dbm0);
  for (const char digit : digits) EXPECT_TRUE(generator.put(digit, on, off));
  Samples pcm(800);
  while (!generator.is_idle()) {
    pcm.resize(pcm.size() + 160);
    generator.generate(std::span(pcm).last(160));
  }
  pcm.resize(pcm.size() + 800);
  return pcm;
}

std::vector<DtmfEvent> heard_in(const Samples& pcm, std::size_t at_once = 160) {
  DtmfDetector detector;
  std::vector<DtmfEvent> heard;
  for (std::span<const std::int16_t> rest = pcm; !rest.empty();) {
    const std::size_t size = std::min(at_once, rest.size());
    const std::span<const DtmfEvent> events = detector.feed(rest.first(size));
    heard.insert(heard.end(), events.begin(), events.end());
    rest = rest.subspan(size);
  }
  return heard;
}

// The digits that began, if each ended before the next began.
std::string digits_of(const std::vector<DtmfEvent>& events) {
  std::string digits;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i % 2 == 0) {
      EXPECT_EQ(events[i].kind, DtmfEvent::Kind::begin);
      digits += events[i].digit;
    } else {
      EXPECT_EQ(events[i].kind, DtmfEvent::Kind::end);
      EXPECT_EQ(events[i].digit, digits.back());
    }
  }
  EXPECT_EQ(events.size() % 2, 0u);
  return digits;
}

TEST(DtmfPair, KnowsSixteenDigitsInEitherCase) {
  EXPECT_EQ(dtmf_pair_of('1')->row_hz, 697);
  EXPECT_EQ(dtmf_pair_of('1')->column_hz, 1'209);
  EXPECT_EQ(dtmf_pair_of('#')->row_hz, 941);
  EXPECT_EQ(dtmf_pair_of('#')->column_hz, 1'477);
  EXPECT_EQ(dtmf_pair_of('d')->column_hz, 1'633);
  EXPECT_EQ(dtmf_pair_of('0')->column_hz, 1'336);
  for (const char other : {'E', 'e', '@', ' ', '\0', 'J', '\xE1', '\x0A'}) {
    EXPECT_FALSE(dtmf_pair_of(other)) << static_cast<int>(other);
  }
}

TEST(Dtmf, AllDigitsAreHeardAtEveryLevelOfALine) {
  for (const double level_dbm0 : {-3.0, -10.0, -20.0, -30.0}) {
    EXPECT_EQ(digits_of(heard_in(dialled(kDtmfDigits, level_dbm0))), kDtmfDigits) << level_dbm0;
  }
}

TEST(Dtmf, IsNotHeardWhenItIsTooFaint) {
  EXPECT_EQ(digits_of(heard_in(dialled(kDtmfDigits, -55))), "");
}

TEST(Dtmf, IsHeardThroughNoise) {
  const Samples clean = dialled(kDtmfDigits);
  // The pair's power against the noise's: 20 dB, and then 3 dB.
  const double rms = rms_of(sine(1'000, 7'218, 8'000, 8'000)) * std::sqrt(1 + std::pow(10, 0.2));
  EXPECT_EQ(digits_of(heard_in(sum_of(
                clean, speech_band_noise(rms / std::pow(10, 20 / 20.0), 8'000, clean.size())))),
            kDtmfDigits);
  EXPECT_EQ(digits_of(heard_in(sum_of(
                clean, speech_band_noise(rms / std::pow(10, 3 / 20.0), 8'000, clean.size())))),
            "");
}

TEST(Dtmf, IsHeardWhenItIsAsShortAsTheStandardAllows) {
  EXPECT_EQ(digits_of(heard_in(dialled("159D*", DtmfGenerator::kLevelDbm0, 50ms, 50ms))), "159D*");
}

TEST(Dtmf, TheSameDigitTwiceIsTwoDigits) {
  EXPECT_EQ(digits_of(heard_in(dialled("1100"))), "1100");
}

TEST(Dtmf, ADigitWithoutAPauseBeforeItEndsTheOneBefore) {
  EXPECT_EQ(digits_of(heard_in(dialled("159", DtmfGenerator::kLevelDbm0, 100ms, 0ms))), "159");
}

TEST(Dtmf, ADigitThatFollowsFromOneSampleToTheNextEndsTheOneBefore) {
  // The detector works in blocks of 102 samples; here digits change between blocks.
  Samples pcm(16);
  const Samples digits = dialled("159", DtmfGenerator::kLevelDbm0, 102ms, 0ms);
  pcm.insert(pcm.end(), digits.begin(), digits.end());
  EXPECT_EQ(digits_of(heard_in(pcm)), "159");
}

TEST(Dtmf, BeginningAndEndAreToldToThirteenMilliseconds) {
  const std::vector<DtmfEvent> events = heard_in(dialled("5", DtmfGenerator::kLevelDbm0, 500ms));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_NEAR(static_cast<double>(events[0].sample), 800, 104);
  EXPECT_NEAR(static_cast<double>(events[1].sample), 800 + 4'000, 104);
}

TEST(Dtmf, IsHeardTheSameHoweverItIsCut) {
  const Samples pcm = dialled("147#");
  for (const std::size_t at_once : {1u, 80u, 101u, 102u, 103u, 1'600u}) {
    const std::vector<DtmfEvent> events = heard_in(pcm, at_once);
    EXPECT_EQ(digits_of(events), "147#");
    EXPECT_EQ(events.back().sample, heard_in(pcm).back().sample);
  }
}

TEST(DtmfDetector, HearsNothingInSilenceTonesAndNoise) {
  EXPECT_EQ(heard_in(Samples(16'000)).size(), 0u);
  EXPECT_EQ(heard_in(sine(697, 10'000, 8'000, 16'000)).size(), 0u);
  EXPECT_EQ(
      heard_in(sum_of(sine(350, 5'000, 8'000, 16'000), sine(440, 5'000, 8'000, 16'000))).size(),
      0u);
  EXPECT_EQ(heard_in(speech_band_noise(5'000, 8'000, 80'000)).size(), 0u);
}

TEST(DtmfDetector, TellsWhichDigitSounds) {
  DtmfDetector detector;
  const Samples pcm = dialled("7", DtmfGenerator::kLevelDbm0, 100ms);
  EXPECT_EQ(detector.digit(), 0);
  detector.feed(std::span(pcm).first(1'500));
  EXPECT_EQ(detector.digit(), '7');
  detector.feed(std::span(pcm).subspan(1'500));
  EXPECT_EQ(detector.digit(), 0);
}

TEST(DtmfGenerator, IsSilentWhenNothingWaits) {
  DtmfGenerator generator(8'000);
  Samples pcm(160, 1);
  generator.generate(pcm);
  EXPECT_EQ(pcm, Samples(160));
}

TEST(DtmfGenerator, TakesNoDigitThatIsNone) {
  DtmfGenerator generator(8'000);
  EXPECT_FALSE(generator.put('x'));
  EXPECT_TRUE(generator.is_idle());
}

TEST(DtmfGenerator, LetsNoMoreWaitThanItsLimit) {
  DtmfGenerator generator(16'000);
  for (std::size_t i = 0; i < DtmfGenerator::kMostWaiting; ++i) EXPECT_TRUE(generator.put('1'));
  EXPECT_FALSE(generator.put('1'));
  Samples pcm(16'000 / 5);
  generator.generate(pcm);
  EXPECT_TRUE(generator.put('1'));
}

TEST(DtmfGenerator, MakesTheUpperToneTwoDecibelsLouder) {
  DtmfGenerator generator(8'000);
  generator.put('1', 1'000ms);
  Samples pcm(8'000);
  generator.generate(pcm);
  EXPECT_NEAR(snr_of_sine(pcm, 1'209, 8'000), 2, 0.1);
}

}  // namespace
}  // namespace media
