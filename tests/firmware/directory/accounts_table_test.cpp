#include "firmware/directory/accounts_table.h"

#include <gtest/gtest.h>

#include <utility>

namespace directory {
namespace {

class AccountsTableTest : public testing::Test {
 protected:
  AccountsTableTest() { EXPECT_TRUE(store::migrate(database_, AccountsTable::migrations())); }

  const store::Stamp stamp_{base::WallTime(std::chrono::milliseconds(1)), "node"};
  store::Database database_ = *store::Database::open(":memory:");
  AccountsTable table_{database_};
};

Account account(std::string number, std::string name) {
  return {number, std::move(name), sip::Ha1::of(number, "jackfield", "correct horse")};
}

TEST_F(AccountsTableTest, GivesBackWhatWasPut) {
  const Account alice = account("101", "Zoë \"王\"");
  ASSERT_TRUE(table_.put(alice, stamp_));
  const auto found = table_.find("101");
  ASSERT_TRUE(found);
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->number, "101");
  EXPECT_EQ((*found)->name, alice.name);
  EXPECT_EQ((*found)->ha1, alice.ha1);
  EXPECT_FALSE(*table_.find("102"));
}

TEST_F(AccountsTableTest, KeepsWhatBecomesOfCalls) {
  Account alice = account("101", "");
  ASSERT_TRUE(table_.put(alice, stamp_));
  Account kept = *table_.find("101").value();
  EXPECT_EQ(kept.busy_to, "");
  EXPECT_EQ(kept.no_answer_to, "");
  EXPECT_EQ(kept.patience, kPatience);
  EXPECT_EQ(kept.limit, 0u);
  alice.busy_to = "102";
  alice.no_answer_to = "*60";
  alice.patience = std::chrono::seconds(20);
  alice.limit = 3;
  ASSERT_TRUE(table_.put(alice, stamp_));
  for (const Account& read : {*table_.find("101").value(), table_.all()->front()}) {
    EXPECT_EQ(read.busy_to, "102");
    EXPECT_EQ(read.no_answer_to, "*60");
    EXPECT_EQ(read.patience, std::chrono::seconds(20));
    EXPECT_EQ(read.limit, 3u);
  }
}

TEST(AccountsOfOld, ForwardNoCalls) {
  store::Database database = *store::Database::open(":memory:");
  ASSERT_TRUE(store::migrate(database, AccountsTable::migrations().first(1)));
  ASSERT_TRUE(database.execute("INSERT INTO accounts VALUES ('101', 'Alice', '', '', 1, 'node')"));
  ASSERT_TRUE(store::migrate(database, AccountsTable::migrations()));
  const Account read = *AccountsTable(database).find("101").value();
  EXPECT_EQ(read.name, "Alice");
  EXPECT_EQ(read.busy_to + read.no_answer_to, "");
  EXPECT_EQ(read.patience, kPatience);
  EXPECT_EQ(read.limit, 0u);
}

TEST_F(AccountsTableTest, ListsByNumber) {
  ASSERT_TRUE(table_.put(account("102", "Bob"), stamp_));
  ASSERT_TRUE(table_.put(account("101", "Alice"), stamp_));
  ASSERT_TRUE(table_.put(account("102", "Robert"), stamp_));
  const auto all = table_.all();
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ((*all)[0].name, "Alice");
  EXPECT_EQ((*all)[1].name, "Robert");
  EXPECT_EQ(*table_.count(), 2u);
}

TEST_F(AccountsTableTest, RemovesOneOrAll) {
  ASSERT_TRUE(table_.put(account("101", ""), stamp_));
  ASSERT_TRUE(table_.put(account("102", ""), stamp_));
  EXPECT_TRUE(*table_.remove("101"));
  EXPECT_FALSE(*table_.remove("101"));
  ASSERT_TRUE(table_.clear());
  EXPECT_EQ(*table_.count(), 0u);
}

}  // namespace
}  // namespace directory
