#include "firmware/store/migrations.h"

#include <map>
#include <string>

#include "firmware/base/assert.h"
#include "firmware/store/statement.h"
#include "firmware/store/transaction.h"

namespace store {

namespace {

using Versions = std::map<std::string, int, std::less<>>;

Versions known_versions(std::span<const Migration> migrations) {
  Versions known;
  for (const Migration& migration : migrations) {
    int& version = known[std::string(migration.owner)];
    ASSERT(migration.version == version + 1);
    version = migration.version;
  }
  return known;
}

Result<Versions> stored_versions(Database& database) {
  Versions stored;
  Statement rows(database, "SELECT owner, MAX(version) FROM migrations GROUP BY owner");
  const auto read = rows.each(
      [&](const Statement& row) { stored[row.text(0)] = static_cast<int>(row.integer(1)); });
  if (!read) return read.error();
  return stored;
}

Result<void> apply(Database& database, const Migration& migration) {
  Transaction transaction(database);
  if (const auto done = database.execute(std::string(migration.sql)); !done) return done;
  Statement note(database, "INSERT INTO migrations (owner, version) VALUES (?, ?)");
  if (const auto noted = note.bind(migration.owner, migration.version).run(); !noted) return noted;
  return transaction.commit();
}

}  // namespace

Result<void> migrate(Database& database, std::span<const Migration> migrations) {
  const Versions known = known_versions(migrations);
  const auto created = database.execute(
      "CREATE TABLE IF NOT EXISTS migrations ("
      " owner TEXT NOT NULL,"
      " version INTEGER NOT NULL,"
      " applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,"
      " PRIMARY KEY (owner, version)) WITHOUT ROWID");
  if (!created) return created;
  const Result<Versions> stored = stored_versions(database);
  if (!stored) return stored.error();
  for (const auto& [owner, version] : *stored) {
    const auto ours = known.find(owner);
    if (ours == known.end() || ours->second < version) return Error::newer;
  }
  for (const Migration& migration : migrations) {
    const auto there = stored->find(migration.owner);
    if (there != stored->end() && there->second >= migration.version) continue;
    if (const auto done = apply(database, migration); !done) return done;
  }
  return {};
}

}  // namespace store
