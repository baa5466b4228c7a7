#include "firmware/store/database.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "firmware/store/statement.h"
#include "firmware/store/transaction.h"
#include "tests/firmware/store/folder.h"

namespace store {
namespace {

Database in_memory() {
  return *Database::open(":memory:");
}

std::int64_t count(Database& database) {
  Statement rows(database, "SELECT COUNT(*) FROM colours");
  EXPECT_TRUE(*rows.step());
  return rows.integer(0);
}

TEST(Database, GivesBackWhatWasBound) {
  Database database = in_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE colours (name, value, at, gone)"));
  const base::WallTime at(std::chrono::milliseconds(2'200'000'000'123));  // 2039: beyond 32 bits
  Statement insert(database, "INSERT INTO colours VALUES (?, ?, ?, ?)");
  ASSERT_TRUE(insert.bind("r\0d", std::int64_t{-5}, at, std::optional<base::WallTime>()).run());
  ASSERT_TRUE(insert.bind(std::string_view(), 1u << 31, at, std::optional(at)).run());

  std::vector<std::string> names;
  Statement rows(database, "SELECT * FROM colours ORDER BY value");
  ASSERT_TRUE(*rows.step());
  EXPECT_EQ(rows.text(0), "r");
  EXPECT_EQ(rows.integer(1), -5);
  EXPECT_EQ(rows.time(2), at);
  EXPECT_EQ(rows.optional_time(3), std::nullopt);
  ASSERT_TRUE(*rows.step());
  EXPECT_FALSE(rows.is_null(0));
  EXPECT_EQ(rows.text(0), "");
  EXPECT_EQ(rows.integer(1), std::int64_t{1} << 31);
  EXPECT_EQ(rows.optional_time(3), at);
  EXPECT_FALSE(*rows.step());
}

TEST(Database, KeepsOctetsAfterAZeroInAText) {
  Database database = in_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE colours (name)"));
  const std::string text("a\0b", 3);
  ASSERT_TRUE(Statement(database, "INSERT INTO colours VALUES (?)").bind(text).run());
  Statement rows(database, "SELECT name FROM colours");
  ASSERT_TRUE(*rows.step());
  EXPECT_EQ(rows.text(0), text);
}

TEST(Database, KeepsOctetsThatAreNoText) {
  Database database = in_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE colours (octets)"));
  const std::vector<std::uint8_t> octets = {0, 0xff, 0, 0x80};
  Statement insert(database, "INSERT INTO colours VALUES (?)");
  ASSERT_TRUE(insert.bind(octets).run());
  ASSERT_TRUE(insert.bind(std::vector<std::uint8_t>()).run());
  Statement rows(database, "SELECT octets FROM colours");
  ASSERT_TRUE(*rows.step());
  EXPECT_EQ(rows.octets(0), octets);
  ASSERT_TRUE(*rows.step());
  EXPECT_TRUE(rows.octets(0).empty());
  EXPECT_FALSE(rows.is_null(0));
}

TEST(Database, CanRunOneStatementInsideTheSameOne) {
  Database database = in_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE colours (name); INSERT INTO colours VALUES (1), (2)"));
  int pairs = 0;
  Statement outer(database, "SELECT name FROM colours");
  ASSERT_TRUE(outer.each([&](const Statement&) {
    Statement inner(database, "SELECT name FROM colours");
    ASSERT_TRUE(inner.each([&](const Statement&) { ++pairs; }));
  }));
  EXPECT_EQ(pairs, 4);
}

TEST(Database, TellsThatAKeyExists) {
  Database database = in_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE colours (name PRIMARY KEY)"));
  Statement insert(database, "INSERT INTO colours VALUES (?)");
  ASSERT_TRUE(insert.bind("red").run());
  const auto again = insert.bind("red").run();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), Error::constraint);
}

TEST(Database, ReportsSqlThatCannotBePrepared) {
  Database database = in_memory();
  EXPECT_FALSE(Statement(database, "SELECT nothing FROM nowhere").bind(1).run());
}

TEST(Database, IsAFileForItsOwnerOnlyAndItsLogToo) {
  const TemporaryFolder folder;
  auto database = Database::open(folder / "store");
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->execute("CREATE TABLE colours (name)"));
  for (const char* name : {"store", "store-wal", "store-shm"}) {
    struct stat status {};
    ASSERT_EQ(::stat((folder / name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << name;
  }
}

TEST(Database, IsOnTheDiskAtEachCommit) {
  const TemporaryFolder folder;
  auto database = Database::open(folder / "store");
  ASSERT_TRUE(database);
  Statement journal(*database, "PRAGMA journal_mode");
  ASSERT_TRUE(*journal.step());
  EXPECT_EQ(journal.text(0), "wal");
  Statement synchronous(*database, "PRAGMA synchronous");
  ASSERT_TRUE(*synchronous.step());
  EXPECT_EQ(synchronous.integer(0), 2);  // FULL
}

TEST(Database, OpensForReadingBesideAWriterAndTakesNoWrites) {
  const TemporaryFolder folder;
  auto writer = Database::open(folder / "store");
  ASSERT_TRUE(writer->execute("CREATE TABLE colours (name); INSERT INTO colours VALUES ('red')"));
  auto reader = Database::open(folder / "store", Database::Mode::read_only);
  ASSERT_TRUE(reader);
  EXPECT_EQ(count(*reader), 1);
  const auto written = reader->execute("DELETE FROM colours");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error(), Error::read_only);
}

TEST(Database, RefusesAFileThatIsNone) {
  const TemporaryFolder folder;
  std::ofstream(folder / "store") << std::string(4096, 'x');
  const auto database = Database::open(folder / "store");
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error(), Error::corrupt);
}

TEST(Database, CheckpointsItsLogWhenTold) {
  const TemporaryFolder folder;
  auto database = Database::open(folder / "store");
  ASSERT_TRUE(database->execute("CREATE TABLE colours (name)"));
  EXPECT_GT(database->log_pages(), 0);
  ASSERT_TRUE(database->checkpoint());
  EXPECT_EQ(database->log_pages(), 0);
}

TEST(Transaction, IsUndoneUnlessCommitted) {
  Database database = in_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE colours (name)"));
  {
    const Transaction undone(database);
    ASSERT_TRUE(database.execute("INSERT INTO colours VALUES ('red')"));
  }
  EXPECT_EQ(count(database), 0);
  {
    Transaction kept(database);
    ASSERT_TRUE(database.execute("INSERT INTO colours VALUES ('red')"));
    ASSERT_TRUE(kept.commit());
  }
  EXPECT_EQ(count(database), 1);
}

TEST(Savepoint, UndoesItsPartAlone) {
  Database database = in_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE colours (name)"));
  Transaction transaction(database);
  ASSERT_TRUE(database.execute("INSERT INTO colours VALUES ('red')"));
  {
    const Savepoint undone(database);
    ASSERT_TRUE(database.execute("INSERT INTO colours VALUES ('green')"));
  }
  {
    Savepoint kept(database);
    ASSERT_TRUE(database.execute("INSERT INTO colours VALUES ('blue')"));
    ASSERT_TRUE(kept.keep());
  }
  ASSERT_TRUE(transaction.commit());
  EXPECT_EQ(count(database), 2);
}

}  // namespace
}  // namespace store
