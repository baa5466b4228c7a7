// The whole configuration as one JSON document: extensions (with the digests of their passwords),
// rules, settings and sounds. Import replaces all four, or refuses the document with all its
// faults. A document of old has no sounds: those that are there stay.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "apps/jackfield/administration_commands.h"
#include "apps/jackfield/extension_options.h"
#include "apps/jackfield/rules_table.h"
#include "apps/jackfield/settings.h"
#include "apps/sound/sounds_table.h"
#include "firmware/base/ascii.h"
#include "firmware/base/base64.h"
#include "firmware/directory/accounts_table.h"
#include "firmware/location/bindings_table.h"

namespace jackfield {

namespace {

using directory::Account;
using directory::AccountsTable;
using nlohmann::json;

constexpr std::string_view kFormat = "jackfield configuration";
constexpr int kVersion = 1;

struct Configuration {
  Settings settings;
  std::vector<Account> accounts;
  std::vector<Rule> rules;
  std::optional<std::vector<sound::Sound>> sounds;
};

json json_of(const sound::Sound& sound) {
  return {{"name", sound.name},
          {"created", sound.created.time_since_epoch().count()},
          {"audio", base::to_base64(sound.audio)}};
}

json json_of(const Account& account) {
  json made = {{"number", account.number},
               {"name", account.name},
               {"ha1_md5", base::to_hex(crypto::as_view(account.ha1.md5))},
               {"ha1_sha256", base::to_hex(crypto::as_view(account.ha1.sha256))}};
  for (const std::string_view option : kExtensionOptions) {
    std::visit([&](const auto& value) { made[std::string(option)] = value; },
               option_of(account, option));
  }
  return made;
}

json document_of(const Configuration& configuration) {
  json settings = json::object();
  for (const SettingLine& line : list_of(configuration.settings)) {
    settings[std::string(line.key)] = line.value;
  }
  json extensions = json::array();
  for (const Account& account : configuration.accounts) {
    extensions.push_back(json_of(account));
  }
  json rules = json::array();
  for (const Rule& rule : configuration.rules) {
    rules.push_back({{"position", rule.position},
                     {"name", rule.name},
                     {"caller", to_string(rule.caller)},
                     {"user", rule.user},
                     {"domain", rule.domain},
                     {"action", to_string(rule.action)},
                     {"argument", rule.argument}});
  }
  json sounds = json::array();
  for (const sound::Sound& sound : *configuration.sounds) sounds.push_back(json_of(sound));
  return {{"format", kFormat},         {"version", kVersion},
          {"settings", settings},      {"extensions", std::move(extensions)},
          {"rules", std::move(rules)}, {"sounds", std::move(sounds)}};
}

// Reads a document and gathers what is wrong with it, each fault with its place.
class ConfigurationReader {
 public:
  Configuration configuration;
  std::vector<Message> faults;

  void read(std::string_view text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object() || document.value("format", json()) != kFormat) {
      return fault("document", {"this is not a configuration written by jackfield export", {}});
    }
    if (document.value("version", json()) != kVersion) {
      return fault("version", {"this program reads version {} only", {std::to_string(kVersion)}});
    }
    read_settings(document.value("settings", json()));
    const json extensions = list(document, "extensions", kMaxExtensions);
    for (const json& entry : extensions) read_extension(entry);
    const json rules = list(document, "rules", kMaxRules);
    for (const json& entry : rules) read_rule(entry);
    if (document.contains("sounds")) read_sounds(list(document, "sounds", sound::kMost));
    std::sort(configuration.rules.begin(), configuration.rules.end(),
              [](const Rule& a, const Rule& b) { return a.position < b.position; });
  }

 private:
  void fault(const std::string& place, Message message) {
    if (faults.size() >= kMaxFaultsShown) return;
    message.text = "{}: " + message.text;
    message.values.insert(message.values.begin(), place);
    message.field = place;
    faults.push_back(std::move(message));
  }

  json list(const json& document, const std::string& name, std::size_t longest) {
    json entries = document.value(name, json());
    if (!entries.is_array()) {
      fault(name, {"a list is missing", {}});
      return json::array();
    }
    if (entries.size() > longest) {
      fault(name, {"there can be {} at most", {std::to_string(longest)}});
      return json::array();
    }
    return entries;
  }

  // A text of an entry; absent or no text is a fault.
  std::string text(const json& entry, const char* name, const std::string& place) {
    const json value = entry.is_object() ? entry.value(name, json()) : json();
    if (value.is_string()) return value.get<std::string>();
    fault(place + '.' + name, {"a text is missing", {}});
    return {};
  }

  void read_settings(const json& settings) {
    if (!settings.is_object()) return fault("settings", {"an object is missing", {}});
    for (const auto& [key, value] : settings.items()) {
      if (!value.is_string()) {
        fault("settings." + key, {"a text is missing", {}});
      } else if (auto wrong = assign(configuration.settings, key, value.get<std::string>())) {
        fault("settings." + key, std::move(*wrong));
      }
    }
    if (auto wrong = fault_of(configuration.settings)) fault("settings", std::move(*wrong));
  }

