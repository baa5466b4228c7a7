#include "apps/jackfield/tables.h"

#include <span>
#include <utility>
#include <vector>

#include "apps/console/api/state_table.h"
#include "apps/console/api/tokens_table.h"
#include "apps/console/api/users_table.h"
#include "apps/jackfield/rules_table.h"
#include "apps/jackfield/settings.h"
#include "apps/records/call_records_table.h"
#include "apps/sound/sounds_table.h"
#include "firmware/base/assert.h"
#include "firmware/directory/accounts_table.h"
#include "firmware/location/bindings_table.h"
#include "firmware/store/opening.h"
#include "firmware/store/transaction.h"
#include "firmware/store/uuid.h"

namespace jackfield {

namespace {

// Every table there is. A new one: a line here.
std::vector<store::Migration> all_migrations() {
  std::vector<store::Migration> all;
  for (const auto& migrations : {
           SettingsTable::migrations(),
           directory::AccountsTable::migrations(),
           location::BindingsTable::migrations(),
           RulesTable::migrations(),
           records::CallRecordsTable::migrations(),
           sound::SoundsTable::migrations(),
           console::UsersTable::migrations(),
           console::TokensTable::migrations(),
           console::StateTable::migrations(),
       }) {
    all.insert(all.end(), migrations.begin(), migrations.end());
  }
  return all;
}

store::Result<void> fill_new_store(store::Database& database, const store::Stamp& stamp) {
  store::Transaction transaction(database);
  if (const auto done = SettingsTable(database).set_node(stamp); !done) return done;
  RulesTable rules(database);
  for (const Rule& rule : first_rules()) {
    if (const auto done = rules.add(rule, stamp); !done) return done;
  }
  return transaction.commit();
}

}  // namespace

store::Result<OpenedStore> open_store(const std::string& path, base::Random& random,
                                      base::WallTime now) {
  const std::vector<store::Migration> migrations = all_migrations();
  ASSERT(migrations.size() == kSchema);
  auto opening = store::open_migrated(path, migrations);
  if (!opening) return opening.error();
  store::Database& database = opening->database;
  auto node = SettingsTable(database).node();
  if (!node) return node.error();
  if (!*node) {
    *node = store::uuid_v4(random);
    if (const auto done = fill_new_store(database, {now, **node}); !done) return done.error();
  }
  return OpenedStore{std::move(database), std::move(**node), opening->put_back};
}

}  // namespace jackfield
