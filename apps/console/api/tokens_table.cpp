#include "apps/console/api/tokens_table.h"

#include "firmware/store/statement.h"

namespace console {

namespace {

constexpr store::Migration kTokenMigrations[] = {
    {"console_tokens", 1,
     "CREATE TABLE console_tokens ("
     " id TEXT PRIMARY KEY,"
     " name TEXT NOT NULL,"
     " scopes TEXT NOT NULL,"
     " digest TEXT NOT NULL,"
     " created INTEGER NOT NULL,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL) WITHOUT ROWID"},
};

}  // namespace

std::span<const store::Migration> TokensTable::migrations() {
  return kTokenMigrations;
}

store::Result<std::vector<Token>> TokensTable::all() {
  std::vector<Token> tokens;
  store::Statement rows(database_,
                        "SELECT id, name, scopes, digest, created FROM console_tokens"
                        " ORDER BY created, id");
  const auto read = rows.each([&](const store::Statement& row) {
    tokens.push_back({row.text(0), row.text(1), Scopes::of(row.text(2)).value_or(Scopes()),
                      row.text(3), row.time(4)});
  });
  if (!read) return read.error();
  return tokens;
}

store::Result<void> TokensTable::put(const Token& token, const store::Stamp& stamp) {
  store::Statement put(database_,
                       "INSERT OR REPLACE INTO console_tokens"
                       " (id, name, scopes, digest, created, updated_at, node)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?)");
  return put
      .bind(token.id, token.name, token.scopes.text(), token.digest, token.created, stamp.now,
            stamp.node)
      .run();
}

store::Result<bool> TokensTable::remove(std::string_view id) {
  store::Statement remove(database_, "DELETE FROM console_tokens WHERE id = ?");
  if (const auto done = remove.bind(id).run(); !done) return done.error();
  return database_.changed_rows() > 0;
}

store::Result<void> TokensTable::clear() {
  return database_.execute("DELETE FROM console_tokens");
}

}  // namespace console
