// The commands on extensions.
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "apps/jackfield/administration_commands.h"
#include "apps/jackfield/csv.h"
#include "apps/jackfield/extension_options.h"
#include "apps/jackfield/settings.h"
#include "firmware/base/ascii.h"
#include "firmware/directory/accounts_table.h"
#include "firmware/location/bindings_table.h"

namespace jackfield {

namespace {

using directory::Account;
using directory::AccountsTable;
using nlohmann::json;

constexpr std::size_t kMinPassword = 8;
constexpr std::size_t kMaxPassword = 128;

Message bad_number(std::string_view number) {
  return {"\"{}\" is not an extension number: use 1 to 32 letters, digits or . _ + * # -",
          {std::string(number)},
          "number"};
}

Message too_many_extensions() {
  return {"There can be {} extensions at most", {std::to_string(kMaxExtensions)}};
}

Outcome no_such_extension(std::string_view number) {
  return Outcome::error(ExitCode::not_found, {"There is no extension {}: see jackfield extension "
                                              "list",
                                              {std::string(number)}});
}

// What is wrong with the values; the password only when there is one to be set.
std::vector<Message> faults_of(std::string_view number, std::string_view name,
                               const std::string_view* password) {
  std::vector<Message> faults;
  if (!directory::is_valid_number(number)) faults.push_back(bad_number(number));
  if (!directory::is_valid_name(name)) {
    faults.push_back({"A name is text of at most 64 octets of UTF-8", {}, "name"});
  }
  if (password == nullptr) return faults;
  if (password->size() < kMinPassword || password->size() > kMaxPassword) {
    faults.push_back(
        {"The password of {} must have {} to {} characters: choose another or use "
         "--generate",
         {std::string(number), std::to_string(kMinPassword), std::to_string(kMaxPassword)},
         "password"});
  } else if (*password == number) {
    faults.push_back(
        {"The password of {} must not be its number", {std::string(number)}, "password"});
  }
  return faults;
}

// Takes up the options that the request has; those that are wrong become faults.
void read_options(const Request& request, Account& account, std::vector<Message>& faults) {
  for (const std::string_view option : kExtensionOptions) {
    if (!request.has(option)) continue;
    if (auto fault = set_option(account, option, request.get(option))) {
      fault->field = option;
      faults.push_back(std::move(*fault));
    }
  }
}

json shown(const Account& account) {
  json made = {{"number", account.number}, {"name", account.name}};
  for (const std::string_view option : kExtensionOptions) {
    std::visit([&](const auto& value) { made[std::string(option)] = value; },
               option_of(account, option));
  }
  return made;
}

// With the password only if it was made here: this is the one time it can be read.
Outcome stored(Desk& desk, Account account, const Request& request) {
  if (const auto done = AccountsTable(desk.database).put(account, desk.stamp); !done) {
    return store_failure(done.error());
  }
  json result = shown(account);
  if (request.has("generate")) result["password"] = request.get("password");
  desk.changes.put_accounts.push_back(std::move(account));
  return Outcome::success(result.dump());
}

}  // namespace

Outcome add_extension(Desk& desk, const Request& request) {
  Account account{std::string(request.get("number")), std::string(request.get("name")), {}};
  const std::string_view password = request.get("password");
  auto faults = faults_of(account.number, account.name, &password);
  read_options(request, account, faults);
  if (!faults.empty()) return Outcome::invalid(std::move(faults));
  AccountsTable accounts(desk.database);
  const auto existing = accounts.find(account.number);
  if (!existing) return store_failure(existing.error());
  if (*existing) {
    return Outcome::error(ExitCode::conflict,
                          {"Extension {} exists already: change it with jackfield extension set",
                           {account.number},
                           "number"});
  }
  const auto count = accounts.count();
  if (!count) return store_failure(count.error());
  if (*count >= kMaxExtensions) {
    return Outcome::invalid({too_many_extensions()});
  }
  const auto settings = SettingsTable(desk.database).load();
  if (!settings) return store_failure(settings.error());
  account.ha1 = sip::Ha1::of(account.number, settings->realm, password);
  return stored(desk, std::move(account), request);
}

Outcome set_extension(Desk& desk, const Request& request) {
  const auto found = AccountsTable(desk.database).find(request.get("number"));
  if (!found) return store_failure(found.error());
  if (!*found) return no_such_extension(request.get("number"));
  Account account = **found;
  if (auto changed = changed_since(request, shown(account).dump())) return std::move(*changed);
  if (request.has("name")) account.name = request.get("name");
  const std::string_view password = request.get("password");
  auto faults =
      faults_of(account.number, account.name, request.has("password") ? &password : nullptr);
  read_options(request, account, faults);
  if (!faults.empty()) return Outcome::invalid(std::move(faults));
  if (request.has("password")) {
    const auto settings = SettingsTable(desk.database).load();
    if (!settings) return store_failure(settings.error());
    account.ha1 = sip::Ha1::of(account.number, settings->realm, password);
    // No phone has registered with the password of now.
    const auto done = location::BindingsTable::forget_phones(desk.database, account.number);
    if (!done) return store_failure(done.error());
  }
  return stored(desk, std::move(account), request);
}

Outcome remove_extension(Desk& desk, const Request& request) {
  const std::string number(request.get("number"));
  AccountsTable accounts(desk.database);
  const auto account = accounts.find(number);
  if (!account) return store_failure(account.error());
  if (!*account) return no_such_extension(number);
  if (auto changed = changed_since(request, shown(**account).dump())) return std::move(*changed);
  if (const auto removed = accounts.remove(number); !removed) return store_failure(removed.error());
  if (const auto done = location::BindingsTable::remove(desk.database, number); !done) {
    return store_failure(done.error());
  }
  desk.changes.removed_accounts.push_back(number);
  return Outcome::success(json{{"number", number}}.dump());
}

Outcome show_extension(Desk& desk, const Request& request) {
  const auto account = AccountsTable(desk.database).find(request.get("number"));
  if (!account) return store_failure(account.error());
  if (!*account) return no_such_extension(request.get("number"));
  return Outcome::success(shown(**account).dump());
}

// Whether a phone has registered with the password of now: another one would cut it off.
Outcome show_phones_of_extension(Desk& desk, const Request& request) {
  const auto had = location::BindingsTable::had_phones(desk.database, request.get("number"));
  if (!had) return store_failure(had.error());
  return Outcome::success(json{{"had_phones", *had}}.dump());
}

Outcome list_extensions(Desk& desk, const Request&) {
  const auto all = AccountsTable(desk.database).all();
  if (!all) return store_failure(all.error());
  json list = json::array();
  for (const Account& account : *all) list.push_back(shown(account));
  return Outcome::success(json{{"extensions", std::move(list)}}.dump());
}

namespace {

// A file of extensions on its way into the store: all rows are judged before the first is stored.
class ExtensionImport {
 public:
  using Existing = std::map<std::string, Account>;

