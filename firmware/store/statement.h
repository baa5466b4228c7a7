// Statement: one SQL statement with its parameters and its rows. Prepared once per connection: a
// Statement takes the prepared form from the Database and gives it back when it dies.
//
//   store::Statement insert(database, "INSERT INTO colours (name, value) VALUES (?, ?)");
//   if (!insert.bind("red", 0xff0000).run()) …
//
//   store::Statement rows(database, "SELECT name, value FROM colours");
//   const auto read = rows.each([&](const store::Statement& row) { use(row.text(0)); });
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/store/database.h"
#include "firmware/store/error.h"

struct sqlite3_stmt;

namespace store {

class Statement {
 public:
  // SQL that cannot be prepared shows at the first step.
  Statement(Database& database, std::string_view sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  // All parameters, in their order. Texts, integers and octets; times as milliseconds of UTC; an
  // empty optional is NULL. Values are copied.
  template <class... Values>
  Statement& bind(const Values&... values) {
    reset();
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }

  // True: on the next row. False: no more rows.
  Result<bool> step();

  // For statements without rows.
  Result<void> run();

  // `use(row)` for every row.
  template <class Use>
  Result<void> each(const Use& use) {
    for (;;) {
      const Result<bool> row = step();
      if (!row) return row.error();
      if (!*row) return {};
      use(static_cast<const Statement&>(*this));
    }
  }

  // Columns of the current row, from 0. NULL reads as 0 and "".
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  std::vector<std::uint8_t> octets(int column) const;
  base::WallTime time(int column) const;
  std::optional<base::WallTime> optional_time(int column) const;
  bool is_null(int column) const;

 private:
  void reset();
  void bind_one(int index, std::string_view text);
  void bind_one(int index, std::int64_t number);
  void bind_one(int index, base::WallTime time);
  void bind_one(int index, std::span<const std::uint8_t> octets);
  template <class Value>
  void bind_one(int index, const std::optional<Value>& value) {
    if (value) bind_one(index, *value);  // else NULL, which a parameter is until it is bound
  }

  Database::Connection& connection_;
  sqlite3_stmt* statement_;
};

}  // namespace store
