// The commands on conference rooms. A room is a rule, the first that leads one number of ours into
// the app `conference`: what is done to the one is done to the other, and `explain` knows both.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/jackfield/administration_commands.h"
#include "apps/jackfield/apps.h"
#include "apps/jackfield/rules_table.h"
#include "apps/jackfield/words.h"
#include "firmware/base/ascii.h"
#include "firmware/directory/accounts_table.h"

namespace jackfield {

namespace {

using nlohmann::json;

constexpr std::string_view kConference = "conference";

struct Room {
  std::string number;
  std::string pin;
  Rule rule;
};

// The pattern that stands for this number alone.
std::string pattern_of(std::string_view number) {
  std::string pattern;
  for (const char c : number) {
    if (c == '*') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

// Nothing when other numbers match the pattern as well.
std::optional<std::string> number_of(std::string_view pattern) {
  std::string number;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const bool literal = pattern[at] == '\\' && at + 1 < pattern.size();
    if (literal) ++at;
    if (!literal && pattern[at] == '*') return std::nullopt;
    number += pattern[at];
  }
  if (!directory::is_valid_number(number)) return std::nullopt;
  return number;
}

std::optional<Room> room_of(const Rule& rule) {
  const bool leads_in = rule.action == Rule::Action::app && app_of(rule.argument) == kConference;
  if (!leads_in || rule.domain != "local") return std::nullopt;
  auto number = number_of(rule.user);
  if (!number) return std::nullopt;
  const std::string_view pin = std::string_view(rule.argument).substr(kConference.size());
  return Room{std::move(*number), std::string(base::trim(pin)), rule};
}

std::vector<Room> rooms_of(const std::vector<Rule>& rules) {
  std::vector<Room> rooms;
  for (const Rule& rule : rules) {
    auto room = room_of(rule);
    const auto same = [&](const Room& other) { return other.number == room->number; };
    if (room && std::ranges::none_of(rooms, same)) rooms.push_back(std::move(*room));
  }
  return rooms;
}

json shown(const Room& room) {
  return {{"number", room.number},
          {"name", room.rule.name},
          {"pin", room.pin},
          {"position", room.rule.position}};
}

std::optional<Room> find_room(const std::vector<Rule>& rules, std::string_view number) {
  for (Room& room : rooms_of(rules)) {
    if (room.number == number) return std::move(room);
  }
  return std::nullopt;
}

Outcome no_such_room(const Request& request) {
  return Outcome::error(ExitCode::not_found,
                        {"There is no conference room {}", {std::string(request.get("number"))}});
}

// Takes up what the request says of the room into its rule; what is wrong becomes faults.
std::vector<Message> read_room(const Request& request, std::string_view number, Room& room) {
  std::vector<Message> faults;
  if (request.has(number)) {
    room.number = request.get(number);
    room.rule.user = pattern_of(room.number);
  }
  if (!directory::is_valid_number(room.number)) {
    faults.push_back({"A room's number is 1 to 32 letters, digits or . _ + * # -", {}, "number"});
  }
  if (request.has("name")) room.rule.name = request.get("name");
  if (request.has("pin")) room.pin = request.get("pin");
  room.rule.argument = std::string(kConference) + (room.pin.empty() ? "" : ' ' + room.pin);
  for (Message& fault : faults_of(room.rule)) {
    if (fault.field == "user") continue;  // said of the number
    if (fault.field == "argument")
      fault = {"A room's PIN is 1 to 16 digits, or nothing", {}, "pin"};
    faults.push_back(std::move(fault));
  }
  return faults;
}

// Why a call to its number would not come into the room; nothing when it would.
store::Result<std::optional<Message>> obstacle(Desk& desk, const Room& room,
                                               std::vector<Rule> rules) {
  const auto account = directory::AccountsTable(desk.database).find(room.number);
  if (!account) return account.error();
  if (*account) {
    return std::optional<Message>(
        {"{} is the number of an extension: choose another for the room", {room.number}, "number"});
  }
  if (find_room(rules, room.number)) {
    return std::optional<Message>(
        {"There is a conference room {} already", {room.number}, "number"});
  }
  rules.push_back(room.rule);
  const std::string_view caller =
      room.rule.caller == Rule::Caller::stranger ? "" : std::string_view(room.number);
  const Decision decision =
      Dialplan(std::move(rules))
          .route(
              {caller, room.number, "", true}, [](std::string_view) { return false; }, true);
  const Considered& last = decision.considered.back();
  if (last.position == room.rule.position) return std::optional<Message>();
  return std::optional<Message>(
      {"Rule {}, \"{}\", takes calls to {} before the room could: choose another number, or move "
       "that rule further down",
       {std::to_string(last.position), last.name, room.number},
       "number"});
}

// An outcome when calls would not come into the room.
std::optional<Outcome> obstructed(Desk& desk, const Room& room, std::vector<Rule> rules) {
  auto found = obstacle(desk, room, std::move(rules));
  if (!found) return store_failure(found.error());
  if (!*found) return std::nullopt;
  return Outcome::error(ExitCode::conflict, std::move(**found));
}

}  // namespace

Outcome add_room(Desk& desk, const Request& request) {
  RulesTable table(desk.database);
  const auto rules = table.all();
  if (!rules) return store_failure(rules.error());
  Room room;
  room.rule.position = (rules->empty() ? 0 : rules->back().position) + kRuleStep;
  room.rule.caller = Rule::Caller::extension;
  room.rule.action = Rule::Action::app;
  std::vector<Message> faults = read_room(request, "number", room);
  if (rules->size() >= kMaxRules) {
    faults.push_back({"There can be {} rules at most", {std::to_string(kMaxRules)}});
  }
  if (!faults.empty()) return Outcome::invalid(std::move(faults));
  if (auto refused = obstructed(desk, room, *rules)) return std::move(*refused);
  if (const auto done = table.add(room.rule, desk.stamp); !done) return store_failure(done.error());
  return announce_rules(desk, shown(room).dump());
}

// `number` says which; `new_number` gives it another.
Outcome set_room(Desk& desk, const Request& request) {
  RulesTable table(desk.database);
  auto rules = table.all();
  if (!rules) return store_failure(rules.error());
  const auto before = find_room(*rules, request.get("number"));
  if (!before) return no_such_room(request);
  if (auto changed = changed_since(request, shown(*before).dump())) return std::move(*changed);
  Room room = *before;
  std::vector<Message> faults = read_room(request, "new_number", room);
  if (!faults.empty()) return Outcome::invalid(std::move(faults));
  const int position = room.rule.position;
  std::erase_if(*rules, [position](const Rule& rule) { return rule.position == position; });
  if (room.number != before->number) {
    if (auto refused = obstructed(desk, room, *rules)) return std::move(*refused);
  }
  if (const auto done = table.remove(position); !done) return store_failure(done.error());
  if (const auto done = table.add(room.rule, desk.stamp); !done) return store_failure(done.error());
  return announce_rules(desk, shown(room).dump());
}

Outcome remove_room(Desk& desk, const Request& request) {
  RulesTable table(desk.database);
  const auto rules = table.all();
  if (!rules) return store_failure(rules.error());
  const auto room = find_room(*rules, request.get("number"));
  if (!room) return no_such_room(request);
  if (auto changed = changed_since(request, shown(*room).dump())) return std::move(*changed);
  if (const auto done = table.remove(room->rule.position); !done) {
    return store_failure(done.error());
  }
  return announce_rules(desk, json{{"number", room->number}}.dump());
}

Outcome show_room(Desk& desk, const Request& request) {
  const auto rules = RulesTable(desk.database).all();
  if (!rules) return store_failure(rules.error());
  const auto room = find_room(*rules, request.get("number"));
  if (!room) return no_such_room(request);
  return Outcome::success(shown(*room).dump());
}

Outcome list_rooms(Desk& desk, const Request&) {
  const auto rules = RulesTable(desk.database).all();
  if (!rules) return store_failure(rules.error());
  json list = json::array();
  for (const Room& room : rooms_of(*rules)) list.push_back(shown(room));
  return Outcome::success(json{{"rooms", std::move(list)}}.dump());
}

Outcome list_apps(Desk& desk, const Request& request) {
  const auto sounds = sounds_there(desk.database);
  if (!sounds) return store_failure(sounds.error());
  const bool chinese = request.get("language") == "zh";
  const auto said = [chinese](std::string_view text) {
    return chinese ? in_chinese(text) : std::string(text);
  };
  json list = json::array();
  for (const App& app : kApps) {
    json option;
    if (!app.option.name.empty()) {
      option = {{"name", app.option.name}, {"meaning", said(app.option.meaning)}};
      if (app.name == kPlay) option["choices"] = *sounds;
    }
    list.push_back({{"name", app.name}, {"title", said(app.title)}, {"option", std::move(option)}});
  }
  return Outcome::success(json{{"apps", std::move(list)}}.dump());
}

}  // namespace jackfield
