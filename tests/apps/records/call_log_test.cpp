#include "apps/records/call_log.h"

#include <gtest/gtest.h>

#include "firmware/base/random.h"

namespace records {
namespace {

using namespace std::chrono_literals;
using By = proxy::CallEnd::By;

class Shelf : public RecordStore {
 public:
  void save(CallRecord record, std::function<void(bool)> done) override {
    saved.push_back(std::move(record));
    waiting.push_back(std::move(done));
  }
  void commits(bool well = true) {
    for (const auto& done : std::exchange(waiting, {})) done(well);
  }
  std::vector<CallRecord> saved;
  std::vector<std::function<void(bool)>> waiting;
};

class Calendar : public base::WallClock {
 public:
  base::WallTime now() const override { return time; }
  base::WallTime time{1s};
};

class CallLogTest : public ::testing::Test {
 protected:
  void begins(proxy::CallSerial serial = 1, std::string caller = "100") {
    observer.on_call_began({serial, std::move(caller), "101", "id" + std::to_string(serial)});
  }
  // The record of a call that ends so.
  const CallRecord& ends(const proxy::CallEnd& end) {
    observer.on_call_ended(1, end, [this] { ++recorded; });
    return shelf.saved.back();
  }
  const CallRecord& ends_unanswered(int status, By by = By::callee) {
    begins();
    return ends({by, status, "Why"});
  }

