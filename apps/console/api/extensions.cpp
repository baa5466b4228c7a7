// The people of the office, by their numbers.
#include <nlohmann/json.hpp>

#include "apps/console/api/etag.h"
#include "apps/console/api/resources.h"

namespace console {

namespace {

using nlohmann::json;

constexpr std::string_view kOwn[] = {"busy_to", "no_answer_to", "ring_seconds"};
constexpr std::uint64_t kLongestRing = 600;  // bounds that Administration knows better
constexpr std::uint64_t kMostCalls = 1000;

// From what a command shows to what the API does.
json extension_of(json shown, const Phones& phones) {
  shown["limit"] = shown["calls"];
  shown.erase("calls");
  const auto there = phones.find(shown["number"].get<std::string>());
  shown["registered"] = there == phones.end() ? 0 : there->second;
  return shown;
}

// The tag is of what extension.show shows, which a password is no part of.
web::Response one_extension(Desk& desk, const Outcome& done, const Visit& visit, int status) {
  Outcome failed;
  const auto phones = phones_there(desk.gate, failed);
  if (!phones) return problem(failed, visit.language);
  json shown = json::parse(done.json, nullptr, false);
  json password;
  if (const auto made = shown.find("password"); made != shown.end()) {
    password = *made;
    shown.erase(made);
  }
  const std::string tag = in_quotes(etag_of(shown.dump()));
  json extension = extension_of(std::move(shown), *phones);
  if (!password.is_null()) extension["password"] = password;
  return web::Response::json(extension.dump(), status).set("ETag", tag);
}

// The body's members as the command's arguments.
void read_extension(Fields& fields, Command& command) {
  for (const char* name : {"name", "password", "busy_to", "no_answer_to"}) {
    if (const auto text = fields.text(name, {})) command.arguments[name] = *text;
  }
  if (const auto seconds = fields.number("ring_seconds", 0, kLongestRing)) {
    command.arguments["ring_seconds"] = std::to_string(*seconds);
  }
  if (const auto limit = fields.number("limit", 0, kMostCalls)) {
    command.arguments["calls"] = std::to_string(*limit);
  }
}

Outcome carry_out(Desk& desk, Command command) {
  Outcome outcome = desk.gate.execute(std::move(command));
  rename_field(outcome, "calls", "limit");
  return outcome;
}

web::Response list_extensions(Desk& desk, const Visit& visit) {
  const Outcome all = desk.gate.execute({"extension.list", {}});
  if (all.kind != Outcome::Kind::done) return problem(all, visit.language);
  Outcome failed;
  const auto phones = phones_there(desk.gate, failed);
  if (!phones) return problem(failed, visit.language);
  json list = json::array();
  json listed = json::parse(all.json, nullptr, false);
  for (json& shown : listed["extensions"]) {
    if (!visit.caller.may_see(shown["number"].get<std::string>())) continue;
    list.push_back(extension_of(std::move(shown), *phones));
  }
  return web::Response::json(json{{"extensions", std::move(list)}}.dump());
}

web::Response add_extension(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Fields& fields = *body.fields;
  Command command{"extension.add", {}};
  if (const auto number = fields.text("number", {})) command.arguments["number"] = *number;
  fields.need("number");
  read_extension(fields, command);
  if (const auto faults = fields.faults(); !faults.empty()) return refusal(visit.language, faults);
  if (!command.arguments.contains("password")) command.arguments["generate"] = "yes";
  const Outcome done = carry_out(desk, std::move(command));
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  return one_extension(desk, done, visit, 201);
}

web::Response get_extension(Desk& desk, const Visit& visit) {
  if (!visit.caller.may_see(visit.parts[0])) return visit.refuse(403, say::kNotAllowed);
  const Outcome found = desk.gate.execute({"extension.show", {{"number", visit.parts[0]}}});
  if (found.kind != Outcome::Kind::done) return problem(found, visit.language);
  return one_extension(desk, found, visit, 200);
}

// What a user may not change of his own.
std::vector<Fault> forbidden(const Fields& fields) {
  std::vector<Fault> faults;
  for (const std::string& name : fields.names()) {
    const bool own = std::find(std::begin(kOwn), std::end(kOwn), name) != std::end(kOwn);
    if (!own) faults.push_back(fault(name, say::kMayNotChange));
  }
  return faults;
}

web::Response change_extension(Desk& desk, const Visit& visit) {
  const std::string& number = visit.parts[0];
  if (!visit.caller.may_see(number)) return visit.refuse(403, say::kNotAllowed);
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Fields& fields = *body.fields;
  if (visit.caller.is_confined()) {
    if (const auto faults = forbidden(fields); !faults.empty()) {
      return problem(403, visit.language, fault("", say::kNotAllowed), faults);
    }
  }
  Command command{"extension.set", {{"number", number}}};
  read_extension(fields, command);
  if (fields.boolean("renew_password").value_or(false)) command.arguments["generate"] = "yes";
  if (const auto faults = fields.faults(); !faults.empty()) return refusal(visit.language, faults);
  expect(command, visit);
  const bool other_password =
      command.arguments.contains("password") || command.arguments.contains("generate");
  const Outcome done = carry_out(desk, std::move(command));
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  if (other_password) desk.tickets.forget(number);
  return one_extension(desk, done, visit, 200);
}

web::Response remove_extension(Desk& desk, const Visit& visit) {
  Command command{"extension.remove", {{"number", visit.parts[0]}}};
  expect(command, visit);
  const Outcome done = desk.gate.execute(std::move(command));
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  desk.tickets.forget(visit.parts[0]);
  return web::Response::empty();
}

}  // namespace

void add_extensions(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/extensions", list_extensions);
  desk.serve(router, "POST", "/api/v1/extensions", add_extension);
  desk.serve(router, "GET", "/api/v1/extensions/{number}", get_extension);
  desk.serve(router, "PATCH", "/api/v1/extensions/{number}", change_extension);
  desk.serve(router, "DELETE", "/api/v1/extensions/{number}", remove_extension);
}

}  // namespace console
