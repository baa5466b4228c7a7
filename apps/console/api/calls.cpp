// What is said and what has been.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"
#include "firmware/base/ascii.h"

namespace console {

namespace {

using nlohmann::json;

constexpr std::uint64_t kDefaultCalls = 100;
constexpr std::uint64_t kSearchedCalls = 1000;  // for those of one user

bool is_of(const json& call, const Caller& caller) {
  return caller.may_see(call["caller"].get<std::string>()) ||
         caller.may_see(call["callee"].get<std::string>());
}

web::Response own_calls(const Outcome& all, const Visit& visit, std::uint64_t most) {
  if (all.kind != Outcome::Kind::done) return problem(all, visit.language);
  json own = json::array();
  json listed = json::parse(all.json, nullptr, false);
  for (json& call : listed["calls"]) {
    if (own.size() < most && is_of(call, visit.caller)) own.push_back(std::move(call));
  }
  return web::Response::json(json{{"calls", std::move(own)}}.dump());
}

web::Response list_calls(Desk& desk, const Visit& visit) {
  Command command{"calls", {}};
  if (const std::string_view limit = visit.request.argument("limit"); !limit.empty()) {
    command.arguments["limit"] = limit;
  }
  const Outcome latest = desk.gate.execute(std::move(command));
  if (latest.kind != Outcome::Kind::done || !visit.caller.is_confined()) {
    return answer_of(latest, visit.language);
  }
  const auto most = base::parse_unsigned(visit.request.argument("limit")).value_or(kDefaultCalls);
  return own_calls(
      desk.gate.execute({"calls", {{"limit", std::to_string(std::max(most, kSearchedCalls))}}}),
      visit, most);
}

web::Response list_live_calls(Desk& desk, const Visit& visit) {
  return own_calls(desk.gate.execute({"calls.live", {}}), visit, SIZE_MAX);
}

web::Response get_call(Desk& desk, const Visit& visit) {
  const Outcome found = desk.gate.execute({"calls.show", {{"id", visit.parts[0]}}});
  if (visit.caller.is_confined()) {
    // Whether there is such a call is none of his business either.
    const bool own = found.kind == Outcome::Kind::done &&
                     is_of(json::parse(found.json, nullptr, false), visit.caller);
    if (!own) return visit.refuse(403, say::kNotAllowed);
  }
  return answer_of(found, visit.language);
}

}  // namespace

void add_calls(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/calls", list_calls);
  desk.serve(router, "GET", "/api/v1/calls/live", list_live_calls);
  desk.serve(router, "GET", "/api/v1/calls/{id}", get_call);
}

}  // namespace console
