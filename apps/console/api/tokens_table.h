// TokensTable: what programs may use the API with; of each secret its digest only, which is enough
// as a secret is long and random. On the thread that has the database.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/console/api/role.h"
#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/stamp.h"

namespace console {

constexpr std::size_t kMaxTokens = 100;
constexpr std::size_t kMaxTokenName = 64;

struct Token {
  std::string id;
  std::string name;
  Scopes scopes;
  std::string digest;  // SHA-256 of the secret, hexadecimal
  base::WallTime created;
};

class TokensTable {
 public:
  static std::span<const store::Migration> migrations();

  explicit TokensTable(store::Database& database) : database_(database) {}

  store::Result<std::vector<Token>> all();  // the oldest first
  store::Result<void> put(const Token& token, const store::Stamp& stamp);
  store::Result<bool> remove(std::string_view id);  // false when absent
  store::Result<void> clear();

 private:
  store::Database& database_;
};

}  // namespace console
