// What stands behind a Database: SQLite's handle and the statements kept prepared. Private to
// firmware/store.
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>
#include <unordered_map>

#include "firmware/store/database.h"

namespace store {

struct Database::Connection {
  static constexpr std::size_t kMaxPrepared = 64;

  sqlite3* handle = nullptr;
  int log_pages = 0;
  std::unordered_map<std::string, sqlite3_stmt*> idle;  // prepared, by their SQL

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // A statement moves out of `idle` while it is in use; null when SQLite refuses the SQL.
  sqlite3_stmt* take(std::string_view sql);
  void put_back(sqlite3_stmt* statement);
};

Error error_of(int sqlite_code);

}  // namespace store
