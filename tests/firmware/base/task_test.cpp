#include "firmware/base/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace base {
namespace {

class Story : public ::testing::Test {
 public:
  void turn() { timers.run_due(timers.now()); }

  Task<std::string> word() {
    const int length = co_await asked;
    co_return std::string(static_cast<std::size_t>(length), 'a');
  }
  Task<> sentence() {
    told.push_back("begin");
    const std::string first = co_await word();
    told.push_back(first);
    const std::string second = co_await word();
    told.push_back(second);
  }

  TimerQueue timers;
  Pending<int> asked{timers};
  std::vector<std::string> told;
};

TEST_F(Story, BeginsWhenItIsStarted) {
  Task<> story = sentence();
  EXPECT_TRUE(told.empty());
  story.start();
  EXPECT_EQ(told, (std::vector<std::string>{"begin"}));
  EXPECT_FALSE(story.done());
}

TEST_F(Story, GoesOnAtTheNextTurnWithWhatWasAnswered) {
  Task<> story = sentence();
  story.start();
  EXPECT_TRUE(asked.awaited());
  asked.answer(2);
  EXPECT_FALSE(asked.awaited()) << "one answer to one question";
  EXPECT_EQ(told.size(), 1u);
  turn();
  EXPECT_EQ(told.back(), "aa");
  asked.answer(3);
  turn();
  EXPECT_EQ(told.back(), "aaa");
  EXPECT_TRUE(story.done());
}

TEST_F(Story, IgnoresAnswersThatNobodyWaitsFor) {
  asked.answer(7);
  turn();
  Task<> story = sentence();
  story.start();
  turn();
  EXPECT_EQ(told.size(), 1u);
  asked.answer(1);
  asked.answer(2);
  turn();
  EXPECT_EQ(told.back(), "a");
}

TEST_F(Story, EndsWithAllItAwaitsWhenItIsDropped) {
  struct Witness {
    explicit Witness(std::vector<std::string>& list) : told(list) {}
    ~Witness() { told.push_back("gone"); }
    std::vector<std::string>& told;
  };
  const auto with_witness = [](Story& test) -> Task<> {
    const Witness witness(test.told);
    co_await test.sentence();
  };
  {
    Task<> story = with_witness(*this);
    story.start();
    asked.answer(1);
  }
  EXPECT_EQ(told.back(), "gone");
  EXPECT_FALSE(asked.awaited());
  turn();
  EXPECT_EQ(told.back(), "gone") << "and is not resumed";
}

TEST_F(Story, MayBeDroppedByWhatItCauses) {
  Pending<int> other(timers);
  std::optional<Task<>> first;
  const auto waits = [](Pending<int>& pending) -> Task<> { co_await pending; };
  const auto drops = [](Pending<int>& pending, std::optional<Task<>>& victim) -> Task<> {
    co_await pending;
    victim.reset();
  };
  first.emplace(waits(asked));
  Task<> second = drops(other, first);
  first->start();
  second.start();
  other.answer(1);
  asked.answer(1);
  turn();
  EXPECT_FALSE(first);
  EXPECT_TRUE(second.done());
}

}  // namespace
}  // namespace base
