// The commands on settings.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/jackfield/administration_commands.h"
#include "apps/jackfield/settings.h"
#include "apps/jackfield/words.h"
#include "firmware/directory/accounts_table.h"

namespace jackfield {

namespace {

using nlohmann::json;

// As an ETag is made of them: meanings are words for people.
std::string shown_values(const Settings& settings) {
  json values = json::object();
  for (const SettingLine& line : list_of(settings)) values[std::string(line.key)] = line.value;
  return values.dump();
}

json shown_lines(const Settings& settings, const std::vector<std::string>& sounds, bool chinese) {
  json list = json::array();
  for (const SettingLine& line : list_of(settings)) {
    list.push_back({{"key", line.key},
                    {"value", line.value},
                    {"meaning", chinese ? in_chinese(line.meaning) : std::string(line.meaning)}});
    if (line.key == "hold_music") list.back()["choices"] = sounds;
  }
  return {{"settings", std::move(list)}};
}

// An outcome when they may not replace what is stored.
std::optional<Outcome> keep(Desk& desk, const Settings& before, const Settings& after) {
  if (after.realm != before.realm) {
    const auto accounts = directory::AccountsTable(desk.database).all();
    if (!accounts) return store_failure(accounts.error());
    if (desk.serving || !accounts->empty()) {
      return Outcome::error(ExitCode::conflict,
                            {"Every stored password is bound to the realm: change it only while "
                             "there are no extensions and no switchboard runs",
                             {},
                             "realm"});
    }
  }
  if (auto fault = fault_of_ports(desk, before.rtp_ports, after.rtp_ports)) {
    return Outcome::error(ExitCode::invalid, std::move(*fault));
  }
  if (after.hold_music != before.hold_music && !after.hold_music.empty()) {
    const auto there = is_there(desk.database, after.hold_music);
    if (!there) return store_failure(there.error());
    if (!*there) {
      return Outcome::error(ExitCode::invalid,
                            {"There is no sound {}", {after.hold_music}, "hold_music"});
    }
  }
  if (const auto done = SettingsTable(desk.database).save(after, desk.stamp); !done) {
    return store_failure(done.error());
  }
  desk.changes.settings = after;
  return std::nullopt;
}

}  // namespace

std::optional<Message> fault_of_ports(const Desk& desk, media::PortRange before,
                                      media::PortRange after) {
  if (after == before) return std::nullopt;
  const auto ours = std::ranges::find_if(desk.listening,
                                         [&](std::uint16_t port) { return after.contains(port); });
  if (ours == desk.listening.end()) return std::nullopt;
  return Message{"Port {} is where phones or browsers find this switchboard: leave it out",
                 {std::to_string(*ours)},
                 "rtp_ports"};
}

Outcome set_setting(Desk& desk, const Request& request) {
  const std::string key(request.get("key"));
  auto settings = SettingsTable(desk.database).load();
  if (!settings) return store_failure(settings.error());
  const Settings before = *settings;
  if (auto fault = set(*settings, key, request.get("value"))) {
    const ExitCode code = is_setting(key) ? ExitCode::invalid : ExitCode::not_found;
    fault->field = is_setting(key) ? "value" : "key";
    return Outcome::error(code, std::move(*fault));
  }
  if (auto refused = keep(desk, before, *settings)) return std::move(*refused);
  json result = {{"key", key}, {"value", request.get("value")}};
  for (const SettingLine& line : list_of(*settings)) {
    if (line.key == key) result["value"] = line.value;
  }
  return Outcome::success(result.dump());
}

Outcome set_settings(Desk& desk, const Request& request) {
  const auto before = SettingsTable(desk.database).load();
  if (!before) return store_failure(before.error());
  if (auto changed = changed_since(request, shown_values(*before))) return std::move(*changed);
  Settings settings = *before;
  std::vector<Message> faults;
  for (const auto& [key, value] : request.arguments) {
    if (key == "expected") continue;
    if (auto fault = assign(settings, key, value)) {
      fault->field = key;
      faults.push_back(std::move(*fault));
    }
  }
  if (auto fault = fault_of(settings)) faults.push_back(std::move(*fault));
  if (!faults.empty()) return Outcome::invalid(std::move(faults));
  if (auto refused = keep(desk, *before, settings)) return std::move(*refused);
  return Outcome::success(shown_values(settings));
}

Outcome list_settings(Desk& desk, const Request& request) {
  const auto settings = SettingsTable(desk.database).load();
  if (!settings) return store_failure(settings.error());
  const auto sounds = sounds_there(desk.database);
  if (!sounds) return store_failure(sounds.error());
  return Outcome::success(shown_lines(*settings, *sounds, request.get("language") == "zh").dump());
}

}  // namespace jackfield
