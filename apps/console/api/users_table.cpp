#include "apps/console/api/users_table.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/store/statement.h"

namespace console {

namespace {

constexpr std::size_t kMaxUserName = 64;

constexpr store::Migration kUserMigrations[] = {
    {"console_users", 1,
     "CREATE TABLE console_users ("
     " name TEXT PRIMARY KEY,"
     " role TEXT NOT NULL,"
     " extension TEXT NOT NULL,"
     " hash TEXT NOT NULL,"
     " language TEXT NOT NULL,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL) WITHOUT ROWID"},
};

}  // namespace

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxUserName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return base::is_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
         });
}

std::span<const store::Migration> UsersTable::migrations() {
  return kUserMigrations;
}

store::Result<std::vector<User>> UsersTable::all() {
  std::vector<User> users;
  store::Statement rows(database_,
                        "SELECT name, role, extension, hash, language FROM console_users"
                        " ORDER BY name");
  const auto read = rows.each([&](const store::Statement& row) {
    users.push_back({row.text(0), role_of(row.text(1)).value_or(Role::user), row.text(2),
                     row.text(3), language_of(row.text(4)).value_or(Language::english)});
  });
  if (!read) return read.error();
  return users;
}

store::Result<void> UsersTable::put(const User& user, const store::Stamp& stamp) {
  store::Statement put(database_,
                       "INSERT OR REPLACE INTO console_users"
                       " (name, role, extension, hash, language, updated_at, node)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?)");
  return put
      .bind(user.name, to_string(user.role), user.extension, user.hash, to_string(user.language),
            stamp.now, stamp.node)
      .run();
}

store::Result<bool> UsersTable::remove(std::string_view name) {
  store::Statement remove(database_, "DELETE FROM console_users WHERE name = ?");
  if (const auto done = remove.bind(name).run(); !done) return done.error();
  return database_.changed_rows() > 0;
}

store::Result<void> UsersTable::clear() {
  return database_.execute("DELETE FROM console_users");
}

}  // namespace console
