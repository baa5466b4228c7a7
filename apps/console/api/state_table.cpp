#include "apps/console/api/state_table.h"

#include "firmware/store/statement.h"

namespace console {

namespace {

constexpr store::Migration kStateMigrations[] = {
    {"console_state", 1,
     "CREATE TABLE console_state ("
     " key TEXT PRIMARY KEY,"
     " value TEXT NOT NULL,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL) WITHOUT ROWID"},
};

}  // namespace

std::span<const store::Migration> StateTable::migrations() {
  return kStateMigrations;
}

store::Result<StateTable::Values> StateTable::all() {
  Values values;
  store::Statement rows(database_, "SELECT key, value FROM console_state");
  const auto read =
      rows.each([&](const store::Statement& row) { values.emplace(row.text(0), row.text(1)); });
  if (!read) return read.error();
  return values;
}

store::Result<void> StateTable::put(std::string_view key, std::string_view value,
                                    const store::Stamp& stamp) {
  store::Statement put(database_,
                       "INSERT OR REPLACE INTO console_state (key, value, updated_at, node)"
                       " VALUES (?, ?, ?, ?)");
  return put.bind(key, value, stamp.now, stamp.node).run();
}

}  // namespace console
