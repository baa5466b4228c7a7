// The commands on the dialplan's rules.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "apps/jackfield/administration_commands.h"
#include "apps/jackfield/rules_table.h"
#include "firmware/base/ascii.h"

namespace jackfield {

namespace {

using nlohmann::json;

json shown(const Rule& rule) {
  return {{"position", rule.position}, {"name", rule.name},     {"caller", to_string(rule.caller)},
          {"user", rule.user},         {"domain", rule.domain}, {"action", to_string(rule.action)},
          {"argument", rule.argument}};
}

// Takes up what the request says of the rule, its position apart; words that are none become
// faults.
void read_rule(const Request& request, Rule& rule, std::vector<Message>& faults) {
  if (request.has("name")) rule.name = request.get("name");
  if (request.has("argument")) rule.argument = request.get("argument");
  if (request.has("user")) rule.user = request.get("user");
  if (request.has("domain")) rule.domain = request.get("domain");
  if (request.has("caller")) {
    const auto caller = caller_of(request.get("caller"));
    if (!caller)
      faults.push_back({"A rule's caller is anyone, extension or stranger", {}, "caller"});
    rule.caller = caller.value_or(Rule::Caller::anyone);
  }
  if (request.has("action")) {
    const auto action = action_of(request.get("action"));
    if (!action) {
      faults.push_back(
          {"A rule's action is extension, proxy, foreign, app, redirect or reject", {}, "action"});
    }
    rule.action = action.value_or(Rule::Action::foreign);
  }
}

// Looks at the office, too, as faults_of() cannot.
std::optional<Outcome> missing_sound(Desk& desk, const Rule& rule) {
  const std::string name(sound_of(rule));
  if (name.empty()) return std::nullopt;
  const auto there = is_there(desk.database, name);
  if (!there) return store_failure(there.error());
  if (*there) return std::nullopt;
  return Outcome::error(ExitCode::invalid, {"There is no sound {}", {name}, "argument"});
}

int position_in(const Request& request, std::string_view argument, int otherwise) {
  if (!request.has(argument)) return otherwise;
  const auto position = base::parse_unsigned(request.get(argument), kMaxPosition);
  return static_cast<int>(position.value_or(0));
}

const Rule* rule_at(const std::vector<Rule>& rules, int position) {
  const auto found = std::find_if(rules.begin(), rules.end(), [position](const Rule& rule) {
    return rule.position == position;
  });
  return found == rules.end() ? nullptr : &*found;
}

Outcome no_such_rule(const Request& request) {
  return Outcome::error(ExitCode::not_found,
                        {"There is no rule at position {}: see jackfield rule list",
                         {std::string(request.get("position"))}});
}

Outcome position_taken(int position) {
  return Outcome::error(ExitCode::conflict,
                        {"There is a rule at position {} already: choose another or remove it "
                         "with jackfield rule remove",
                         {std::to_string(position)},
                         "position"});
}

std::string shown_all(const std::vector<Rule>& rules) {
  json list = json::array();
  for (const Rule& rule : rules) list.push_back(shown(rule));
  return json{{"rules", std::move(list)}}.dump();
}

// The rules with the positions they are to have; nothing unless each is named once.
std::optional<std::vector<Rule>> in_order(const std::vector<Rule>& rules, std::string_view order) {
  std::vector<Rule> ordered;
  while (!order.empty()) {
    const std::size_t comma = std::min(order.find(','), order.size());
    const auto position = base::parse_unsigned(order.substr(0, comma), kMaxPosition);
    const Rule* rule = rule_at(rules, static_cast<int>(position.value_or(0)));
    if (rule == nullptr || ordered.size() == rules.size()) return std::nullopt;
    ordered.push_back(*rule);
    order.remove_prefix(std::min(comma + 1, order.size()));
  }
  std::set<int> named;
  for (const Rule& rule : ordered) named.insert(rule.position);
  if (named.size() != rules.size()) return std::nullopt;
  for (std::size_t at = 0; at < rules.size(); ++at) ordered[at].position = rules[at].position;
  return ordered;
}

}  // namespace

Outcome announce_rules(Desk& desk, std::string result) {
  auto rules = RulesTable(desk.database).all();
  if (!rules) return store_failure(rules.error());
  desk.changes.rules = std::move(*rules);
  return Outcome::success(std::move(result));
}

Outcome add_rule(Desk& desk, const Request& request) {
  RulesTable table(desk.database);
  const auto rules = table.all();
  if (!rules) return store_failure(rules.error());
  std::vector<Message> faults;
  Rule rule;
  const int last = rules->empty() ? 0 : rules->back().position;
  rule.position = position_in(request, "position", last + kRuleStep);
  read_rule(request, rule, faults);
  if (!request.has("action")) {
    faults.push_back(
        {"A rule's action is extension, proxy, foreign, app, redirect or reject", {}, "action"});
  }
  for (Message& fault : faults_of(rule)) faults.push_back(std::move(fault));
  if (rules->size() >= kMaxRules) {
    faults.push_back({"There can be {} rules at most", {std::to_string(kMaxRules)}});
  }
  if (!faults.empty()) return Outcome::invalid(std::move(faults));
  if (auto missing = missing_sound(desk, rule)) return std::move(*missing);
  if (rule_at(*rules, rule.position) != nullptr) return position_taken(rule.position);
  if (const auto done = table.add(rule, desk.stamp); !done) return store_failure(done.error());
  return announce_rules(desk, shown(rule).dump());
}

// `position` says which; `new_position` moves it.
Outcome set_rule(Desk& desk, const Request& request) {
  RulesTable table(desk.database);
  const auto rules = table.all();
  if (!rules) return store_failure(rules.error());
  const Rule* before = rule_at(*rules, position_in(request, "position", 0));
  if (before == nullptr) return no_such_rule(request);
  if (auto changed = changed_since(request, shown(*before).dump())) return std::move(*changed);
  std::vector<Message> faults;
  Rule rule = *before;
  rule.position = position_in(request, "new_position", rule.position);
  read_rule(request, rule, faults);
  for (Message& fault : faults_of(rule)) faults.push_back(std::move(fault));
  if (!faults.empty()) return Outcome::invalid(std::move(faults));
  if (auto missing = missing_sound(desk, rule)) return std::move(*missing);
  const Rule* there = rule_at(*rules, rule.position);
  if (there != nullptr && there != before) return position_taken(rule.position);
  if (const auto done = table.remove(before->position); !done) return store_failure(done.error());
  if (const auto done = table.add(rule, desk.stamp); !done) return store_failure(done.error());
  return announce_rules(desk, shown(rule).dump());
}

Outcome remove_rule(Desk& desk, const Request& request) {
  RulesTable table(desk.database);
  const auto rules = table.all();
  if (!rules) return store_failure(rules.error());
  const Rule* rule = rule_at(*rules, position_in(request, "position", 0));
  if (rule == nullptr) return no_such_rule(request);
  if (auto changed = changed_since(request, shown(*rule).dump())) return std::move(*changed);
  if (const auto done = table.remove(rule->position); !done) return store_failure(done.error());
  return announce_rules(desk, json{{"position", rule->position}}.dump());
}

Outcome show_rule(Desk& desk, const Request& request) {
  const auto rules = RulesTable(desk.database).all();
  if (!rules) return store_failure(rules.error());
  const Rule* rule = rule_at(*rules, position_in(request, "position", 0));
  if (rule == nullptr) return no_such_rule(request);
  return Outcome::success(shown(*rule).dump());
}

Outcome list_rules(Desk& desk, const Request&) {
  const auto rules = RulesTable(desk.database).all();
  if (!rules) return store_failure(rules.error());
  return Outcome::success(shown_all(*rules));
}

// `positions`: the rules by where they stand, with commas between, in the order in which they are
// to stand there.
Outcome order_rules(Desk& desk, const Request& request) {
  RulesTable table(desk.database);
  const auto before = table.all();
  if (!before) return store_failure(before.error());
  if (auto changed = changed_since(request, shown_all(*before))) return std::move(*changed);
  auto after = in_order(*before, request.get("positions"));
  if (!after) {
    return Outcome::invalid({{"Name every rule once, by its position", {}, "positions"}});
  }
  for (const Rule& rule : *before) {
    if (const auto done = table.remove(rule.position); !done) return store_failure(done.error());
  }
  for (const Rule& rule : *after) {
    if (const auto done = table.add(rule, desk.stamp); !done) return store_failure(done.error());
  }
  return announce_rules(desk, shown_all(*after));
}

}  // namespace jackfield
