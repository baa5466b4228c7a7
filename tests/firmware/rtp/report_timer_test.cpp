#include "firmware/rtp/report_timer.h"

#include <gtest/gtest.h>

#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

using namespace std::chrono_literals;

constexpr double kCompensation = 1.21828;
constexpr Population kTwo{2, 2, true};

class ReportTimerTest : public testing::Test {
 protected:
  static base::Duration over_compensation(double seconds) {
    return base::Duration(static_cast<base::Duration::rep>(seconds * 1e6 / kCompensation));
  }

  base::SeededRandom random{3};
  ReportTimer timer{500, 100, random, kStart};
};

TEST_F(ReportTimerTest, WaitsHalfTheMinimumAtFirst) {
  EXPECT_EQ(timer.interval(kTwo), 2500ms);
  EXPECT_GE(timer.deadline() - kStart, over_compensation(1.25));
  EXPECT_LE(timer.deadline() - kStart, over_compensation(3.75));
}

TEST_F(ReportTimerTest, WaitsTheMinimumLater) {
  base::Duration least = 1h, most{}, sum{};
  base::Instant now = kStart;
  timer.sent(100, now, kTwo);
  for (int i = 0; i < 1000; ++i) {
    now += 1s;
    timer.sent(100, now, kTwo);
    const base::Duration wait = timer.deadline() - now;
    least = std::min(least, wait), most = std::max(most, wait), sum += wait;
  }
  EXPECT_EQ(timer.interval(kTwo), 5s);
  EXPECT_GE(least, over_compensation(2.5));
  EXPECT_LT(least, over_compensation(2.6));
  EXPECT_LE(most, over_compensation(7.5));
  EXPECT_GT(most, over_compensation(7.4));
  EXPECT_NEAR(static_cast<double>((sum / 1000).count()), 5e6 / kCompensation, 2e5);
}

TEST_F(ReportTimerTest, SharesTheBandwidthOfMany) {
  EXPECT_EQ(timer.interval({100, 50, true}), 25'600ms);   // 128 × 100 / 500
  EXPECT_EQ(timer.interval({100, 10, true}), 10'240ms);   // 128 × 10 / 125
  EXPECT_EQ(timer.interval({100, 10, false}), 30'720ms);  // 128 × 90 / 375
}

TEST_F(ReportTimerTest, EndsAtADayWhateverTheCrowd) {
  EXPECT_EQ(timer.interval({4'000'000'000, 0, false}), 24h);
  EXPECT_EQ(ReportTimer(0, 100, random, kStart).interval({1'000'000, 0, false}), 24h);
}

TEST_F(ReportTimerTest, ExpiresOnceItIsTime) {
  EXPECT_FALSE(timer.expire(timer.deadline() - 1us, kTwo));
  base::Instant now = timer.deadline();
  int reconsidered = 0;
  while (!timer.expire(now, kTwo)) {
    EXPECT_GT(timer.deadline(), now);
    now = timer.deadline();
    ASSERT_LT(++reconsidered, 100);
  }
  timer.sent(100, now, kTwo);
  EXPECT_GT(timer.deadline(), now + 2s);
}

TEST_F(ReportTimerTest, ReconsidersWhenManyHaveJoined) {
  const base::Instant first = timer.deadline();
  EXPECT_FALSE(timer.expire(first, {1000, 1000, true}));
  EXPECT_GT(timer.deadline(), first + 10s);
}

TEST_F(ReportTimerTest, ComesEarlierWhenMembersLeave) {
  timer.expire(timer.deadline(), {1000, 1000, true});
  timer.sent(100, kStart, {1000, 1000, true});
  const base::Duration wait = timer.deadline() - kStart;
  timer.on_leave(kStart, {100, 100, true});
  EXPECT_NEAR(static_cast<double>((timer.deadline() - kStart).count()),
              static_cast<double>(wait.count()) / 10, 10);
  const base::Instant deadline = timer.deadline();
  timer.on_leave(kStart, {100, 100, true});  // nobody left
  EXPECT_EQ(timer.deadline(), deadline);
  timer.on_leave(kStart, {200, 200, true});  // more came
  EXPECT_EQ(timer.deadline(), deadline);
}

TEST_F(ReportTimerTest, AveragesTheSizesOfReports) {
  timer.received(100 + 16);
  EXPECT_EQ(timer.interval({100, 100, true}), 25'800ms);  // 129 × 100 / 500
}

}  // namespace
}  // namespace rtp
