// The phones that are there.
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"

namespace console {

namespace {

using nlohmann::json;

web::Response list_registrations(Desk& desk, const Visit& visit) {
  const Outcome all = desk.gate.execute({"registrations", {}});
  if (all.kind != Outcome::Kind::done || !visit.caller.is_confined()) {
    return answer_of(all, visit.language);
  }
  json own = json::array();
  json listed = json::parse(all.json, nullptr, false);
  for (json& registration : listed["registrations"]) {
    if (visit.caller.may_see(registration["number"].get<std::string>())) {
      own.push_back(std::move(registration));
    }
  }
  return web::Response::json(json{{"registrations", std::move(own)}}.dump());
}

}  // namespace

std::optional<Phones> phones_there(Gate& gate, Outcome& failed) {
  failed = gate.execute({"registrations", {}});
  if (failed.kind != Outcome::Kind::done) return std::nullopt;
  Phones phones;
  const json listed = json::parse(failed.json, nullptr, false);
  for (const json& registration : listed["registrations"]) {
    ++phones[registration["number"].get<std::string>()];
  }
  return phones;
}

void add_registrations(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/registrations", list_registrations);
}

}  // namespace console
