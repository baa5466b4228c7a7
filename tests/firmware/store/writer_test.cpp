#include "firmware/store/writer.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "firmware/store/statement.h"
#include "tests/firmware/store/folder.h"

namespace store {
namespace {

class ListLog : public base::Log {
 public:
  void write(base::Severity, std::string_view part, std::string_view event,
             std::initializer_list<base::LogField> fields) override {
    lines.push_back(base::format_line(part, event, fields));
  }
  std::vector<std::string> lines;
};

// A writer on a file of its own. turn() is what the writer's thread and the signalling loop do.
class WriterTest : public testing::Test {
 protected:
  WriterTest() {
    Database database = *Database::open(folder_ / "store");
    EXPECT_TRUE(database.execute("CREATE TABLE colours (name TEXT PRIMARY KEY)"));
    writer_.emplace(
        std::move(database), kCapacity,
        [this](std::function<void()> task) { delivered_.push_back(std::move(task)); }, log_);
  }

  bool post(std::string name, bool succeeds = true) {
    auto work = [succeeds](Database& database, const std::string& value) {
      Statement insert(database, "INSERT INTO colours VALUES (?)");
      return insert.bind(value).run() && succeeds;
    };
    auto done = [this](bool committed, const std::string& value) {
      done_.push_back(value + (committed ? " yes" : " no"));
    };
    return writer_->post(make_job(std::move(name), std::move(work), std::move(done)));
  }

  static std::unique_ptr<Job> pragma(const char* sql) {
    return make_job(
        0, [sql](Database& database, int) { return database.execute(sql).has_value(); },
        [](bool, int) {});
  }

  // Stops at once, so that the thread's work is done here and in order.
  void run_to_the_end() {
    writer_->stop();
    writer_->run();
  }

  void deliver() {
    for (const auto& task : delivered_) task();
  }

  std::vector<std::string> stored() {
    auto reader = Database::open(folder_ / "store", Database::Mode::read_only);
    std::vector<std::string> names;
    Statement rows(*reader, "SELECT name FROM colours ORDER BY name");
    EXPECT_TRUE(rows.each([&](const Statement& row) { names.push_back(row.text(0)); }));
    return names;
  }

  using Names = std::vector<std::string>;
  static constexpr std::size_t kCapacity = 4;
  TemporaryFolder folder_;
  ListLog log_;
  std::vector<std::function<void()>> delivered_;
  std::vector<std::string> done_;
  std::optional<Writer> writer_;
};

TEST_F(WriterTest, CommitsAllThatWaitsTogetherAndDeliversOnce) {
  ASSERT_TRUE(post("red"));
  ASSERT_TRUE(post("green"));
  ASSERT_TRUE(post("blue"));
  run_to_the_end();
  EXPECT_EQ(stored(), (Names{"blue", "green", "red"}));
  EXPECT_TRUE(done_.empty());  // not on the writer's thread
  ASSERT_EQ(delivered_.size(), 1u);
  deliver();
  EXPECT_EQ(done_, (Names{"red yes", "green yes", "blue yes"}));
}

TEST_F(WriterTest, UndoesAFailedJobAlone) {
  ASSERT_TRUE(post("red"));
  ASSERT_TRUE(post("green", false));
  ASSERT_TRUE(post("red"));  // its key exists
  ASSERT_TRUE(post("blue"));
  run_to_the_end();
  deliver();
  EXPECT_EQ(done_, (Names{"red yes", "green no", "red no", "blue yes"}));
  EXPECT_EQ(stored(), (Names{"blue", "red"}));
}

TEST_F(WriterTest, RefusesMoreThanItsCapacityUntilJobsAreDone) {
  for (const char* name : {"a", "b", "c", "d"}) ASSERT_TRUE(post(name));
  EXPECT_FALSE(post("e"));
  run_to_the_end();
  EXPECT_FALSE(post("e"));  // finished but not delivered
  deliver();
  EXPECT_EQ(writer_->under_way(), 0u);
  EXPECT_TRUE(post("e"));
  run_to_the_end();
  deliver();
  EXPECT_EQ(done_.back(), "e yes");
}

TEST_F(WriterTest, TellsEveryJobOfABatchThatItCouldNotBeCommitted) {
  ASSERT_TRUE(writer_->post(pragma("PRAGMA busy_timeout=0")));
  run_to_the_end();
  writer_->deliver_done();
  auto blocker = Database::open(folder_ / "store");
  ASSERT_TRUE(blocker->execute("BEGIN IMMEDIATE; INSERT INTO colours VALUES ('mine')"));
  ASSERT_TRUE(post("red"));
  ASSERT_TRUE(post("green"));
  run_to_the_end();
  deliver();
  EXPECT_EQ(done_, (Names{"red no", "green no"}));
  ASSERT_EQ(log_.lines.size(), 1u);
  EXPECT_NE(log_.lines[0].find("commit failed"), std::string::npos);

  ASSERT_TRUE(blocker->execute("ROLLBACK"));  // and it goes on as soon as it can
  ASSERT_TRUE(post("blue"));
  delivered_.clear();
  run_to_the_end();
  deliver();
  EXPECT_EQ(done_.back(), "blue yes");
}

TEST_F(WriterTest, TellsThatTheDiskIsFullAndGoesOnWhenThereIsRoom) {
  ASSERT_TRUE(writer_->post(pragma("PRAGMA max_page_count=1")));
  run_to_the_end();
  ASSERT_TRUE(post(std::string(100'000, 'x')));
  run_to_the_end();
  deliver();
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_TRUE(done_[0].ends_with(" no"));
  EXPECT_EQ(stored(), Names{});
  ASSERT_TRUE(writer_->post(pragma("PRAGMA max_page_count=100000")));
  ASSERT_TRUE(post("red"));
  run_to_the_end();
  writer_->deliver_done();
  EXPECT_EQ(done_.back(), "red yes");
}

TEST_F(WriterTest, CarriesOutWhatWaitsBeforeItEnds) {
  std::thread thread([this] { writer_->run(); });
  for (const char* name : {"a", "b", "c", "d"}) ASSERT_TRUE(post(name));
  writer_->stop();
  thread.join();
  writer_->deliver_done();
  EXPECT_EQ(stored().size(), 4u);
  EXPECT_EQ(done_.size(), 4u);
}

TEST(DirectQueue, CommitsBeforeItReturns) {
  Database database = *Database::open(":memory:");
  ASSERT_TRUE(database.execute("CREATE TABLE colours (name TEXT PRIMARY KEY)"));
  DirectQueue queue(database);
  std::vector<bool> results;
  const auto insert = [&](bool succeeds) {
    return make_job(
        0,
        [succeeds](Database& store, int) {
          return store.execute("INSERT INTO colours VALUES (1)") && succeeds;
        },
        [&](bool committed, int) { results.push_back(committed); });
  };
  ASSERT_TRUE(queue.post(insert(false)));
  ASSERT_TRUE(queue.post(insert(true)));
  ASSERT_TRUE(queue.post(insert(true)));
  EXPECT_EQ(results, (std::vector<bool>{false, true, false}));
}

}  // namespace
}  // namespace store
