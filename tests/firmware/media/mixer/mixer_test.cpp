#include "firmware/media/mixer/mixer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace media {
namespace {

// Says one value all the time, and remembers what it heard last.
class Constant : public AudioPort {
 public:
  explicit Constant(std::optional<std::int16_t> says, Rate rate = Rate::narrowband)
      : says_(says), rate_(rate) {}

  Rate rate() const override { return rate_; }
  bool pull(Frame frame, Rate) override {
    ++pulled;
    if (says_) std::ranges::fill(frame, *says_);
    return says_.has_value();
  }
  void push(ConstFrame frame, Rate rate) override {
    heard.assign(frame.begin(), frame.end());
    heard_at = rate;
  }
  std::int16_t hears() const {
    EXPECT_TRUE(std::ranges::all_of(heard, [&](auto sample) { return sample == heard.front(); }));
    return heard.front();
  }

  int pulled = 0;
  std::vector<std::int16_t> heard;
  Rate heard_at{};

 private:
  const std::optional<std::int16_t> says_;
  const Rate rate_;
};

TEST(Mixer, LetsEverybodyHearTheOthersAndNotThemselves) {
  Constant a(100), b(20), c(3), silent(std::nullopt);
  Mixer mixer;
  for (Constant* port : {&a, &b, &c, &silent}) mixer.add(*port);
  mixer.tick();
  EXPECT_EQ(a.hears(), 23);
  EXPECT_EQ(b.hears(), 103);
  EXPECT_EQ(c.hears(), 120);
  EXPECT_EQ(silent.hears(), 123);
  EXPECT_EQ(a.pulled, 1);
}

TEST(Mixer, SaturatesWhatIsTooLoud) {
  Constant a(30000), b(20000), c(-1), low1(-30000), low2(-30000);
  Mixer mixer;
  for (Constant* port : {&a, &b, &c}) mixer.add(*port);
  mixer.tick();
  EXPECT_EQ(c.hears(), 32767);
  EXPECT_EQ(a.hears(), 19999) << "the sum itself is not cut before its own part goes";
  Mixer deep;
  Constant listener(std::nullopt);
  for (Constant* port : {&low1, &low2, &listener}) deep.add(*port);
  deep.tick();
  EXPECT_EQ(listener.hears(), -32768);
}

TEST(Mixer, RunsAtTheBestRateUpTo16Kilohertz) {
  Constant narrow(1), wide(2, Rate::wideband), full(4, Rate::fullband);
  Mixer mixer;
  mixer.add(narrow);
  mixer.tick();
  EXPECT_EQ(narrow.heard.size(), 160u);
  EXPECT_EQ(narrow.heard_at, Rate::narrowband);
  mixer.add(wide);
  mixer.add(full);
  mixer.tick();
  EXPECT_EQ(narrow.heard.size(), 320u);
  EXPECT_EQ(full.heard_at, Rate::wideband);
  mixer.remove(wide);
  mixer.remove(full);
  mixer.tick();
  EXPECT_EQ(narrow.heard_at, Rate::narrowband);
}

TEST(Mixer, IsSilentForWhoIsAlone) {
  Constant alone(500);
  Mixer mixer;
  mixer.add(alone);
  mixer.tick();
  EXPECT_EQ(alone.hears(), 0);
  mixer.remove(alone);
  EXPECT_TRUE(mixer.empty());
}

}  // namespace
}  // namespace media
