#include "apps/jackfield/console_gate.h"

#include <gtest/gtest.h>

#include <deque>
#include <nlohmann/json.hpp>
#include <semaphore>
#include <thread>

#include "apps/jackfield/tables.h"
#include "firmware/base/random.h"
#include "firmware/directory/accounts_table.h"
#include "firmware/store/writer.h"

namespace jackfield {
namespace {

using Kind = console::Outcome::Kind;

class FixedClock : public base::WallClock {
 public:
  base::WallTime now() const override { return {}; }
};

// A signalling loop that takes what is posted when the test says so, on the test's thread.
class ConsoleGateTest : public testing::Test {
 protected:
  ConsoleGate gate(std::chrono::milliseconds patience) {
    return {administration_,
            queue_,
            clock_,
            store_.node,
            [this](std::function<void()> task) {
              if (at_once_) return task();
              posted_.push_back(std::move(task));
              came_.release();
            },
            patience};
  }
  std::size_t extensions() { return directory::AccountsTable(store_.database).count().value(); }

  static console::Command add() {
    return {"extension.add", {{"number", "101"}, {"password", "correct horse"}}};
  }

  FixedClock clock_;
  base::SeededRandom random_{1};
  OpenedStore store_ = *open_store(":memory:", random_, {});
  store::DirectQueue queue_{store_.database};
  Administration administration_{queue_, clock_, random_, store_.node, nullptr};
  bool at_once_ = false;
  std::deque<std::function<void()>> posted_;
  std::counting_semaphore<> came_{0};
};

TEST_F(ConsoleGateTest, SaysWhatCameOfACommandInBothLanguages) {
  at_once_ = true;
  ConsoleGate gate = this->gate(ConsoleGate::kPatience);
  EXPECT_EQ(gate.execute(add()).kind, Kind::done);
  const console::Outcome again = gate.execute(add());
  EXPECT_EQ(again.kind, Kind::conflict);
  ASSERT_EQ(again.faults.size(), 1u);
  EXPECT_EQ(again.faults[0].field, "number");
  EXPECT_EQ(again.faults[0].english,
            "The number 101 is somebody's already: choose another, or change that person");
  EXPECT_EQ(again.faults[0].chinese, "分机 101 已存在：请另选号码，或修改原有人员");
  EXPECT_EQ(gate.execute({"extension.show", {{"number", "1"}}}).kind, Kind::not_found);
  EXPECT_EQ(gate.execute({"extension.set", {{"number", "101"}, {"expected", "x"}}}).kind,
            Kind::changed);
  EXPECT_EQ(gate.execute({"extension.set", {{"number", "101"}, {"calls", "x"}}}).kind,
            Kind::invalid);
  EXPECT_EQ(gate.execute({"status", {}}).kind, Kind::unavailable);
}

TEST_F(ConsoleGateTest, NeverBeginsWhatWasGivenUp) {
  ConsoleGate gate = this->gate(std::chrono::milliseconds(0));
  EXPECT_EQ(gate.execute(add()).kind, Kind::unavailable);
  bool worked = false;
  EXPECT_FALSE(gate.store([&](store::Database&, const store::Stamp&) { return worked = true; }));
  ASSERT_EQ(posted_.size(), 2u);
  for (const auto& task : posted_) task();
  EXPECT_EQ(extensions(), 0u);
  EXPECT_FALSE(worked);
}

TEST_F(ConsoleGateTest, CommitsWorkOrUndoesIt) {
  at_once_ = true;
  ConsoleGate gate = this->gate(ConsoleGate::kPatience);
  const auto work = [&](bool keep) {
    return gate.store([keep](store::Database& database, const store::Stamp& stamp) {
      return !stamp.node.empty() &&
             directory::AccountsTable(database).put({"101", "", {}}, stamp).has_value() && keep;
    });
  };
  EXPECT_FALSE(work(false));
  EXPECT_EQ(extensions(), 0u);
  EXPECT_TRUE(work(true));
  EXPECT_EQ(extensions(), 1u);
}

TEST_F(ConsoleGateTest, WaitsForWorkThatHasBegunHoweverLongItTakes) {
  std::binary_semaphore begun{0};
  std::thread loop;
  ConsoleGate gate(
      administration_, queue_, clock_, store_.node,
      [&](std::function<void()> task) {
        loop = std::thread(std::move(task));
        begun.acquire();
      },
      std::chrono::milliseconds(0));
  std::string own = "the request's own";
  EXPECT_TRUE(gate.store([&](store::Database&, const store::Stamp&) {
    begun.release();
    std::this_thread::yield();
    own += " is still there";
    return true;
  }));
  EXPECT_EQ(own, "the request's own is still there");
  loop.join();
}

TEST_F(ConsoleGateTest, WakesWhoeverWaitsWhenTheSwitchboardStops) {
  ConsoleGate gate = this->gate(std::chrono::hours(1));
  console::Outcome outcome;
  bool stored = true;
  std::thread first([&] { outcome = gate.execute(add()); });
  came_.acquire();
  std::thread second(
      [&] { stored = gate.store([](store::Database&, const store::Stamp&) { return true; }); });
  came_.acquire();
  gate.stop();
  first.join();
  second.join();
  EXPECT_EQ(outcome.kind, Kind::unavailable);
  EXPECT_FALSE(stored);
  EXPECT_EQ(gate.execute(add()).kind, Kind::unavailable);
  EXPECT_EQ(posted_.size(), 2u) << "nothing is posted any more";
}

TEST_F(ConsoleGateTest, LetsOnlySoManyWait) {
  std::size_t waiting = 0;
  ConsoleGate* entered = nullptr;
  ConsoleGate gate(
      administration_, queue_, clock_, store_.node,
      [&](const std::function<void()>&) {
        ++waiting;
        EXPECT_EQ(entered->execute({"status", {}}).kind, Kind::unavailable);
      },
      std::chrono::milliseconds(0));
  entered = &gate;
  EXPECT_EQ(gate.execute({"status", {}}).kind, Kind::unavailable);
  EXPECT_EQ(waiting, ConsoleGate::kMaxWaiting);
}

}  // namespace
}  // namespace jackfield