  template <class Octets>
  void read_hex(const json& entry, const char* name, const std::string& place, Octets& octets) {
    const auto read = base::from_hex(text(entry, name, place));
    if (!read || read->size() != octets.size()) {
      return fault(place + '.' + name,
                   {"{} hexadecimal digits are needed", {std::to_string(2 * octets.size())}});
    }
    std::copy(read->begin(), read->end(), octets.begin());
  }

  void read_extension(const json& entry) {
    const std::string place = "extensions[" + std::to_string(extension_++) + "]";
    Account account;
    account.number = text(entry, "number", place);
    account.name = text(entry, "name", place);
    if (!directory::is_valid_number(account.number)) {
      fault(place + ".number", {"this is not an extension number", {}});
    }
    if (!directory::is_valid_name(account.name)) {
      fault(place + ".name", {"a name is text of at most 64 octets of UTF-8", {}});
    }
    if (!numbers_.insert(account.number).second) {
      fault(place + ".number", {"extension {} stands there twice", {account.number}});
    }
    read_hex(entry, "ha1_md5", place, account.ha1.md5);
    read_hex(entry, "ha1_sha256", place, account.ha1.sha256);
    read_options(entry, place, account);
    configuration.accounts.push_back(std::move(account));
  }

  // Documents of old have none.
  void read_options(const json& entry, const std::string& place, Account& account) {
    for (const std::string_view option : kExtensionOptions) {
      const json value = entry.is_object() ? entry.value(option, json()) : json();
      if (value.is_null()) continue;
      const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
      if (auto wrong = set_option(account, option, text)) {
        fault(place + '.' + std::string(option), std::move(*wrong));
      }
    }
  }

  void read_rule(const json& entry) {
    const std::string place = "rules[" + std::to_string(rule_++) + "]";
    Rule rule;
    const json position = entry.is_object() ? entry.value("position", json()) : json();
    const bool possible = position.is_number_unsigned() && position <= kMaxPosition;
    rule.position = possible ? position.get<int>() : 0;
    rule.name = text(entry, "name", place);
    rule.user = text(entry, "user", place);
    rule.domain = text(entry, "domain", place);
    rule.argument = text(entry, "argument", place);
    const auto caller = caller_of(text(entry, "caller", place));
    if (!caller) fault(place + ".caller", {"anyone, extension or stranger is needed", {}});
    const auto action = action_of(text(entry, "action", place));
    if (!action) {
      fault(place + ".action",
            {"extension, proxy, foreign, app, redirect or reject is needed", {}});
    }
    rule.caller = caller.value_or(Rule::Caller::anyone);
    rule.action = action.value_or(Rule::Action::reject);
    if (action) {
      for (Message& message : faults_of(rule)) fault(place, std::move(message));
    }
    if (!positions_.insert(rule.position).second) {
      fault(place + ".position", {"position {} is taken twice", {std::to_string(rule.position)}});
    }
    configuration.rules.push_back(std::move(rule));
  }

  void read_sounds(const json& sounds) {
    configuration.sounds.emplace();
    std::set<std::string_view> names;
    std::size_t octets = 0;
    for (const json& entry : sounds) read_sound(entry);
    for (const sound::Sound& sound : *configuration.sounds) {
      octets += sound.audio.size();
      if (!names.insert(sound.name).second) {
        fault("sounds", {"the sound {} stands there twice", {sound.name}});
      }
    }
    if (octets > sound::octets_of(sound::kLongestSum)) {
      fault("sounds", {"all sounds together last {} minutes at most",
                       {std::to_string(sound::kLongestSum.count())}});
    }
    const std::string& music = configuration.settings.hold_music;
    if (!music.empty() && !names.contains(music)) {
      fault("settings.hold_music", {"there is no sound {}", {music}});
    }
    for (const Rule& rule : configuration.rules) {
      const std::string_view played = sound_of(rule);
      if (played.empty() || names.contains(played)) continue;
      fault("rules", {"there is no sound {}", {std::string(played)}});
    }
  }

  void read_sound(const json& entry) {
    const std::string place = "sounds[" + std::to_string(configuration.sounds->size()) + "]";
    const json created = entry.is_object() ? entry.value("created", json()) : json();
    auto audio = base::from_base64(text(entry, "audio", place));
    sound::Sound sound{text(entry, "name", place), {}, {}};
    if (created.is_number_integer()) {
      sound.created = base::WallTime(std::chrono::milliseconds(created.get<std::int64_t>()));
    } else {
      fault(place + ".created", {"a time is missing", {}});
    }
    if (audio) sound.audio = std::move(*audio);
    for (Message& message : faults_of(sound)) {
      const std::string field = place + '.' + message.field;
      fault(field, std::move(message));
    }
    configuration.sounds->push_back(std::move(sound));
  }

