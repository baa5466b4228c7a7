// The settings of the switchboard.
#include <nlohmann/json.hpp>

#include "apps/console/api/etag.h"
#include "apps/console/api/resources.h"

namespace console {

namespace {

using nlohmann::json;

// The tag is of keys and values alone: meanings are in the language asked for.
web::Response shown_settings(Desk& desk, const Visit& visit) {
  Command command{"setting.list", {{"language", std::string(to_string(visit.language))}}};
  const Outcome listed = desk.gate.execute(std::move(command));
  if (listed.kind != Outcome::Kind::done) return problem(listed, visit.language);
  json values = json::object();
  const json list = json::parse(listed.json, nullptr, false);
  for (const json& setting : list["settings"]) {
    values[setting["key"].get<std::string>()] = setting["value"];
  }
  return web::Response::json(listed.json).set("ETag", in_quotes(etag_of(values.dump())));
}

web::Response change_settings(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Command command{"settings.set", {}};
  for (const std::string& key : body.fields->names()) {
    if (key == "expected") continue;  // an argument, no setting
    if (const auto text = body.fields->text(key, {})) command.arguments[key] = *text;
  }
  const auto faults = body.fields->faults();
  if (!faults.empty()) return refusal(visit.language, faults);
  expect(command, visit);
  Outcome done = desk.gate.execute(std::move(command));
  // What stands in the way of one value is that value's fault.
  if (done.kind == Outcome::Kind::conflict) done.kind = Outcome::Kind::invalid;
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  return shown_settings(desk, visit);
}

}  // namespace

void add_settings(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/settings", shown_settings);
  desk.serve(router, "PATCH", "/api/v1/settings", change_settings);
}

}  // namespace console
