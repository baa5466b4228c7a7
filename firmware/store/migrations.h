// Migrations: how the tables of each owner came to be, forward only. A store that a newer program
// has written is refused, never guessed at.
#pragma once

#include <span>
#include <string_view>

#include "firmware/store/database.h"
#include "firmware/store/error.h"

namespace store {

struct Migration {
  std::string_view owner;  // "accounts"
  int version;             // 1, 2, 3 … within its owner, without a gap
  std::string_view sql;
};

// Carries out what the store has not seen yet, in the order given, each in its own transaction.
// Error::newer when the store knows an owner or a version that `migrations` does not.
Result<void> migrate(Database& database, std::span<const Migration> migrations);

}  // namespace store
