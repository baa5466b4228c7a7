// A backup: the configuration together with who may use the console, restored whole or not at all.
//
//   {"format":"jackfield backup","version":1,"configuration":{…},"users":[…],"tokens":[…]}
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "apps/console/api/tokens_table.h"
#include "apps/console/api/users_table.h"
#include "apps/jackfield/administration_commands.h"
#include "firmware/base/ascii.h"

namespace jackfield {

namespace {

using console::Token;
using console::User;
using nlohmann::json;

constexpr std::string_view kBackupFormat = "jackfield backup";
constexpr int kBackupVersion = 1;
constexpr std::size_t kMaxHash = 512;
constexpr std::size_t kDigestDigits = 64;

json json_of(const User& user) {
  return {{"name", user.name},
          {"role", to_string(user.role)},
          {"extension", user.extension},
          {"hash", user.hash},
          {"language", to_string(user.language)}};
}

json json_of(const Token& token) {
  return {{"id", token.id},
          {"name", token.name},
          {"scopes", token.scopes.text()},
          {"digest", token.digest},
          {"created", token.created.time_since_epoch().count()}};
}

// Reads a backup and gathers what is wrong with it, each fault with its place.
class BackupReader {
 public:
  std::string configuration;
  std::vector<User> users;
  std::vector<Token> tokens;
  std::vector<Message> faults;

  void read(std::string_view text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object() || document.value("format", json()) != kBackupFormat) {
      return fault("document", {"this is not a backup of this switchboard", {}});
    }
    if (document.value("version", json()) != kBackupVersion) {
      return fault("version",
                   {"this program reads version {} only", {std::to_string(kBackupVersion)}});
    }
    read_configuration(document.value("configuration", json()));
    for (const json& entry : entries(document, "users", console::kMaxUsers)) read_user(entry);
    for (const json& entry : entries(document, "tokens", console::kMaxTokens)) read_token(entry);
    const bool governed = std::any_of(users.begin(), users.end(), [](const User& user) {
      return user.role == console::Role::administrator;
    });
    // Else anybody could become it.
    if (!governed) fault("users", {"a backup has an administrator", {}});
  }

 private:
  void fault(const std::string& place, Message message) {
    if (faults.size() >= kMaxFaultsShown) return;
    message.text = "{}: " + message.text;
    message.values.insert(message.values.begin(), place);
    message.field = place;
    faults.push_back(std::move(message));
  }

  void read_configuration(const json& document) {
    configuration = document.dump(-1, ' ', false, json::error_handler_t::replace);
    for (Message& message : faults_of_document(configuration)) {
      if (faults.size() >= kMaxFaultsShown) return;
      message.field = "configuration." + message.field;
      message.values.front() = message.field;
      faults.push_back(std::move(message));
    }
    if (!faults.empty()) return;
    for (const json& extension : document["extensions"]) {
      numbers_.insert(extension["number"].get<std::string>());
    }
  }

  json entries(const json& document, const std::string& name, std::size_t longest) {
    json list = document.value(name, json());
    if (list.is_array() && list.size() <= longest) return list;
    if (list.is_array()) {
      fault(name, {"there can be {} at most", {std::to_string(longest)}});
    } else {
      fault(name, {"a list is missing", {}});
    }
    return json::array();
  }

  std::string text(const json& entry, const char* name) {
    const json value = entry.is_object() ? entry.value(name, json()) : json();
    if (value.is_string()) return value.get<std::string>();
    fault(place_ + '.' + name, {"a text is missing", {}});
    return {};
  }

