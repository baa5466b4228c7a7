#include "firmware/store/migrations.h"

#include <gtest/gtest.h>

#include "firmware/store/statement.h"

namespace store {
namespace {

constexpr Migration kCreate{"colours", 1, "CREATE TABLE colours (name)"};
constexpr Migration kWiden{"colours", 2,
                           "ALTER TABLE colours ADD COLUMN value DEFAULT 7;"
                           "INSERT INTO colours (name) VALUES ('red')"};
constexpr Migration kOther{"shapes", 1, "CREATE TABLE shapes (name)"};

Database empty() {
  return *Database::open(":memory:");
}

bool works(Database& database, const char* sql) {
  return database.execute(sql).has_value();
}

TEST(Migrations, AreCarriedOutOnceEach) {
  Database database = empty();
  const Migration all[] = {kCreate, kWiden};
  ASSERT_TRUE(migrate(database, all));
  ASSERT_TRUE(migrate(database, all));
  Statement rows(database, "SELECT value FROM colours");
  ASSERT_TRUE(*rows.step());
  EXPECT_EQ(rows.integer(0), 7);
  EXPECT_FALSE(*rows.step());
}

TEST(Migrations, GoOnFromWhereTheStoreIs) {
  Database database = empty();
  const Migration old[] = {kCreate};
  ASSERT_TRUE(migrate(database, old));
  const Migration all[] = {kCreate, kWiden, kOther};
  ASSERT_TRUE(migrate(database, all));
  EXPECT_TRUE(works(database, "SELECT value FROM colours"));
  EXPECT_TRUE(works(database, "SELECT name FROM shapes"));
}

TEST(Migrations, RefuseAStoreOfANewerVersion) {
  Database database = empty();
  const Migration all[] = {kCreate, kWiden};
  ASSERT_TRUE(migrate(database, all));
  const Migration old[] = {kCreate};
  const auto refused = migrate(database, old);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::newer);
}

TEST(Migrations, RefuseAStoreWithATableOfANewerProgram) {
  Database database = empty();
  const Migration all[] = {kCreate, kOther};
  ASSERT_TRUE(migrate(database, all));
  const Migration old[] = {kCreate};
  const auto refused = migrate(database, old);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::newer);
}

TEST(Migrations, LeaveNothingOfOneThatFails) {
  Database database = empty();
  const Migration bad[] = {kCreate, {"colours", 2, "CREATE TABLE half (name); NOT SQL"}};
  EXPECT_FALSE(migrate(database, bad));
  EXPECT_FALSE(works(database, "SELECT * FROM half"));
  const Migration all[] = {kCreate, kWiden};
  EXPECT_TRUE(migrate(database, all));
}

}  // namespace
}  // namespace store
