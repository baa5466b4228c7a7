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
  const auto created = database.execute(
      "CREATE TABLE IF NOT EXISTS migrations ("
      " owner TEXT NOT NULL,"
      " version INTEGER NOT NULL,"
      " applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,"
      " PRIMARY KEY (owner, version)) WITHOUT ROWID");
  if (!created) return created.error();
  Versions stored;
  Statement rows(database, "SELECT owner, MAX(version) FROM migrations GROUP BY owner");
  const auto read = rows.each(
      [&](const Statement& row) { stored[row.text(0)] = static_cast<int>(row.integer(1)); });
  if (!read) return read.error();
  return stored;
}

// Whether the version is there already.
bool has(const Versions& stored, const Migration& migration) {
  const auto there = stored.find(migration.owner);
  return there != stored.end() && there->second >= migration.version;
}

Age compare(const Versions& stored, std::span<const Migration> migrations) {
  const Versions known = known_versions(migrations);
  for (const auto& [owner, version] : stored) {
    const auto ours = known.find(owner);
    if (ours == known.end() || ours->second < version) return Age::newer;
  }
  if (stored.empty()) return Age::empty;
  for (const Migration& migration : migrations) {
    if (!has(stored, migration)) return Age::older;
  }
  return Age::current;
}

Result<void> apply(Database& database, const Migration& migration) {
  if (const auto done = database.execute(std::string(migration.sql)); !done) return done;
  Statement note(database, "INSERT INTO migrations (owner, version) VALUES (?, ?)");
  return note.bind(migration.owner, migration.version).run();
}

}  // namespace

Result<Age> age_of(Database& database, std::span<const Migration> migrations) {
  const auto stored = stored_versions(database);
  if (!stored) return stored.error();
  return compare(*stored, migrations);
}

Result<void> migrate(Database& database, std::span<const Migration> migrations) {
  const auto stored = stored_versions(database);
  if (!stored) return stored.error();
  const Age age = compare(*stored, migrations);
  if (age == Age::newer) return Error::newer;
  if (age == Age::current) return {};
  Transaction transaction(database);
  for (const Migration& migration : migrations) {
    if (has(*stored, migration)) continue;
    if (const auto done = apply(database, migration); !done) return done;
  }
  return transaction.commit();
}

}  // namespace store