  void read_user(const json& entry) {
    place_ = "users[" + std::to_string(users.size()) + "]";
    const auto role = console::role_of(text(entry, "role"));
    const auto language = console::language_of(text(entry, "language"));
    User user{text(entry, "name"), role.value_or(console::Role::user), text(entry, "extension"),
              text(entry, "hash"), language.value_or(console::Language::english)};
    if (!role) fault(place_ + ".role", {"a role is administrator, operator or user", {}});
    if (!language) fault(place_ + ".language", {"a language is en or zh", {}});
    if (!console::is_user_name(user.name)) {
      fault(place_ + ".name", {"a user's name is 1 to 64 small letters, digits or . _ -", {}});
    } else if (!names_.insert(user.name).second) {
      fault(place_ + ".name", {"user {} stands there twice", {user.name}});
    }
    const bool printable =
        std::all_of(user.hash.begin(), user.hash.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (user.hash.empty() || user.hash.size() > kMaxHash || !printable) {
      fault(place_ + ".hash", {"a password's hash is 1 to 512 printable characters", {}});
    }
    if (role == console::Role::user && !numbers_.contains(user.extension)) {
      fault(place_ + ".extension", {"a user of the role user has an extension of the backup", {}});
    }
    users.push_back(std::move(user));
  }

  void read_token(const json& entry) {
    place_ = "tokens[" + std::to_string(tokens.size()) + "]";
    const auto scopes = console::Scopes::of(text(entry, "scopes"));
    const json created = entry.is_object() ? entry.value("created", json()) : json();
    Token token{text(entry, "id"),
                text(entry, "name"),
                scopes.value_or(console::Scopes()),
                text(entry, "digest"),
                {}};
    const bool digest =
        token.digest.size() == kDigestDigits && base::from_hex(token.digest).has_value();
    const bool named = !token.id.empty() && token.id.size() <= console::kMaxTokenName &&
                       !token.name.empty() && token.name.size() <= console::kMaxTokenName;
    if (!scopes || !digest || !named || !created.is_number_integer() ||
        !ids_.insert(token.id).second) {
      return fault(place_, {"this is not a token", {}});
    }
    token.created = base::WallTime(std::chrono::milliseconds(created.get<std::int64_t>()));
    tokens.push_back(std::move(token));
  }

  std::string place_;  // of the entry that is read
  std::set<std::string> names_;
  std::set<std::string> ids_;
  std::set<std::string> numbers_;  // of the backup's extensions
};

store::Result<void> replace_users(Desk& desk, const BackupReader& backup) {
  console::UsersTable users(desk.database);
  console::TokensTable tokens(desk.database);
  if (const auto done = users.clear(); !done) return done;
  for (const User& user : backup.users) {
    if (const auto done = users.put(user, desk.stamp); !done) return done;
  }
  if (const auto done = tokens.clear(); !done) return done;
  for (const Token& token : backup.tokens) {
    if (const auto done = tokens.put(token, desk.stamp); !done) return done;
  }
  return {};
}

}  // namespace

Outcome export_backup(Desk& desk, const Request& request) {
  const Outcome configuration = export_configuration(desk, request);
  if (configuration.code != ExitCode::ok) return configuration;
  const auto users = console::UsersTable(desk.database).all();
  if (!users) return store_failure(users.error());
  const auto tokens = console::TokensTable(desk.database).all();
  if (!tokens) return store_failure(tokens.error());
  json backup = {{"format", kBackupFormat},
                 {"version", kBackupVersion},
                 {"configuration", json::parse(configuration.result, nullptr, false)},
                 {"users", json::array()},
                 {"tokens", json::array()}};
  for (const User& user : *users) backup["users"].push_back(json_of(user));
  for (const Token& token : *tokens) backup["tokens"].push_back(json_of(token));
  return Outcome::success(backup.dump());
}

// With `only_new`, from somebody who has not signed in: while nobody governs the console.
Outcome import_backup(Desk& desk, const Request& request) {
  BackupReader backup;
  backup.read(request.get("document"));
  const auto users = console::UsersTable(desk.database).all();
  if (!users) return store_failure(users.error());
  if (request.has("only_new") && !users->empty()) {
    return Outcome::error(
        ExitCode::conflict,
        {"The console has an administrator already: sign in to restore a backup", {}});
  }
  if (!backup.faults.empty()) return Outcome::invalid(std::move(backup.faults));
  Outcome restored =
      import_configuration(desk, {"configuration.import", {{"document", backup.configuration}}});
  if (restored.code != ExitCode::ok) return restored;
  if (const auto done = replace_users(desk, backup); !done) return store_failure(done.error());
  json result = json::parse(restored.result, nullptr, false);
  result["users"] = backup.users.size();
  return Outcome::success(result.dump());
}

}  // namespace jackfield
