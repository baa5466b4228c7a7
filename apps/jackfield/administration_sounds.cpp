// The commands on sounds. What is to be heard travels as Base64 of a clip (media/clip): whoever
// brings a file makes that of it himself, for it takes its time.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "apps/jackfield/administration_commands.h"
#include "apps/jackfield/apps.h"
#include "apps/jackfield/rules_table.h"
#include "apps/jackfield/settings.h"
#include "apps/records/call_records_csv.h"
#include "apps/sound/sounds_table.h"
#include "firmware/base/base64.h"

namespace jackfield {

namespace {

using nlohmann::json;
using records::to_string;
using sound::SoundsTable;

json shown(const sound::Entry& entry) {
  return {{"name", entry.name},
          {"length_ms", media::length_of(entry.octets).count()},
          {"octets", entry.octets},
          {"created", to_string(entry.created)}};
}

std::size_t sum_of(const std::vector<sound::Entry>& entries) {
  return std::accumulate(
      entries.begin(), entries.end(), std::size_t{0},
      [](std::size_t sum, const sound::Entry& entry) { return sum + entry.octets; });
}

std::size_t room_beside(const std::vector<sound::Entry>& entries) {
  const std::size_t most = sound::octets_of(sound::kLongestSum);
  return most - std::min(most, sum_of(entries));
}

// What stands in the way of one more.
std::optional<Message> objection(const std::vector<sound::Entry>& entries,
                                 const sound::Sound& sound) {
  const bool taken = std::ranges::any_of(
      entries, [&](const sound::Entry& entry) { return entry.name == sound.name; });
  if (taken) {
    return Message{"There is a sound {} already: choose another name, or remove that one first",
                   {sound.name},
                   "name"};
  }
  if (entries.size() >= sound::kMost) {
    return Message{"There can be {} sounds at most: remove one first",
                   {std::to_string(sound::kMost)}};
  }
  if (const std::size_t room = room_beside(entries); sound.audio.size() > room) {
    return Message{
        "All sounds together last {} minutes at most, and there is room for {} seconds "
        "more: remove one first",
        {std::to_string(sound::kLongestSum.count()),
         std::to_string(room / media::kClipOctetsASecond)}};
  }
  return std::nullopt;
}

// The music on hold, or what a rule plays.
std::optional<Message> use_of(const std::string& name, const Settings& settings,
                              const std::vector<Rule>& rules) {
  if (settings.hold_music == name) {
    return Message{"The sound {} is the music on hold: choose another first", {name}};
  }
  for (const Rule& rule : rules) {
    if (sound_of(rule) == name) {
      return Message{"The rule at position {} plays the sound {}: change it first",
                     {std::to_string(rule.position), name}};
    }
  }
  return std::nullopt;
}

Outcome no_such_sound(const Request& request) {
  return Outcome::error(ExitCode::not_found,
                        {"There is no sound {}", {std::string(request.get("name"))}});
}

}  // namespace

std::string_view sound_of(const Rule& rule) {
  if (rule.action != Rule::Action::app || app_of(rule.argument) != kPlay) return {};
  return argument_of(rule.argument);
}

std::vector<Message> faults_of(const sound::Sound& sound) {
  std::vector<Message> faults;
  if (!sound::is_name(sound.name)) {
    faults.push_back(
        {"A sound's name is 1 to 64 octets of letters, digits, blanks, - and _", {}, "name"});
  }
  if (sound.audio.empty() || sound.audio.size() > sound::octets_of(sound::kLongest)) {
    faults.push_back({"A sound lasts {} minutes at most, and not nothing",
                      {std::to_string(sound::kLongest.count())},
                      "audio"});
  }
  return faults;
}

store::Result<std::vector<std::string>> sounds_there(store::Database& database) {
  const auto entries = SoundsTable(database).list();
  if (!entries) return entries.error();
  std::vector<std::string> names;
  for (const sound::Entry& entry : *entries) names.push_back(entry.name);
  return names;
}

store::Result<bool> is_there(store::Database& database, std::string_view name) {
  const auto names = sounds_there(database);
  if (!names) return names.error();
  return std::ranges::find(*names, name) != names->end();
}

Outcome list_sounds(Desk& desk, const Request&) {
  const auto entries = SoundsTable(desk.database).list();
  if (!entries) return store_failure(entries.error());
  json list = json::array();
  for (const sound::Entry& entry : *entries) list.push_back(shown(entry));
  return Outcome::success(json{{"sounds", std::move(list)},
                               {"room_ms", media::length_of(room_beside(*entries)).count()}}
                              .dump());
}

Outcome show_sound(Desk& desk, const Request& request) {
  const auto found = SoundsTable(desk.database).find(request.get("name"));
  if (!found) return store_failure(found.error());
  if (!*found) return no_such_sound(request);
  const sound::Sound& sound = **found;
  json result = shown({sound.name, sound.created, sound.audio.size()});
  result["audio"] = base::to_base64(sound.audio);
  return Outcome::success(result.dump());
}

Outcome add_sound(Desk& desk, const Request& request) {
  auto audio = base::from_base64(request.get("audio"));
  sound::Sound sound{std::string(request.get("name")), desk.stamp.now,
                     audio ? std::move(*audio) : media::ClipAudio()};
  if (auto faults = faults_of(sound); !faults.empty()) return Outcome::invalid(std::move(faults));
  SoundsTable table(desk.database);
  const auto entries = table.list();
  if (!entries) return store_failure(entries.error());
  if (auto refused = objection(*entries, sound)) {
    return Outcome::error(ExitCode::conflict, std::move(*refused));
  }
  if (const auto done = table.add(sound, desk.stamp); !done) return store_failure(done.error());
  Outcome added = Outcome::success(shown({sound.name, sound.created, sound.audio.size()}).dump());
  desk.changes.put_sounds.push_back(std::move(sound));
  return added;
}

Outcome remove_sound(Desk& desk, const Request& request) {
  const std::string name(request.get("name"));
  const auto settings = SettingsTable(desk.database).load();
  if (!settings) return store_failure(settings.error());
  const auto rules = RulesTable(desk.database).all();
  if (!rules) return store_failure(rules.error());
  const auto there = is_there(desk.database, name);
  if (!there) return store_failure(there.error());
  if (!*there) return no_such_sound(request);
  if (auto used = use_of(name, *settings, *rules)) {
    return Outcome::error(ExitCode::conflict, std::move(*used));
  }
  const auto removed = SoundsTable(desk.database).remove(name);
  if (!removed) return store_failure(removed.error());
  desk.changes.removed_sounds.push_back(name);
  return Outcome::success(json{{"name", name}}.dump());
}

}  // namespace jackfield
