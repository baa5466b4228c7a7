// AccountsTable: the accounts in the store. On the thread that has the database.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "firmware/directory/account.h"
#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/stamp.h"

namespace directory {

class AccountsTable {
 public:
  static std::span<const store::Migration> migrations();

  explicit AccountsTable(store::Database& database) : database_(database) {}

  store::Result<std::vector<Account>> all();  // by number
  store::Result<std::size_t> count();
  store::Result<std::optional<Account>> find(std::string_view number);
  store::Result<void> put(const Account& account, const store::Stamp& stamp);  // adds or replaces
  store::Result<bool> remove(std::string_view number);                         // false when absent
  store::Result<void> clear();

 private:
  store::Database& database_;
};

}  // namespace directory
