#include "firmware/media/codec/g711.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace media {
namespace {

struct NamedLaw {
  const char* name;
  std::uint8_t (*code_of)(std::int16_t);
  std::int16_t (*sample_of)(std::uint8_t);
  int steps_of_least;  // the smallest step, in units of a 16-bit sample
  int most;            // the greatest sample that is decoded
};

constexpr NamedLaw kUlaw{"ulaw", ulaw_of, linear_of_ulaw, 8, 32'124};
constexpr NamedLaw kAlaw{"alaw", alaw_of, linear_of_alaw, 16, 32'256};

class G711 : public testing::TestWithParam<NamedLaw> {
 protected:
  const NamedLaw& law = GetParam();
};

TEST_P(G711, KeepsEveryCode) {
  for (int code = 0; code < 256; ++code) {
    const std::int16_t sample = law.sample_of(static_cast<std::uint8_t>(code));
    const int again = law.code_of(sample);
    // µ-law has two zeros; the negative one comes back as the positive one.
    EXPECT_EQ(again, law.code_of == ulaw_of && code == 0x7F ? 0xFF : code);
  }
}

TEST_P(G711, KeepsEverySampleToAThirtySecondOrHalfTheLeastStep) {
  for (int sample = -32'768; sample < 32'768; ++sample) {
    const int again = law.sample_of(law.code_of(static_cast<std::int16_t>(sample)));
    const int size = std::min(std::abs(sample), law.most);
    const int limited = sample < 0 ? -size : size;
    EXPECT_LE(std::abs(again - limited), std::max(size / 32 + 5, law.steps_of_least / 2 + 4));
  }
}

TEST_P(G711, RisesWithTheSample) {
  int last = law.sample_of(law.code_of(-32'768));
  for (int sample = -32'767; sample < 32'768; ++sample) {
    const int again = law.sample_of(law.code_of(static_cast<std::int16_t>(sample)));
    EXPECT_GE(again, last);
    last = again;
  }
  EXPECT_EQ(last, law.most);
}

TEST_P(G711, IsTheSameOnBothSidesOfZero) {
  for (int sample = 0; sample < 32'768; ++sample) {
    EXPECT_EQ(law.sample_of(law.code_of(static_cast<std::int16_t>(sample))),
              -law.sample_of(law.code_of(static_cast<std::int16_t>(~sample))));
  }
}

INSTANTIATE_TEST_SUITE_P(Laws, G711, testing::Values(kUlaw, kAlaw),
                         [](const auto& test) { return test.param.name; });

// Tables 1a to 2b of the Recommendation: the ends of the segments, and the smallest codes.
TEST(Ulaw, HasTheValuesOfTheRecommendation) {
  EXPECT_EQ(linear_of_ulaw(0xFF), 0);
  EXPECT_EQ(linear_of_ulaw(0xFE), 2 * 4);
  EXPECT_EQ(linear_of_ulaw(0xF0), 30 * 4);
  EXPECT_EQ(linear_of_ulaw(0xEF), 33 * 4);
  EXPECT_EQ(linear_of_ulaw(0xDF), 99 * 4);
  EXPECT_EQ(linear_of_ulaw(0xCF), 231 * 4);
  EXPECT_EQ(linear_of_ulaw(0xBF), 495 * 4);
  EXPECT_EQ(linear_of_ulaw(0xAF), 1'023 * 4);
  EXPECT_EQ(linear_of_ulaw(0x9F), 2'079 * 4);
  EXPECT_EQ(linear_of_ulaw(0x8F), 4'191 * 4);
  EXPECT_EQ(linear_of_ulaw(0x80), 8'031 * 4);
  EXPECT_EQ(linear_of_ulaw(0x00), -8'031 * 4);
  EXPECT_EQ(ulaw_of(0), 0xFF);
  EXPECT_EQ(ulaw_of(-1), 0x7F);
}

TEST(Alaw, HasTheValuesOfTheRecommendation) {
  EXPECT_EQ(linear_of_alaw(0x80 ^ 0x55), 1 * 8);
  EXPECT_EQ(linear_of_alaw(0x90 ^ 0x55), 33 * 8);
  EXPECT_EQ(linear_of_alaw(0xA0 ^ 0x55), 66 * 8);
  EXPECT_EQ(linear_of_alaw(0xB0 ^ 0x55), 132 * 8);
  EXPECT_EQ(linear_of_alaw(0xC0 ^ 0x55), 264 * 8);
  EXPECT_EQ(linear_of_alaw(0xD0 ^ 0x55), 528 * 8);
  EXPECT_EQ(linear_of_alaw(0xE0 ^ 0x55), 1'056 * 8);
  EXPECT_EQ(linear_of_alaw(0xF0 ^ 0x55), 2'112 * 8);
  EXPECT_EQ(linear_of_alaw(0xFF ^ 0x55), 4'032 * 8);
  EXPECT_EQ(linear_of_alaw(0x7F ^ 0x55), -4'032 * 8);
  EXPECT_EQ(alaw_of(0), 0xD5);
  EXPECT_EQ(alaw_of(-1), 0x55);
}

}  // namespace
}  // namespace media
