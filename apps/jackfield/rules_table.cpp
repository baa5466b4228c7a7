#include "apps/jackfield/rules_table.h"

#include <string>
#include <utility>

#include "apps/jackfield/apps.h"
#include "firmware/base/ascii.h"
#include "firmware/directory/account.h"
#include "firmware/store/statement.h"

namespace jackfield {

namespace {

constexpr std::size_t kMaxPattern = 128;
constexpr std::size_t kMaxArgument = 256;

constexpr store::Migration kRulesMigrations[] = {
    {"rules", 1,
     "CREATE TABLE rules ("
     " position INTEGER PRIMARY KEY,"
     " name TEXT NOT NULL,"
     " caller TEXT NOT NULL,"
     " user TEXT NOT NULL,"
     " domain TEXT NOT NULL,"
     " action TEXT NOT NULL,"
     " argument TEXT NOT NULL,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL)"},
};

bool is_printable(std::string_view text, std::size_t longest) {
  if (text.size() > longest) return false;
  for (const char c : text) {
    if (c <= ' ' || c == 0x7f) return false;
  }
  return true;
}

bool is_sip_or_tel(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos || colon + 1 == uri.size()) return false;
  const std::string_view scheme = uri.substr(0, colon);
  return base::iequals(scheme, "sip") || base::iequals(scheme, "sips") ||
         base::iequals(scheme, "tel");
}

// "403 Not today"
bool is_rejection(std::string_view argument) {
  if (argument.size() > kMaxArgument || argument.size() < 3) return false;
  const auto status = base::parse_unsigned(argument.substr(0, 3), 699);
  const bool separated = argument.size() == 3 || argument[3] == ' ';
  if (!status || *status < 400 || !separated) return false;
  return argument.find_first_of("\r\n") == std::string_view::npos;
}

// "conference 1234"
std::optional<Message> fault_of_app(std::string_view argument) {
  const App* const app = find_app(app_of(argument));
  if (app == nullptr) {
    return Message{"A rule into an app needs the app's name as its argument, such as echo", {}};
  }
  if (takes(*app, base::trim(argument.substr(app->name.size())))) return std::nullopt;
  if (app->option.takes != nullptr) return Message{std::string(app->option.refusal), {}};
  return Message{"The app {} takes nothing behind its name", {std::string(app->name)}};
}

Rule rule_of(const store::Statement& row) {
  Rule rule;
  rule.position = static_cast<int>(row.integer(0));
  rule.name = row.text(1);
  rule.caller = caller_of(row.text(2)).value_or(Rule::Caller::anyone);
  rule.user = row.text(3);
  rule.domain = row.text(4);
  rule.action = action_of(row.text(5)).value_or(Rule::Action::reject);
  rule.argument = row.text(6);
  return rule;
}

}  // namespace

std::string_view to_string(Rule::Caller caller) {
  switch (caller) {
    case Rule::Caller::anyone:
      return "anyone";
    case Rule::Caller::extension:
      return "extension";
    case Rule::Caller::stranger:
      return "stranger";
  }
  return "anyone";
}

std::string_view to_string(Rule::Action action) {
  switch (action) {
    case Rule::Action::extension:
      return "extension";
    case Rule::Action::proxy:
      return "proxy";
    case Rule::Action::foreign:
      return "foreign";
    case Rule::Action::app:
      return "app";
    case Rule::Action::redirect:
      return "redirect";
    case Rule::Action::reject:
      return "reject";
  }
  return "reject";
}

std::optional<Rule::Caller> caller_of(std::string_view word) {
  for (const auto caller :
       {Rule::Caller::anyone, Rule::Caller::extension, Rule::Caller::stranger}) {
    if (to_string(caller) == word) return caller;
  }
  return std::nullopt;
}

std::optional<Rule::Action> action_of(std::string_view word) {
  for (const auto action : {Rule::Action::extension, Rule::Action::proxy, Rule::Action::foreign,
                            Rule::Action::app, Rule::Action::redirect, Rule::Action::reject}) {
    if (to_string(action) == word) return action;
  }
  return std::nullopt;
}

std::vector<Message> faults_of(const Rule& rule) {
  std::vector<Message> faults;
  if (rule.position < 1 || rule.position > kMaxPosition) {
    faults.push_back(
        {"A rule's position is a number from 1 to {}", {std::to_string(kMaxPosition)}, "position"});
  }
  if (rule.name.empty() || !directory::is_valid_name(rule.name)) {
    faults.push_back({"Give the rule a name of 1 to 64 octets, in plain words", {}, "name"});
  }
  if (rule.user.empty() || !is_printable(rule.user, kMaxPattern)) {
    faults.push_back(
        {"A rule's user is a pattern such as 1?? or 00* (* stands for any run, ? for "
         "one character)",
         {},
         "user"});
  }
  if (rule.domain.empty() || !is_printable(rule.domain, kMaxPattern)) {
    faults.push_back(
        {"A rule's domain is \"local\", \"foreign\" or a pattern such as *.example.com",
         {},
         "domain"});
  }
  if (rule.action == Rule::Action::redirect &&
      (!is_sip_or_tel(rule.argument) || !is_printable(rule.argument, kMaxArgument))) {
    faults.push_back(
        {"A redirecting rule needs a URI as its argument, such as "
         "sip:{user}@example.com",
         {},
         "argument"});
  }
  if (rule.action == Rule::Action::reject && !is_rejection(rule.argument)) {
    faults.push_back(
        {"A rejecting rule needs a status from 400 to 699 and a reason as its "
         "argument, such as \"403 Not allowed\"",
         {},
         "argument"});
  }
  if (rule.action == Rule::Action::app) {
    if (auto fault = fault_of_app(rule.argument)) {
      fault->field = "argument";
      faults.push_back(std::move(*fault));
    }
  }
  const bool takes_argument = rule.action == Rule::Action::app ||
                              rule.action == Rule::Action::redirect ||
                              rule.action == Rule::Action::reject;
  if (!takes_argument && !rule.argument.empty()) {
    faults.push_back({"A rule with action {} takes no argument",
                      {std::string(to_string(rule.action))},
                      "argument"});
  }
  return faults;
}

std::span<const store::Migration> RulesTable::migrations() {
  return kRulesMigrations;
}

store::Result<std::vector<Rule>> RulesTable::all() {
  std::vector<Rule> rules;
  store::Statement rows(database_,
                        "SELECT position, name, caller, user, domain, action, argument FROM rules"
                        " ORDER BY position");
  const auto read = rows.each([&](const store::Statement& row) { rules.push_back(rule_of(row)); });
  if (!read) return read.error();
  return rules;
}

store::Result<void> RulesTable::add(const Rule& rule, const store::Stamp& stamp) {
  store::Statement row(database_,
                       "INSERT INTO rules (position, name, caller, user, domain, action, argument,"
                       " updated_at, node) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  return row
      .bind(rule.position, rule.name, to_string(rule.caller), rule.user, rule.domain,
            to_string(rule.action), rule.argument, stamp.now, stamp.node)
      .run();
}

store::Result<bool> RulesTable::remove(int position) {
  store::Statement remove(database_, "DELETE FROM rules WHERE position = ?");
  if (const auto done = remove.bind(position).run(); !done) return done.error();
  return database_.changed_rows() > 0;
}

store::Result<void> RulesTable::clear() {
  return database_.execute("DELETE FROM rules");
}

}  // namespace jackfield
