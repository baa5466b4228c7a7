// The versions of the program on a board: which runs, another brought, the one before.
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"

namespace console {

namespace {

using nlohmann::json;
using Verdict = UpdateKeeper::Verdict;

// A slot and its manifest: no update is longer.
constexpr std::uint64_t kLongest = 32 << 20;

std::string_view to_string(UpdateState::Progress progress) {
  switch (progress) {
    case UpdateState::Progress::none:
      return "none";
    case UpdateState::Progress::writing:
      return "writing";
    case UpdateState::Progress::refused:
      return "refused";
    case UpdateState::Progress::ready:
      return "ready";
  }
  return "none";
}

web::Response shown_state(Desk& desk, const Visit& visit) {
  if (desk.options.update == nullptr) return web::Response::json(R"({"supported":false})");
  const auto state = desk.options.update->state();
  if (!state) return visit.refuse(503, say::kNoSteward);
  const auto words = [&](const Fault& fault) {
    return visit.language == Language::chinese ? fault.chinese : fault.english;
  };
  return web::Response::json(json{
      {"supported", true},
      {"slot", state->slot},
      {"on_trial", state->on_trial},
      {"version", desk.options.version},
      {"other_version", state->other_version},
      {"progress", to_string(state->progress)},
      {"ready_version", state->ready_version},
      {"refusal", words(state->refusal)},
      {"last",
       words(state->last)}}.dump(-1, ' ', false, json::error_handler_t::replace));
}

// What was asked was not done.
web::Response refused(Desk& desk, const Visit& visit, Verdict verdict) {
  if (verdict == Verdict::busy) return visit.refuse(409, say::kUpdateUnderWay);
  if (verdict == Verdict::silent) return visit.refuse(503, say::kNoSteward);
  const auto state = desk.options.update->state();
  if (!state) return visit.refuse(503, say::kNoSteward);
  return problem(422, visit.language, state->refusal);
}

web::Response install(Desk& desk, const Visit& visit) {
  if (desk.options.update == nullptr) return visit.refuse(404, say::kNoUpdate);
  if (!visit.request.read || visit.request.coming == 0) {
    return visit.refuse(415, say::kNeedsUpdate);
  }
  if (visit.request.coming > kLongest) {
    return visit.refuse(413, say::kTooLong, {std::to_string(kLongest)});
  }
  const Verdict verdict = desk.options.update->install(visit.request.read);
  // Who is still sending would not read our answer.
  std::string rest(16 << 10, '\0');
  while (visit.request.read(rest.data(), rest.size()) > 0) {
  }
  if (verdict != Verdict::done) return refused(desk, visit, verdict);
  return shown_state(desk, visit);
}

// Something after which the board starts anew.
template <Verdict (UpdateKeeper::*kWish)()>
web::Response ask(Desk& desk, const Visit& visit) {
  if (desk.options.update == nullptr) return visit.refuse(404, say::kNoUpdate);
  const Verdict verdict = (desk.options.update->*kWish)();
  return verdict == Verdict::done ? web::Response::empty(202) : refused(desk, visit, verdict);
}

}  // namespace

void add_update(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/update", shown_state);
  desk.serve(router, "PUT", "/api/v1/update", install);
  desk.serve(router, "POST", "/api/v1/update/restart", ask<&UpdateKeeper::restart>);
  desk.serve(router, "POST", "/api/v1/update/rollback", ask<&UpdateKeeper::roll_back>);
}

}  // namespace console