  ExtensionImport(std::string realm, Existing existing, bool replace)
      : realm_(std::move(realm)), existing_(std::move(existing)), replace_(replace) {}

  void judge(const CsvRow& row) {
    if (!row.well_formed) {
      return fault(row, {"a quote (\") is not closed or stands inside a field", {}});
    }
    if (row.fields.size() != 3) {
      return fault(row, {"{} fields where number,name,password are needed",
                         {std::to_string(row.fields.size())}});
    }
    const std::string number(base::trim(row.fields[0]));
    const std::string name(base::trim(row.fields[1]));
    const std::string_view password = row.fields[2];
    auto faults = faults_of(number, name, &password);
    for (Message& message : faults) fault(row, std::move(message));
    if (!faults.empty()) return;
    if (!seen_.insert(number).second) {
      return fault(row, {"extension {} stands in the file twice", {number}});
    }
    const auto [account, is_new] = existing_.try_emplace(number, Account{number, {}, {}});
    if (!is_new && !replace_) {
      return fault(row,
                   {"extension {} exists already: take the line out or use --replace", {number}});
    }
    account->second.name = name;
    account->second.ha1 = sip::Ha1::of(number, realm_, password);
    accounts_.push_back(account->second);
  }

  std::size_t total() const { return existing_.size(); }
  std::vector<Message>& faults() { return faults_; }
  std::vector<Account>& accounts() { return accounts_; }

 private:
  void fault(const CsvRow& row, Message message) {
    if (faults_.size() >= kMaxFaultsShown) return;
    message.text = "Line {}: " + message.text;
    message.values.insert(message.values.begin(), std::to_string(row.line));
    faults_.push_back(std::move(message));
  }

  const std::string realm_;
  Existing existing_;  // and those of the file
  std::set<std::string> seen_;
  const bool replace_;
  std::vector<Message> faults_;
  std::vector<Account> accounts_;
};

bool is_header(const CsvRow& row) {
  return !row.fields.empty() && base::iequals(base::trim(row.fields[0]), "number");
}

}  // namespace

Outcome import_extensions(Desk& desk, const Request& request) {
  AccountsTable table(desk.database);
  const auto settings = SettingsTable(desk.database).load();
  if (!settings) return store_failure(settings.error());
  const auto all = table.all();
  if (!all) return store_failure(all.error());
  ExtensionImport::Existing existing;
  for (const Account& account : *all) existing.emplace(account.number, account);

  ExtensionImport import(settings->realm, std::move(existing), request.has("replace"));
  const std::vector<CsvRow> rows = parse_csv(request.get("csv"));
  for (const CsvRow& row : rows) {
    const bool header = &row == &rows.front() && is_header(row);
    if (!header) import.judge(row);
  }
  if (import.total() > kMaxExtensions) {
    import.faults().push_back({"There can be {} extensions at most",
                               { std::to_string(kMaxExtensions) }});
  }
  if (!import.faults().empty()) return Outcome::invalid(std::move(import.faults()));
  for (const Account& account : import.accounts()) {
    if (const auto done = table.put(account, desk.stamp); !done) return store_failure(done.error());
  }
  const std::size_t count = import.accounts().size();
  desk.changes.put_accounts = std::move(import.accounts());
  return Outcome::success(json{{"imported", count}}.dump());
}

}  // namespace jackfield
