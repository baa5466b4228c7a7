#include "firmware/base/timer_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "firmware/base/random.h"

namespace base {
namespace {

using namespace std::chrono_literals;

Instant at(Duration since_start) {
  return Instant(since_start);
}

// Notes when it fired, and may do one thing then.
class Bell {
 public:
  Bell(TimerQueue& queue, std::string name, std::vector<std::string>& rung)
      : queue_(queue), name_(std::move(name)), rung_(rung), timer(queue, this) {}

  std::function<void()> then;

 private:
  void ring() {
    rung_.push_back(name_ + "@" + std::to_string(queue_.now().time_since_epoch().count()));
    if (then) then();
  }
  TimerQueue& queue_;
  std::string name_;
  std::vector<std::string>& rung_;

 public:
  MemberTimer<&Bell::ring> timer;
};

TEST(TimerQueue, RunsWhatIsDueInTheOrderOfDeadlines) {
  TimerQueue queue;
  std::vector<std::string> rung;
  Bell late(queue, "late", rung), early(queue, "early", rung), never(queue, "never", rung);
  late.timer.arm(2us);
  early.timer.arm(1us);
  never.timer.arm(4us);
  queue.run_due(at(3us));
  EXPECT_EQ(rung, (std::vector<std::string>{"early@1", "late@2"}));
  EXPECT_EQ(queue.now(), at(3us));
  EXPECT_EQ(queue.next_deadline(), at(4us));
}

TEST(TimerQueue, RunsEqualDeadlinesInTheOrderTheyWereArmed) {
  TimerQueue queue;
  std::vector<std::string> rung;
  Bell a(queue, "a", rung), b(queue, "b", rung), c(queue, "c", rung);
  b.timer.arm(1us);
  c.timer.arm(1us);
  a.timer.arm(1us);
  queue.run_due(at(1us));
  EXPECT_EQ(rung, (std::vector<std::string>{"b@1", "c@1", "a@1"}));
}

TEST(TimerQueue, RunsATimerArmedFromACallBackForAnInstantThatIsDue) {
  TimerQueue queue;
  std::vector<std::string> rung;
  Bell first(queue, "first", rung), second(queue, "second", rung);
  first.then = [&] { second.timer.arm(1us); };
  first.timer.arm(1us);
  queue.run_due(at(5us));
  EXPECT_EQ(rung, (std::vector<std::string>{"first@1", "second@2"}));
}

TEST(TimerQueue, ArmingAgainMovesTheDeadline) {
  TimerQueue queue;
  std::vector<std::string> rung;
  Bell bell(queue, "bell", rung);
  bell.timer.arm(1us);
  bell.timer.arm(5us);
  queue.run_due(at(4us));
  EXPECT_TRUE(rung.empty());
  EXPECT_EQ(queue.armed(), 1u);
  queue.run_due(at(5us));
  EXPECT_EQ(rung.size(), 1u);
}

TEST(TimerQueue, DestructionDisarmsEvenFromInsideTheOwnCallBack) {
  TimerQueue queue;
  std::vector<std::string> rung;
  auto doomed = std::make_unique<Bell>(queue, "doomed", rung);
  auto other = std::make_unique<Bell>(queue, "other", rung);
  doomed->timer.arm(1us);
  other->timer.arm(2us);
  doomed->then = [&] {
    other.reset();
    auto self = std::move(doomed);
    self->then = nullptr;
  };
  queue.run_due(at(9us));
  EXPECT_EQ(rung, (std::vector<std::string>{"doomed@1"}));
  EXPECT_EQ(queue.armed(), 0u);
}

TEST(TimerQueue, TimeNeverRunsBackwards) {
  TimerQueue queue(at(10us));
  queue.advance_to(at(5us));
  EXPECT_EQ(queue.now(), at(10us));
  queue.run_due(at(7us));
  EXPECT_EQ(queue.now(), at(10us));
}

// Against a plain sorted list, with arming, re-arming and disarming at random.
TEST(TimerQueue, AgreesWithASortedListForAnySequence) {
  SeededRandom random(7);
  TimerQueue queue;
  std::vector<std::string> rung;
  std::vector<std::unique_ptr<Bell>> bells;
  for (int i = 0; i < 50; ++i) {
    bells.push_back(std::make_unique<Bell>(queue, std::to_string(i), rung));
  }
  struct Expected {
    std::int64_t deadline;
    std::uint64_t order;
    std::string name;
  };
  std::vector<Expected> expected;
  std::uint64_t order = 0;
  for (int step = 0; step < 500; ++step) {
    const std::string name = std::to_string(random.below(50));
    Bell& bell = *bells[static_cast<std::size_t>(std::stoi(name))];
    std::erase_if(expected, [&](const Expected& e) { return e.name == name; });
    if (random.below(4) == 0) {
      bell.timer.disarm();
    } else {
      const auto delay = static_cast<std::int64_t>(random.below(100));
      bell.timer.arm(Duration(delay));
      expected.push_back({delay, order++, name});
    }
  }
  std::sort(expected.begin(), expected.end(), [](const Expected& a, const Expected& b) {
    return a.deadline != b.deadline ? a.deadline < b.deadline : a.order < b.order;
  });
  std::vector<std::string> wanted;
  for (const Expected& e : expected) wanted.push_back(e.name + "@" + std::to_string(e.deadline));
  queue.run_due(at(1ms));
  EXPECT_EQ(rung, wanted);
}

}  // namespace
}  // namespace base