  std::size_t extension_ = 0;
  std::size_t rule_ = 0;
  std::set<std::string> numbers_;
  std::set<int> positions_;
};

// But for the sounds.
store::Result<Configuration> stored_configuration(store::Database& database) {
  auto settings = SettingsTable(database).load();
  if (!settings) return settings.error();
  auto accounts = AccountsTable(database).all();
  if (!accounts) return accounts.error();
  auto rules = RulesTable(database).all();
  if (!rules) return rules.error();
  return Configuration{std::move(*settings), std::move(*accounts), std::move(*rules), {}};
}

store::Result<void> replace_rows(store::Database& database, const Configuration& configuration,
                                 const store::Stamp& stamp) {
  AccountsTable accounts(database);
  RulesTable rules(database);
  if (const auto done = SettingsTable(database).save(configuration.settings, stamp); !done) {
    return done;
  }
  if (const auto done = accounts.clear(); !done) return done;
  for (const Account& account : configuration.accounts) {
    if (const auto done = accounts.put(account, stamp); !done) return done;
  }
  if (const auto done = rules.clear(); !done) return done;
  for (const Rule& rule : configuration.rules) {
    if (const auto done = rules.add(rule, stamp); !done) return done;
  }
  return {};
}

// The names of those that were there.
store::Result<std::vector<std::string>> replace_sounds(store::Database& database,
                                                       const std::vector<sound::Sound>& sounds,
                                                       const store::Stamp& stamp) {
  sound::SoundsTable table(database);
  const auto before = table.list();
  if (!before) return before.error();
  if (const auto done = table.clear(); !done) return done.error();
  for (const sound::Sound& sound : sounds) {
    if (const auto done = table.add(sound, stamp); !done) return done.error();
  }
  std::vector<std::string> names;
  for (const sound::Entry& entry : *before) names.push_back(entry.name);
  return names;
}

// Extensions that are no longer there, with their bindings.
store::Result<std::vector<std::string>> remove_bindings_of_missing(
    store::Database& database, const std::vector<Account>& before,
    const std::vector<Account>& after) {
  std::set<std::string_view> stay;
  for (const Account& account : after) stay.insert(account.number);
  std::vector<std::string> removed;
  for (const Account& account : before) {
    if (stay.contains(account.number)) continue;
    const auto done = location::BindingsTable::remove(database, account.number);
    if (!done) return done.error();
    removed.push_back(account.number);
  }
  return removed;
}

}  // namespace

Outcome export_configuration(Desk& desk, const Request&) {
  auto configuration = stored_configuration(desk.database);
  if (!configuration) return store_failure(configuration.error());
  auto sounds = sound::SoundsTable(desk.database).all();
  if (!sounds) return store_failure(sounds.error());
  configuration->sounds = std::move(*sounds);
  return Outcome::success(document_of(*configuration).dump());
}

std::vector<Message> faults_of_document(std::string_view document) {
  ConfigurationReader reader;
  reader.read(document);
  return std::move(reader.faults);
}

Outcome import_configuration(Desk& desk, const Request& request) {
  ConfigurationReader reader;
  reader.read(request.get("document"));
  if (!reader.faults.empty()) return Outcome::invalid(std::move(reader.faults));
  Configuration& after = reader.configuration;
  const auto before = stored_configuration(desk.database);
  if (!before) return store_failure(before.error());
  if (desk.serving && after.settings.realm != before->settings.realm) {
    return Outcome::error(ExitCode::conflict,
                          {"The document's realm is {}, the running switchboard's is {}: stop the "
                           "switchboard, import, and start it again",
                           {after.settings.realm, before->settings.realm}});
  }
  if (auto fault = fault_of_ports(desk, before->settings.rtp_ports, after.settings.rtp_ports)) {
    fault->field = "settings.rtp_ports";
    return Outcome::error(ExitCode::invalid, std::move(*fault));
  }
  if (const auto done = replace_rows(desk.database, after, desk.stamp); !done) {
    return store_failure(done.error());
  }
  auto removed = remove_bindings_of_missing(desk.database, before->accounts, after.accounts);
  if (!removed) return store_failure(removed.error());
  if (after.sounds) {
    auto gone = replace_sounds(desk.database, *after.sounds, desk.stamp);
    if (!gone) return store_failure(gone.error());
    desk.changes.removed_sounds = std::move(*gone);
    desk.changes.put_sounds = std::move(*after.sounds);
  }
  const json result = {{"extensions", after.accounts.size()}, {"rules", after.rules.size()}};
  desk.changes.removed_accounts = std::move(*removed);
  desk.changes.put_accounts = std::move(after.accounts);
  desk.changes.rules = std::move(after.rules);
  desk.changes.settings = std::move(after.settings);
  return Outcome::success(result.dump());
}

}  // namespace jackfield
