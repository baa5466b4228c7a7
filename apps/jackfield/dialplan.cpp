#include "apps/jackfield/dialplan.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "apps/jackfield/apps.h"
#include "firmware/base/ascii.h"

namespace jackfield {

namespace {

// How much of the glob stands for this one character, if it does: itself, ?, or a backslash and
// itself.
std::size_t glob_of(std::string_view glob, char c) {
  const bool literal = glob.size() > 1 && glob[0] == '\\';
  if (!literal && !glob.empty() && glob[0] == '?') return 1;
  const std::size_t at = literal ? 1 : 0;
  return at < glob.size() && base::to_lower(glob[at]) == base::to_lower(c) ? at + 1 : 0;
}

// * stands for any run of characters, ? for one; a backslash takes their meaning away. Letters of
// either case are the same.
bool matches(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0;
  std::size_t star = std::string_view::npos, after_star = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      after_star = t;
    } else if (const std::size_t taken = glob_of(glob.substr(g), text[t]); taken > 0) {
      g += taken;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++after_star;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

bool domain_matches(const Rule& rule, const RouteRequest& request) {
  if (rule.domain == "local") return request.local_domain;
  if (rule.domain == "foreign") return !request.local_domain;
  return matches(rule.domain, request.domain);
}

// Why a rule does not apply; "" when it does.
std::string_view objection(const Rule& rule, const RouteRequest& request) {
  if (rule.caller == Rule::Caller::extension && request.caller.empty()) {
    return "the caller is not one of our extensions";
  }
  if (rule.caller == Rule::Caller::stranger && !request.caller.empty()) {
    return "the caller is one of our extensions";
  }
  if (!domain_matches(rule, request)) return "another domain";
  if (!matches(rule.user, request.user)) return "another number";
  return {};
}

// As the user part of a URI (RFC 3261 section 25.1): the caller chose these octets.
std::string escaped(std::string_view user) {
  constexpr std::string_view kUnreserved = "-_.!~*'()&=+$,/";
  std::string text;
  for (const char c : user) {
    if (base::is_alpha(c) || base::is_digit(c) || kUnreserved.find(c) != std::string_view::npos) {
      text += c;
    } else {
      text += '%';
      text += base::to_hex({&c, 1});
    }
  }
  return text;
}

std::string filled(std::string text, std::string_view name, std::string_view value) {
  for (std::size_t at = text.find(name); at != std::string::npos;
       at = text.find(name, at + value.size())) {
    text.replace(at, name.size(), value);
  }
  return text;
}

Reject rejection(const std::string& argument) {
  const auto status = base::parse_unsigned(std::string_view(argument).substr(0, 3), 699);
  if (!status || *status < 400) return {403, "Forbidden"};
  return {static_cast<int>(*status), std::string(base::trim(std::string_view(argument).substr(3)))};
}

std::optional<Route> enter(const Rule& rule, const RouteRequest& request) {
  const std::string_view app = app_of(rule.argument);
  if (!is_app(app)) return std::nullopt;
  return EnterApp{std::string(app), std::string(argument_of(rule.argument)),
                  std::string(request.user)};
}

// The rule's Route; nothing when it cannot be carried out.
std::optional<Route> carry_out(const Rule& rule, const RouteRequest& request,
                               const Dialplan::Exists& exists) {
  switch (rule.action) {
    case Rule::Action::extension:
      if (!request.local_domain || !exists(request.user)) return std::nullopt;
      return RingExtension{std::string(request.user)};
    case Rule::Action::proxy:
      if (!request.local_domain || !exists(request.user)) return std::nullopt;
      return ProxyToExtension{std::string(request.user)};
    case Rule::Action::foreign:
      if (request.local_domain) return std::nullopt;
      return ProxyToDomain{};
    case Rule::Action::app:
      return enter(rule, request);
    case Rule::Action::redirect:
      return Redirect{filled(filled(rule.argument, "{user}", escaped(request.user)), "{domain}",
                             request.domain)};
    case Rule::Action::reject:
      return rejection(rule.argument);
  }
  return std::nullopt;
}

// Why a rule that applies cannot be carried out.
std::string_view why_not(Rule::Action action) {
  if (action == Rule::Action::foreign) return "not a foreign domain";
  return action == Rule::Action::app ? "no such app" : "no such extension";
}

// What is left when no rule decides.
Reject last_word(const RouteRequest& request, const Dialplan::Exists& exists) {
  if (request.caller.empty()) return {403, "Not Open To Strangers"};
  if (!request.local_domain) return {403, "Calls To Other Domains Are Not Open"};
  if (!exists(request.user)) return {404, "No Such Extension"};
  return {403, "No Rule Opens This Call"};
}

}  // namespace

Dialplan::Dialplan(std::vector<Rule> rules) {
  replace(std::move(rules));
}

void Dialplan::replace(std::vector<Rule> rules) {
  rules_ = std::move(rules);
  std::stable_sort(rules_.begin(), rules_.end(),
                   [](const Rule& a, const Rule& b) { return a.position < b.position; });
}

Decision Dialplan::route(const RouteRequest& request, const Exists& exists, bool explain) const {
  Decision decision{Reject{}, {}};
  const auto note = [&](const Rule& rule, bool decided, std::string_view why) {
    if (explain) {
      decision.considered.push_back({rule.position, rule.name, decided, std::string(why)});
    }
  };
  for (const Rule& rule : rules_) {
    if (const std::string_view why = objection(rule, request); !why.empty()) {
      note(rule, false, why);
      continue;
    }
    std::optional<Route> route = carry_out(rule, request, exists);
    note(rule, route.has_value(), route ? "decides" : why_not(rule.action));
    if (!route) continue;
    decision.route = std::move(*route);
    return decision;
  }
  decision.route = last_word(request, exists);
  return decision;
}

std::vector<Rule> first_rules() {
  const auto rule = [](int position, std::string name, std::string user, Rule::Action action,
                       std::string argument) {
    return Rule{position, std::move(name), Rule::Caller::extension, std::move(user),
                "local",  action,          std::move(argument)};
  };
  using Action = Rule::Action;
  return {rule(100, "extensions call each other", "*", Action::extension, ""),
          rule(200, "echo test", "\\*43", Action::app, "echo"),
          rule(210, "tone of 1004 Hz", "\\*44", Action::app, "milliwatt"),
          rule(220, "conference room", "\\*60", Action::app, "conference")};
}

}  // namespace jackfield
