// The commands on the dialplan's rules and on settings.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/jackfield/administration_commands.h"
#include "apps/jackfield/rules_table.h"
#include "apps/jackfield/settings.h"
#include "firmware/base/ascii.h"
#include "firmware/directory/accounts_table.h"

namespace jackfield {

namespace {

using nlohmann::json;

constexpr int kStep = 10;  // leaves room between rules

json shown(const Rule& rule) {
  return {{"position", rule.position}, {"name", rule.name},     {"caller", to_string(rule.caller)},
          {"user", rule.user},         {"domain", rule.domain}, {"action", to_string(rule.action)},
          {"argument", rule.argument}};
}

// What the request says of the rule; words that are none become faults.
Rule rule_of(const Request& request, int next_position, std::vector<Message>& faults) {
  Rule rule;
  rule.position = next_position;
  if (request.has("position")) {
    const auto position = base::parse_unsigned(request.get("position"), kMaxPosition);
    rule.position = static_cast<int>(position.value_or(0));
  }
  rule.name = request.get("name");
  rule.argument = request.get("argument");
  if (request.has("user")) rule.user = request.get("user");
  if (request.has("domain")) rule.domain = request.get("domain");
  if (request.has("caller")) {
    const auto caller = caller_of(request.get("caller"));
    if (!caller) faults.push_back({"A rule's caller is anyone, extension or stranger", {}});
    rule.caller = caller.value_or(Rule::Caller::anyone);
  }
  const auto action = action_of(request.get("action"));
  if (!action)
    faults.push_back({"A rule's action is extension, proxy, foreign, app, redirect or reject", {}});
  rule.action = action.value_or(Rule::Action::foreign);
  return rule;
}

Outcome announce_rules(Desk& desk, std::string result) {
  auto rules = RulesTable(desk.database).all();
  if (!rules) return store_failure(rules.error());
  desk.changes.rules = std::move(*rules);
  return Outcome::success(std::move(result));
}

}  // namespace

Outcome add_rule(Desk& desk, const Request& request) {
  RulesTable table(desk.database);
  const auto rules = table.all();
  if (!rules) return store_failure(rules.error());
  const int last = rules->empty() ? 0 : rules->back().position;
  std::vector<Message> faults;
  const Rule rule = rule_of(request, last + kStep, faults);
  for (Message& fault : faults_of(rule)) faults.push_back(std::move(fault));
  if (rules->size() >= kMaxRules) {
    faults.push_back({"There can be {} rules at most", {std::to_string(kMaxRules)}});
  }
  if (!faults.empty()) return Outcome::invalid(std::move(faults));
  const bool taken = std::any_of(rules->begin(), rules->end(), [&](const Rule& other) {
    return other.position == rule.position;
  });
  if (taken) {
    return Outcome::error(ExitCode::conflict,
                          {"There is a rule at position {} already: choose another or remove it "
                           "with jackfield rule remove",
                           {std::to_string(rule.position)}});
  }
  if (const auto done = table.add(rule, desk.stamp); !done) return store_failure(done.error());
  return announce_rules(desk, shown(rule).dump());
}

Outcome remove_rule(Desk& desk, const Request& request) {
  const auto position = base::parse_unsigned(request.get("position"), kMaxPosition);
  const auto removed = RulesTable(desk.database).remove(static_cast<int>(position.value_or(0)));
  if (!removed) return store_failure(removed.error());
  if (!*removed) {
    return Outcome::error(ExitCode::not_found,
                          {"There is no rule at position {}: see jackfield rule list",
                           {std::string(request.get("position"))}});
  }
  return announce_rules(desk, json{{"position", *position}}.dump());
}

Outcome list_rules(Desk& desk, const Request&) {
  const auto rules = RulesTable(desk.database).all();
  if (!rules) return store_failure(rules.error());
  json list = json::array();
  for (const Rule& rule : *rules) list.push_back(shown(rule));
  return Outcome::success(json{{"rules", std::move(list)}}.dump());
}

Outcome set_setting(Desk& desk, const Request& request) {
  const std::string key(request.get("key"));
  SettingsTable table(desk.database);
  auto settings = table.load();
  if (!settings) return store_failure(settings.error());
  const Settings before = *settings;
  if (auto fault = set(*settings, key, request.get("value"))) {
    const ExitCode code = is_setting(key) ? ExitCode::invalid : ExitCode::not_found;
    return Outcome::error(code, std::move(*fault));
  }
  if (settings->realm != before.realm) {
    const auto accounts = directory::AccountsTable(desk.database).all();
    if (!accounts) return store_failure(accounts.error());
    if (desk.serving || !accounts->empty()) {
      return Outcome::error(ExitCode::conflict,
                            {"Every stored password is bound to the realm: change it only while "
                             "there are no extensions and no switchboard runs",
                             {}});
    }
  }
  if (const auto done = table.save(*settings, desk.stamp); !done) {
    return store_failure(done.error());
  }
  json result = {{"key", key}, {"value", request.get("value")}};
  for (const SettingLine& line : list_of(*settings)) {
    if (line.key == key) result["value"] = line.value;
  }
  desk.changes.settings = std::move(*settings);
  return Outcome::success(result.dump());
}

Outcome list_settings(Desk& desk, const Request&) {
  const auto settings = SettingsTable(desk.database).load();
  if (!settings) return store_failure(settings.error());
  json list = json::array();
  for (const SettingLine& line : list_of(*settings)) {
    list.push_back({{"key", line.key}, {"value", line.value}, {"meaning", line.meaning}});
  }
  return Outcome::success(json{{"settings", std::move(list)}}.dump());
}

}  // namespace jackfield
