#include "apps/records/call_records_table.h"

#include <gtest/gtest.h>

#include <utility>

#include "firmware/store/writer.h"

namespace records {
namespace {

constexpr base::WallTime kNow(std::chrono::milliseconds(1'769'850'300'123));

class SetClock : public base::WallClock {
 public:
  base::WallTime now() const override { return kNow; }
};

class CallRecordsTableTest : public testing::Test {
 protected:
  CallRecordsTableTest() { EXPECT_TRUE(store::migrate(database_, CallRecordsTable::migrations())); }

  void save(CallRecord record) {
    bool stored = false;
    table_.save(std::move(record), [&](bool done) { stored = done; });
    EXPECT_TRUE(stored);
  }

  store::Database database_ = *store::Database::open(":memory:");
  store::DirectQueue queue_{database_};
  SetClock clock_;
  CallRecordsTable table_{queue_, clock_, "node"};
};

CallRecord record(std::string id, base::WallTime begin, Disposition disposition) {
  CallRecord made;
  made.id = std::move(id);
  made.begin = begin;
  made.disposition = disposition;
  return made;
}

TEST_F(CallRecordsTableTest, GivesBackWhatWasSaved) {
  CallRecord call = record("id", kNow, Disposition::no_answer);
  call.caller = "101";
  call.callee = "sip:bob@example.com";
  call.answer = kNow + std::chrono::milliseconds(7);
  call.status = 480;
  call.reason = "480 Away";
  call.call_id = "abc@host";
  call.transfers = "101 to 102";
  save(call);
  const auto newest = CallRecordsTable::newest(database_, 10);
  ASSERT_TRUE(newest);
  ASSERT_EQ(newest->size(), 1u);
  const CallRecord& read = newest->front();
  EXPECT_EQ(read.id, "id");
  EXPECT_EQ(read.caller, "101");
  EXPECT_EQ(read.callee, "sip:bob@example.com");
  EXPECT_EQ(read.begin, kNow);
  EXPECT_EQ(read.answer, call.answer);
  EXPECT_EQ(read.end, std::nullopt);
  EXPECT_EQ(read.disposition, Disposition::no_answer);
  EXPECT_EQ(read.status, 480);
  EXPECT_EQ(read.reason, "480 Away");
  EXPECT_EQ(read.call_id, "abc@host");
  EXPECT_EQ(read.transfers, "101 to 102");
  EXPECT_EQ(CallRecordsTable::matching(database_, "id")->front().transfers, "101 to 102");
}

TEST(CallRecordsOfOld, WereNotTransferred) {
  store::Database database = *store::Database::open(":memory:");
  ASSERT_TRUE(store::migrate(database, CallRecordsTable::migrations().first(1)));
  ASSERT_TRUE(database.execute(
      "INSERT INTO call_records VALUES"
      " ('id', '100', '101', 1, 2, 3, 'answered', 200, 'why', 'call', 4, 'node')"));
  ASSERT_TRUE(store::migrate(database, CallRecordsTable::migrations()));
  const auto newest = CallRecordsTable::newest(database, 1);
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->front().reason, "why");
  EXPECT_EQ(newest->front().transfers, "");
}

TEST_F(CallRecordsTableTest, KeepsEveryDisposition) {
  for (const auto disposition :
       {Disposition::in_progress, Disposition::answered, Disposition::busy, Disposition::no_answer,
        Disposition::cancelled, Disposition::rejected, Disposition::failed,
        Disposition::interrupted}) {
    save(record("id", kNow, disposition));
    EXPECT_EQ(CallRecordsTable::newest(database_, 1)->front().disposition, disposition);
  }
}

TEST_F(CallRecordsTableTest, ReplacesTheRecordOfTheSameCallAndShowsTheNewestFirst) {
  save(record("old", kNow, Disposition::in_progress));
  save(record("new", kNow + std::chrono::seconds(1), Disposition::busy));
  save(record("old", kNow, Disposition::answered));
  const auto newest = CallRecordsTable::newest(database_, 10);
  ASSERT_EQ(newest->size(), 2u);
  EXPECT_EQ((*newest)[0].id, "new");
  EXPECT_EQ((*newest)[1].disposition, Disposition::answered);
  EXPECT_EQ(CallRecordsTable::newest(database_, 1)->size(), 1u);
}

TEST_F(CallRecordsTableTest, MarksCallsThatWereUpWhenTheSwitchboardStopped) {
  save(record("up", kNow, Disposition::in_progress));
  save(record("over", kNow, Disposition::answered));
  ASSERT_TRUE(CallRecordsTable::tidy(database_, kNow + std::chrono::hours(1)));
  const auto newest = CallRecordsTable::newest(database_, 10);
  ASSERT_EQ(newest->size(), 2u);  // by begin, then id
  EXPECT_EQ((*newest)[0].disposition, Disposition::answered);
  EXPECT_EQ((*newest)[0].end, std::nullopt);
  EXPECT_EQ((*newest)[1].disposition, Disposition::interrupted);
  EXPECT_EQ((*newest)[1].end, kNow + std::chrono::hours(1));
}

}  // namespace
}  // namespace records
