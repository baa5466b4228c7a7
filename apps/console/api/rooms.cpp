// The conference rooms. A room is a rule (administration_rooms.cpp): who changes rules changes
// rooms, and the other way about.
#include <nlohmann/json.hpp>

#include "apps/console/api/etag.h"
#include "apps/console/api/resources.h"

namespace console {

namespace {

using nlohmann::json;

// Who is in each room; null: `failed` says why not.
std::optional<json> people_inside(Gate& gate, Outcome& failed) {
  failed = gate.execute({"rooms.open", {}});
  if (failed.kind != Outcome::Kind::done) return std::nullopt;
  json inside = json::object();
  const json open = json::parse(failed.json, nullptr, false);
  for (const json& room : open["rooms"]) {
    inside[room["number"].get<std::string>()] = room["people"];
  }
  return inside;
}

json with_people(json room, const json& inside) {
  room["inside"] = inside.value(room["number"].get<std::string>(), json::array());
  return room;
}

// The tag is of the room itself: people come and go.
web::Response one_room(Desk& desk, const Outcome& done, const Visit& visit, int status) {
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  Outcome failed;
  const auto inside = people_inside(desk.gate, failed);
  if (!inside) return problem(failed, visit.language);
  const json room = with_people(json::parse(done.json, nullptr, false), *inside);
  return web::Response::json(room.dump(), status).set("ETag", in_quotes(etag_of(done.json)));
}

void read_room(Fields& fields, Command& command, const char* number_argument) {
  if (const auto number = fields.text("number", {})) command.arguments[number_argument] = *number;
  for (const char* name : {"name", "pin"}) {
    if (const auto text = fields.text(name, {})) command.arguments[name] = *text;
  }
}

web::Response list_rooms(Desk& desk, const Visit& visit) {
  const Outcome all = desk.gate.execute({"room.list", {}});
  if (all.kind != Outcome::Kind::done) return problem(all, visit.language);
  Outcome failed;
  const auto inside = people_inside(desk.gate, failed);
  if (!inside) return problem(failed, visit.language);
  json list = json::array();
  json listed = json::parse(all.json, nullptr, false);
  for (json& room : listed["rooms"]) list.push_back(with_people(std::move(room), *inside));
  return web::Response::json(json{{"rooms", std::move(list)}}.dump());
}

web::Response add_room(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Command command{"room.add", {}};
  read_room(*body.fields, command, "number");
  for (const char* name : {"number", "name"}) body.fields->need(name);
  const auto faults = body.fields->faults();
  if (!faults.empty()) return refusal(visit.language, faults);
  return one_room(desk, desk.gate.execute(std::move(command)), visit, 201);
}

web::Response get_room(Desk& desk, const Visit& visit) {
  return one_room(desk, desk.gate.execute({"room.show", {{"number", visit.parts[0]}}}), visit, 200);
}

web::Response change_room(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Command command{"room.set", {{"number", visit.parts[0]}}};
  read_room(*body.fields, command, "new_number");
  const auto faults = body.fields->faults();
  if (!faults.empty()) return refusal(visit.language, faults);
  expect(command, visit);
  return one_room(desk, desk.gate.execute(std::move(command)), visit, 200);
}

web::Response remove_room(Desk& desk, const Visit& visit) {
  Command command{"room.remove", {{"number", visit.parts[0]}}};
  expect(command, visit);
  const Outcome done = desk.gate.execute(std::move(command));
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  return web::Response::empty();
}

}  // namespace

void add_rooms(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/rooms", list_rooms);
  desk.serve(router, "POST", "/api/v1/rooms", add_room);
  desk.serve(router, "GET", "/api/v1/rooms/{number}", get_room);
  desk.serve(router, "PATCH", "/api/v1/rooms/{number}", change_room);
  desk.serve(router, "DELETE", "/api/v1/rooms/{number}", remove_room);
}

}  // namespace console
