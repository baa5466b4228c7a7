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
