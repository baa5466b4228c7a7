// How the box is.
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"

namespace console {

namespace {

web::Response get_status(Desk& desk, const Visit& visit) {
  const Outcome found = desk.gate.execute({"status", {}});
  if (found.kind != Outcome::Kind::done || desk.options.box == nullptr) {
    return answer_of(found, visit.language);
  }
  nlohmann::json status = nlohmann::json::parse(found.json, nullptr, false);
  const BoxFacts box = desk.options.box();
  status["addresses"] = box.addresses;
  if (box.free_octets > 0) status["free_octets"] = box.free_octets;
  status["written_octets"] = box.written_octets;
  status["written_octets_a_day"] = box.written_octets_a_day;
  return web::Response::json(status.dump());
}

}  // namespace

void add_status(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/status", get_status);
}

}  // namespace console
