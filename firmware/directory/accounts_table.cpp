#include "firmware/directory/accounts_table.h"

#include <algorithm>
#include <string>

#include "firmware/base/ascii.h"
#include "firmware/store/statement.h"

namespace directory {

namespace {

// ha1_*: lower-case hexadecimal, as RFC 7616 section 3.4.2 computes them.
constexpr store::Migration kMigrations[] = {
    {"accounts", 1,
     "CREATE TABLE accounts ("
     " number TEXT PRIMARY KEY,"
     " name TEXT NOT NULL,"
     " ha1_md5 TEXT NOT NULL,"
     " ha1_sha256 TEXT NOT NULL,"
     " updated_at INTEGER NOT NULL,"  // milliseconds of UTC, like every time in the store
     " node TEXT NOT NULL) WITHOUT ROWID"},
    {"accounts", 2,
     "ALTER TABLE accounts ADD COLUMN busy_to TEXT NOT NULL DEFAULT '';"
     "ALTER TABLE accounts ADD COLUMN no_answer_to TEXT NOT NULL DEFAULT '';"
     "ALTER TABLE accounts ADD COLUMN patience INTEGER NOT NULL DEFAULT 180;"  // seconds
     "ALTER TABLE accounts ADD COLUMN max_calls INTEGER NOT NULL DEFAULT 0"},
};

template <class Octets>
void read_hex(const std::string& digits, Octets& octets) {
  const auto read = base::from_hex(digits);
  if (read && read->size() == octets.size()) std::copy(read->begin(), read->end(), octets.begin());
}

Account account_of(const store::Statement& row) {
  Account account{row.text(0), row.text(1), {}};
  read_hex(row.text(2), account.ha1.md5);
  read_hex(row.text(3), account.ha1.sha256);
  account.busy_to = row.text(4);
  account.no_answer_to = row.text(5);
  account.patience = std::chrono::seconds(row.integer(6));
  account.limit = static_cast<std::uint32_t>(row.integer(7));
  return account;
}

}  // namespace

std::span<const store::Migration> AccountsTable::migrations() {
  return kMigrations;
}

store::Result<std::vector<Account>> AccountsTable::all() {
  std::vector<Account> accounts;
  store::Statement rows(database_,
                        "SELECT number, name, ha1_md5, ha1_sha256, busy_to, no_answer_to,"
                        " patience, max_calls FROM accounts ORDER BY number");
  const auto read =
      rows.each([&](const store::Statement& row) { accounts.push_back(account_of(row)); });
  if (!read) return read.error();
  return accounts;
}

store::Result<std::size_t> AccountsTable::count() {
  store::Statement rows(database_, "SELECT COUNT(*) FROM accounts");
  if (const store::Result<bool> row = rows.step(); !row) return row.error();
  return static_cast<std::size_t>(rows.integer(0));
}

store::Result<std::optional<Account>> AccountsTable::find(std::string_view number) {
  store::Statement rows(database_,
                        "SELECT number, name, ha1_md5, ha1_sha256, busy_to, no_answer_to,"
                        " patience, max_calls FROM accounts WHERE number = ?");
  const store::Result<bool> row = rows.bind(number).step();
  if (!row) return row.error();
  std::optional<Account> account;
  if (*row) account = account_of(rows);
  return account;
}

store::Result<void> AccountsTable::put(const Account& account, const store::Stamp& stamp) {
  store::Statement put(database_,
                       "INSERT OR REPLACE INTO accounts"
                       " (number, name, ha1_md5, ha1_sha256, busy_to, no_answer_to, patience,"
                       " max_calls, updated_at, node) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  return put
      .bind(account.number, account.name, base::to_hex(crypto::as_view(account.ha1.md5)),
            base::to_hex(crypto::as_view(account.ha1.sha256)), account.busy_to,
            account.no_answer_to, static_cast<std::int64_t>(account.patience.count()),
            static_cast<std::int64_t>(account.limit), stamp.now, stamp.node)
      .run();
}

store::Result<bool> AccountsTable::remove(std::string_view number) {
  store::Statement remove(database_, "DELETE FROM accounts WHERE number = ?");
  if (const auto done = remove.bind(number).run(); !done) return done.error();
  return database_.changed_rows() > 0;
}

store::Result<void> AccountsTable::clear() {
  return database_.execute("DELETE FROM accounts");
}

}  // namespace directory
