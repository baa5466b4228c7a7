#include "firmware/net/asio/event_loop.h"

#include <csignal>
#include <thread>

#include "firmware/net/asio/system_wall_clock.h"
#include "tests/firmware/net/asio/loop_fixture.h"

namespace net {
namespace {

using std::chrono::milliseconds;

class EventLoopTest : public LoopTest {};

struct Alarm {
  explicit Alarm(base::TimerQueue& queue) : timer(queue, this) {}
  void ring() { rung_at = timers->now(); }
  base::TimerQueue* timers = nullptr;
  std::optional<base::Instant> rung_at;
  base::MemberTimer<&Alarm::ring> timer;
};

TEST_F(EventLoopTest, KeepsTheTimersOnTheMonotonicClock) {
  const auto expected = std::chrono::steady_clock::now().time_since_epoch();
  const auto difference = expected - timers_.now().time_since_epoch();
  EXPECT_LT(std::chrono::abs(difference), std::chrono::seconds(5));
}

TEST_F(EventLoopTest, RunsATimerNotBeforeItsDeadline) {
  Alarm alarm(timers_);
  alarm.timers = &timers_;
  const base::Instant begin = timers_.now();
  alarm.timer.arm(milliseconds(30));
  ASSERT_TRUE(run_until([&] { return alarm.rung_at.has_value(); }));
  EXPECT_GE(*alarm.rung_at, begin + milliseconds(30));
}

TEST_F(EventLoopTest, RunsWhatAnotherThreadPostsAndTheOrderIsKept) {
  std::string told;
  std::thread other([&] {
    loop_.post([&] { told += 'a'; });
    loop_.post([&] { told += 'b'; });
  });
  EXPECT_TRUE(run_until([&] { return told.size() == 2; }));
  other.join();
  EXPECT_EQ(told, "ab");
}

TEST_F(EventLoopTest, TellsAPostedTaskAFreshNow) {
  std::optional<base::Instant> seen;
  Alarm alarm(timers_);
  alarm.timers = &timers_;
  loop_.post([&] { loop_.post([&] { seen = timers_.now(); }); });
  const base::Instant before = timers_.now();
  ASSERT_TRUE(run_until([&] { return seen.has_value(); }));
  EXPECT_GT(*seen, before);
}

TEST_F(EventLoopTest, RunsTimersAlthoughATaskPostsItselfForEver) {
  bool enough = false;
  std::function<void()> again = [&] {
    if (!enough) loop_.post(again);
  };
  loop_.post(again);
  Alarm alarm(timers_);
  alarm.timers = &timers_;
  alarm.timer.arm(milliseconds(5));
  EXPECT_TRUE(run_until([&] { return alarm.rung_at.has_value(); }));
  enough = true;
  run_for(milliseconds(1));
}

TEST_F(EventLoopTest, RunsTasksAlthoughATimerIsAlwaysDue) {
  struct Restless {
    explicit Restless(base::TimerQueue& queue) : timer(queue, this) { fire(); }
    void fire() { timer.arm(base::Duration(1)); }
    base::MemberTimer<&Restless::fire> timer;
  } restless(timers_);
  bool ran = false;
  loop_.post([&] { ran = true; });
  EXPECT_TRUE(run_until([&] { return ran; }));
}

TEST_F(EventLoopTest, StopsFromAnotherThread) {
  std::thread other([this] { loop_.stop(); });
  loop_.run();
  other.join();
}

TEST_F(EventLoopTest, HandsOverTerminationSignals) {
  std::vector<int> signals;
  loop_.on_signal([&](int signal) { signals.push_back(signal); });
  std::raise(SIGTERM);
  ASSERT_TRUE(run_until([&] { return signals.size() == 1; }));
  std::raise(SIGINT);
  ASSERT_TRUE(run_until([&] { return signals.size() == 2; }));
  EXPECT_EQ(signals, (std::vector<int>{SIGTERM, SIGINT}));
}

TEST_F(EventLoopTest, KnowsTheAddressAPacketWouldLeaveFrom) {
  const auto v4 = loop_.source_address(*IpAddress::parse("127.0.0.1"));
  ASSERT_TRUE(v4);
  EXPECT_EQ(to_string(*v4), "127.0.0.1");
  const auto v6 = loop_.source_address(*IpAddress::parse("::1"));
  ASSERT_TRUE(v6);
  EXPECT_EQ(to_string(*v6), "::1");
  EXPECT_FALSE(loop_.source_address(*IpAddress::parse("255.255.255.255")));
}

TEST(SystemWallClock, TellsTheTimeOfDay) {
  const auto difference = SystemWallClock().now() - std::chrono::system_clock::now();
  EXPECT_LT(std::chrono::abs(difference), std::chrono::seconds(5));
}

}  // namespace
}  // namespace net