  Shelf shelf;
  Calendar calendar;
  base::SeededRandom random{1};
  CallHistory history{calendar};
  CallLog log{shelf, calendar, random, history};
  proxy::CallObserver& observer = log;
  int recorded = 0;
};

TEST_F(CallLogTest, TellsWhatBecameOfACallByItsFinalResponse) {
  for (const auto& [status, disposition] :
       std::initializer_list<std::pair<int, Disposition>>{{486, Disposition::busy},
                                                          {600, Disposition::busy},
                                                          {408, Disposition::no_answer},
                                                          {480, Disposition::no_answer},
                                                          {487, Disposition::cancelled},
                                                          {403, Disposition::rejected},
                                                          {603, Disposition::rejected},
                                                          {404, Disposition::failed},
                                                          {302, Disposition::failed},
                                                          {500, Disposition::failed}}) {
    const CallRecord& record = ends_unanswered(status);
    EXPECT_EQ(record.disposition, disposition) << status;
    EXPECT_EQ(record.status, status);
    EXPECT_EQ(record.reason, std::to_string(status) + " Why");
    EXPECT_FALSE(record.answer);
  }
}

TEST_F(CallLogTest, RemembersWhoCalledWhomAndWhen) {
  begins();
  calendar.time += 5s;
  observer.on_call_answered(1);
  calendar.time += 60s;
  const CallRecord& record = ends({By::caller, 200, ""});
  EXPECT_EQ(record.caller, "100");
  EXPECT_EQ(record.callee, "101");
  EXPECT_EQ(record.call_id, "id1");
  EXPECT_EQ(record.begin, base::WallTime(1s));
  EXPECT_EQ(record.answer, base::WallTime(6s));
  EXPECT_EQ(record.end, base::WallTime(66s));
  EXPECT_EQ(record.status, 200);
}

TEST_F(CallLogTest, TellsItsWatcherOfEachCallAsItGoes) {
  std::vector<std::string> heard;
  log.set_watcher([&](const CallRecord& record) {
    heard.push_back(record.caller + (record.end ? " over" : record.answer ? " talks" : " rings"));
  });
  begins();
  observer.on_call_answered(1);
  ends({By::caller, 200, "OK"});
  EXPECT_EQ(heard, (std::vector<std::string>{"100 rings", "100 talks", "100 over"}));
}

TEST_F(CallLogTest, TellsWhoHungUp) {
  for (const auto& [by, reason, disposition] :
       std::initializer_list<std::tuple<By, std::string, Disposition>>{
           {By::caller, "caller hung up", Disposition::answered},
           {By::callee, "callee hung up", Disposition::answered},
           {By::switchboard, "nobody hung up", Disposition::interrupted}}) {
    begins();
    observer.on_call_answered(1);
    const CallRecord& record = ends({by, 200, by == By::switchboard ? "nobody hung up" : ""});
    EXPECT_EQ(record.reason, reason);
    EXPECT_EQ(record.disposition, disposition);
  }
}

TEST_F(CallLogTest, StoresACallWhenItIsAnsweredAndAgainWhenItEnds) {
  begins();
  EXPECT_TRUE(shelf.saved.empty());
  observer.on_call_answered(1);
  ASSERT_EQ(shelf.saved.size(), 1u);
  EXPECT_EQ(shelf.saved[0].disposition, Disposition::in_progress);
  EXPECT_FALSE(shelf.saved[0].end);
  ends({By::caller, 200, ""});
  ASSERT_EQ(shelf.saved.size(), 2u);
  EXPECT_EQ(shelf.saved[0].id, shelf.saved[1].id) << "one row";
}

TEST_F(CallLogTest, KeepsTransfersInTheirOrder) {
  begins();
  observer.on_call_transferred(1, "101 to 102");
  EXPECT_TRUE(shelf.saved.empty()) << "there is no row yet";
  observer.on_call_answered(1);
  EXPECT_EQ(shelf.saved.back().transfers, "101 to 102");
  observer.on_call_transferred(1, "102 to 103 by 102");
  EXPECT_EQ(shelf.saved.back().transfers, "101 to 102; 102 to 103 by 102");
  EXPECT_EQ(history.find("id1").call->record.transfers, shelf.saved.back().transfers);
  observer.on_call_transferred(2, "of no call");
  EXPECT_EQ(ends({By::caller, 200, ""}).transfers, "101 to 102; 102 to 103 by 102");
}

TEST_F(CallLogTest, KeepsSixteenTransfersOfACallAndSaysThatThereWereMore) {
  begins();
  for (int i = 0; i < 40; ++i) observer.on_call_transferred(1, "1 to 2");
  std::string expected;
  for (int i = 0; i < 16; ++i) expected += "1 to 2; ";
  EXPECT_EQ(ends({By::caller, 200, ""}).transfers, expected + "…");
}

TEST_F(CallLogTest, KeepsAKilobyteOfTransfersInWholeEntriesOfOneLine) {
  begins();
  const std::string way(400, 'x');
  observer.on_call_transferred(1, "101; to\r\n102");
  observer.on_call_transferred(1, way);
  observer.on_call_transferred(1, way);
  observer.on_call_transferred(1, way);
  observer.on_call_transferred(1, "short");
  const std::string& transfers = ends({By::caller, 200, ""}).transfers;
  EXPECT_EQ(transfers, "101;to??102; " + way + "; " + way + "; …");
  EXPECT_LE(transfers.size(), kMaxTransferOctets);
}

TEST_F(CallLogTest, SaysRecordedWhenTheStoreHasItOrCannotHaveIt) {
  ends_unanswered(486);
  EXPECT_EQ(recorded, 0);
  shelf.commits();
  EXPECT_EQ(recorded, 1);
  ends_unanswered(486);
  shelf.commits(false);
  EXPECT_EQ(recorded, 2);
}

TEST_F(CallLogTest, LetsNobodyWaitForACallItDoesNotKnow) {
  observer.on_call_ended(77, {}, [this] { ++recorded; });
  observer.on_call_answered(77);
  EXPECT_EQ(recorded, 1);
  EXPECT_TRUE(shelf.saved.empty());
}

TEST_F(CallLogTest, ShowsTheCallsThatAreUpInTheOrderTheyBegan) {
  for (const proxy::CallSerial serial : {9u, 2u, 5u}) {
    begins(serial, std::to_string(serial));
    calendar.time += 1s;
  }
  std::string order;
  for (const CallRecord& call : log.live_calls()) order += call.caller;
  EXPECT_EQ(order, "925");
  observer.on_call_ended(2, {}, [] {});
  EXPECT_EQ(log.live(), 2u);
}

}  // namespace
}  // namespace records
