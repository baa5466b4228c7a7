// UsersTable: who may sign in to the console. On the thread that has the database.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/console/api/role.h"
#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/stamp.h"

namespace console {

constexpr std::size_t kMaxUsers = 1000;

struct User {
  std::string name;
  Role role = Role::user;
  std::string extension;  // whose he is; "" of the others
  std::string hash;       // of the password, made for that
  Language language = Language::english;
};

// A new password's characters.
constexpr std::size_t kLeastPassword = 8;
constexpr std::size_t kMostPassword = 128;

// 1 to 64 of [a-z0-9._-].
bool is_user_name(std::string_view name);

class UsersTable {
 public:
  static std::span<const store::Migration> migrations();

  explicit UsersTable(store::Database& database) : database_(database) {}

  store::Result<std::vector<User>> all();                                // by name
  store::Result<void> put(const User& user, const store::Stamp& stamp);  // adds or replaces
  store::Result<bool> remove(std::string_view name);                     // false when absent
  store::Result<void> clear();

 private:
  store::Database& database_;
};

}  // namespace console
