// The first five minutes: an administrator's password, the people, their phones. Which step comes
// next is derived from what is there; only that no more are wanted is remembered.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "apps/console/api/resources.h"
#include "firmware/base/ascii.h"
#include "firmware/directory/account.h"

namespace console {

namespace {

using nlohmann::json;

constexpr std::string_view kAdministrator = "admin";
constexpr std::size_t kMostPeople = 500;
constexpr std::size_t kEnoughPhones = 2;
constexpr int kFirstNumber = 101;
constexpr std::size_t kLongestCode = 32;  // with whatever people write between

struct Person {
  std::string name;
  std::string number;  // "": the next free one
};

struct Steps {
  std::string code;
  std::optional<std::string> password;
  std::optional<Language> language;
  std::vector<Person> people;
  bool done = false;
};

// What is there.
struct Office {
  json extensions;
  Phones phones;
};

std::optional<Office> look(Desk& desk, Outcome& failed) {
  Office office;
  failed = desk.gate.execute({"extension.list", {}});
  if (failed.kind != Outcome::Kind::done) return std::nullopt;
  office.extensions = json::parse(failed.json, nullptr, false)["extensions"];
  auto phones = phones_there(desk.gate, failed);
  if (!phones) return std::nullopt;
  office.phones = std::move(*phones);
  return office;
}

// Once two phones could ring each other, the steps are over, whatever becomes of those phones.
std::string_view step_of(Desk& desk, const Office& office) {
  if (!desk.roll.has_administrator()) return "password";
  if (!desk.roll.state(StateTable::kSetupDone).empty()) return "done";
  if (office.extensions.empty()) return "people";
  std::uint64_t phones = 0;
  for (const auto& [number, there] : office.phones) phones += there;
  if (phones < kEnoughPhones) return "phones";
  desk.roll.set_state(StateTable::kSetupDone, "yes");
  return "done";
}

json shown(Desk& desk, const Visit& visit, const Office& office, bool with_people) {
  const auto chosen = language_of(desk.roll.state(StateTable::kLanguage));
  json people = json::array();
  for (const json& extension : office.extensions) {
    if (!with_people) break;
    const std::string number = extension["number"].get<std::string>();
    people.push_back({{"number", number},
                      {"name", extension["name"]},
                      {"registered", office.phones.contains(number)}});
  }
  return {{"step", step_of(desk, office)},
          {"code_required", desk.needs_code()},
          {"language", to_string(chosen.value_or(visit.language))},
          {"people", std::move(people)}};
}

web::Response get_setup(Desk& desk, const Visit& visit) {
  Outcome failed;
  const auto office = look(desk, failed);
  if (!office) return problem(failed, visit.language);
  const bool with_people = visit.caller.is_known() && !visit.caller.is_confined();
  return web::Response::json(shown(desk, visit, *office, with_people).dump());
}

// The faults of persons join those of the whole.
void read_people(Fields& fields, Steps& steps, std::vector<Fault>& faults) {
  std::set<std::string> numbers;
  for (Fields& entry : fields.objects("people", kMostPeople)) {
    Person person{entry.text("name", {0, 64}).value_or(""),
                  entry.text("number", {0, 32}).value_or("")};
    entry.need("name");
    if (!directory::is_valid_name(person.name)) entry.wrong("name", say::kPersonName);
    if (!person.number.empty() && !directory::is_valid_number(person.number)) {
      entry.wrong("number", say::kNumber);
    } else if (!person.number.empty() && !numbers.insert(person.number).second) {
      entry.wrong("number", say::kNumberTwice);
    }
    person.name = base::trim(person.name);
    steps.people.push_back(std::move(person));
    for (Fault& fault : entry.faults()) faults.push_back(std::move(fault));
  }
}

Steps read_steps(Fields& fields, const Desk& desk, std::vector<Fault>& faults) {
  Steps steps;
  steps.code = fields.text("code", {0, kLongestCode}).value_or("");
  if (desk.needs_code()) fields.need("code");
  steps.password = fields.text("password", {kLeastPassword, kMostPassword});
  if (!desk.roll.has_administrator()) fields.need("password");
  if (const auto language = fields.word("language", {"en", "zh"})) {
    steps.language = language_of(*language);
  }
  steps.done = fields.boolean("done").value_or(false);
  std::vector<Fault> of_people;
  read_people(fields, steps, of_people);
  faults = fields.faults();
  for (Fault& fault : of_people) faults.push_back(std::move(fault));
  return steps;
}

// The first to come becomes the administrator; whoever comes later proves to be he. Nothing: he is.
std::optional<web::Response> become_administrator(Desk& desk, const Visit& visit,
                                                  const std::string& password) {
  if (!desk.roll.has_administrator()) {
    User user;
    user.name = kAdministrator;
    user.role = Role::administrator;
    user.language = visit.language;
    auto hash = desk.passwords.hash(password);
    if (!hash) return visit.refuse(503, say::kBusy);
    user.hash = std::move(*hash);
    const Roll::Kept kept = desk.roll.add_first_administrator(user);
    if (kept == Roll::Kept::done && desk.options.on_claimed) desk.options.on_claimed();
    if (kept == Roll::Kept::done) return std::nullopt;
    if (kept != Roll::Kept::exists) return visit.refuse(503, say::kBusy);
  }
  const auto user = desk.roll.user(kAdministrator);
  const bool governs = user && user->role == Role::administrator;
  return desk.prove(governs ? &user->hash : nullptr, password, visit);
}

// A field of CSV (RFC 4180).
std::string csv_field(std::string_view text) {
  std::string field = "\"";
  for (const char c : text) field.append(c == '"' ? 2 : 1, c);
  return field + '"';
}

// Those of the people who are not there yet, as extension.import takes them. Who has no number is
// there when somebody of that name is.
std::string missing_people(Desk& desk, const std::vector<Person>& people, const json& extensions) {
  std::set<std::string> numbers;
  std::multiset<std::string> names;
  for (const json& extension : extensions) {
    numbers.insert(extension["number"].get<std::string>());
    names.insert(extension["name"].get<std::string>());
  }
  std::string csv;
  const auto add = [&](const std::string& number, const std::string& name) {
    csv += number + ',' + csv_field(name) + ',' + desk.secrets.password() + "\r\n";
  };
  for (const Person& person : people) {
    if (person.number.empty()) continue;
    if (numbers.insert(person.number).second) {
      add(person.number, person.name);
    } else if (const auto same = names.find(person.name); same != names.end()) {
      names.erase(same);
    }
  }
  int next = kFirstNumber;
  for (const Person& person : people) {
    if (!person.number.empty()) continue;
    if (const auto same = names.find(person.name); same != names.end()) {
      names.erase(same);
      continue;
    }
    while (numbers.contains(std::to_string(next))) ++next;
    numbers.insert(std::to_string(next));
    add(std::to_string(next), person.name);
  }
  return csv.empty() ? csv : "number,name,password\r\n" + csv;
}

// Nothing: all steps named are taken.
std::optional<web::Response> take(Desk& desk, const Visit& visit, const Steps& steps) {
  Outcome failed;
  const auto office = look(desk, failed);
  if (!office) return problem(failed, visit.language);
  const std::string csv = missing_people(desk, steps.people, office->extensions);
  if (!csv.empty()) {
    const Outcome added = desk.gate.execute({"extension.import", {{"csv", csv}}});
    if (added.kind != Outcome::Kind::done) return problem(added, visit.language);
  }
  bool stored = true;
  if (steps.language) {
    stored =
        desk.roll.set_state(StateTable::kLanguage, to_string(*steps.language)) == Roll::Kept::done;
    const std::string name =
        visit.caller.by == Caller::By::session ? visit.caller.name : std::string(kAdministrator);
    const auto changed =
        desk.roll.change(name, [&](User& user) { user.language = *steps.language; });
    stored = stored && changed == Roll::Kept::done;
  }
  if (steps.done) {
    stored = stored && desk.roll.set_state(StateTable::kSetupDone, "yes") == Roll::Kept::done;
  }
  if (!stored) return visit.refuse(503, say::kBusy);
  return std::nullopt;
}

web::Response put_setup(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  const bool signed_in = visit.caller.by == Caller::By::session && visit.caller.is_administrator();
  std::vector<Fault> faults;
  const Steps steps = read_steps(*body.fields, desk, faults);
  if (!faults.empty()) return refusal(visit.language, faults);
  if (auto wrong = desk.prove_code(steps.code, visit)) return std::move(*wrong);
  if (steps.password) {
    if (auto no = become_administrator(desk, visit, *steps.password)) return std::move(*no);
  } else if (!signed_in) {
    return visit.refuse(401, say::kSignIn);
  }
  if (auto refused = take(desk, visit, steps)) return std::move(*refused);
  web::Response response;
  Caller caller = visit.caller;
  if (steps.password) {
    const auto user = desk.roll.user(kAdministrator);
    if (!user) return visit.refuse(401, say::kSignIn);
    caller = desk.open_session(*user, visit.request, response);
  } else if (steps.language) {
    caller.language = *steps.language;
  }
  Outcome failed;
  const auto office = look(desk, failed);
  if (!office) return problem(failed, visit.language);
  response.body = "{\"setup\":" + shown(desk, visit, *office, true).dump() +
                  ",\"session\":" + shown_session(caller) + '}';
  return response.set("Content-Type", "application/json");
}

}  // namespace

void add_setup(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/setup", get_setup);
  desk.serve(router, "PUT", "/api/v1/setup", put_setup);
}

}  // namespace console
