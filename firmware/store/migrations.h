// Migrations: how the tables of each owner came to be, forward only. A store that a newer program
// has written is refused, never guessed at.
#pragma once

#include <cstdint>
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

enum class Age : std::uint8_t {
  empty,    // nothing was ever stored
  older,    // some migrations are to come
  current,  // it has seen all of them, and no other
  newer,    // it knows an owner or a version that they do not
};

Result<Age> age_of(Database& database, std::span<const Migration> migrations);

// Carries out what the store has not seen yet, in the order given: all of it or nothing.
// Error::newer when it is newer.
Result<void> migrate(Database& database, std::span<const Migration> migrations);

}  // namespace store
