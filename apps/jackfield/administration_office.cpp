// The commands that show the running switchboard.
#include <nlohmann/json.hpp>
#include <variant>

#include "apps/jackfield/administration_commands.h"
#include "apps/jackfield/apps.h"
#include "apps/jackfield/words.h"
#include "apps/records/call_records_csv.h"

namespace jackfield {

namespace {

using nlohmann::json;
using records::to_string;

// Text of phones may be no UTF-8; it is shown as well as it can be.
std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string said(std::string_view text, bool chinese) {
  return chinese ? in_chinese(text) : std::string(text);
}

json shown(const Considered& considered, bool chinese) {
  return {{"position", considered.position},
          {"name", considered.name},
          {"decided", considered.decided},
          {"why", said(considered.why, chinese)}};
}

struct ShowRoute {
  bool chinese = false;

  // The reason as phones are given it, and as people read it.
  json operator()(const Reject& route) const {
    return {{"action", "reject"},
            {"status", route.status},
            {"reason", route.reason},
            {"why", said(route.reason, chinese)}};
  }
  json operator()(const Redirect& route) const {
    return {{"action", "redirect"}, {"uri", route.uri}};
  }
  json operator()(const RingExtension& route) const {
    return {{"action", "extension"}, {"number", route.number}};
  }
  json operator()(const ProxyToExtension& route) const {
    return {{"action", "proxy"}, {"number", route.number}};
  }
  json operator()(const ProxyToDomain&) const { return {{"action", "foreign"}}; }
  json operator()(const EnterApp& route) const {
    json shown = {{"action", "app"}, {"app", route.app}};
    if (route.app == kPlay) shown["sound"] = route.argument;  // a PIN is nobody's business
    return shown;
  }
};

json shown(const std::optional<Ringing::Forward>& forward, bool chinese) {
  if (!forward) return {};
  return {{"number", forward->number}, {"route", std::visit(ShowRoute{chinese}, forward->route)}};
}

json shown(const std::optional<Ringing>& ringing, bool chinese) {
  if (!ringing) return {};
  return {{"seconds", ringing->patience.count()},
          {"calls", ringing->limit},
          {"when_busy", shown(ringing->when_busy, chinese)},
          {"when_unanswered", shown(ringing->when_unanswered, chinese)}};
}

}  // namespace

Outcome show_status(const LiveOffice& office, const Request&) {
  const OfficeStatus status = office.status();
  return Outcome::success(dump({{"version", status.version},
                                {"started", to_string(status.started)},
                                {"listening", status.listening},
                                {"domains", status.domains},
                                {"extensions", status.extensions},
                                {"registrations", status.registrations},
                                {"calls", status.calls},
                                {"transactions", status.transactions}}));
}

Outcome list_registrations(const LiveOffice& office, const Request&) {
  json list = json::array();
  for (const Registration& registration : office.registrations()) {
    list.push_back({{"number", registration.number},
                    {"contact", registration.contact},
                    {"flow", registration.flow},
                    {"user_agent", registration.user_agent},
                    {"expires_in", registration.expires_in.count()},
                    {"registered_at", to_string(registration.registered_at)}});
  }
  return Outcome::success(dump({{"registrations", std::move(list)}}));
}

Outcome begin_self_test(LiveOffice& office, const Request&) {
  const auto access = office.begin_self_test();
  if (!access) {
    return Outcome::error(ExitCode::busy,
                          {"A self-test is under way: wait half a minute, then try again", {}});
  }
  return Outcome::success(dump({{"number", access->number},
                                {"password", access->password},
                                {"sip", to_string(access->sip)},
                                {"page", access->page ? to_string(*access->page) : ""}}));
}

Outcome end_self_test(LiveOffice& office, const Request& request) {
  office.end_self_test(request.get("fault"));
  return Outcome::success("{}");
}

Outcome reset_to_factory(LiveOffice& office, const Request&) {
  if (office.reset_to_factory()) return Outcome::success("{}");
  return Outcome::error(ExitCode::failed,
                        {"The data folder cannot be written: nothing was erased", {}});
}

Outcome list_open_rooms(const LiveOffice& office, const Request&) {
  json list = json::array();
  for (const conference::OpenRoom& room : office.open_rooms()) {
    list.push_back({{"number", room.number}, {"people", room.people}});
  }
  return Outcome::success(dump({{"rooms", std::move(list)}}));
}

Outcome explain(const LiveOffice& office, const Request& request) {
  const Explanation explanation = office.explain(request.get("number"), request.get("from"));
  const bool chinese = request.get("language") == "zh";
  json considered = json::array();
  for (const Considered& rule : explanation.decision.considered) {
    considered.push_back(shown(rule, chinese));
  }
  return Outcome::success(
      dump({{"number", request.get("number")},
            {"from", request.get("from")},
            {"considered", std::move(considered)},
            {"route", std::visit(ShowRoute{chinese}, explanation.decision.route)},
            {"targets", explanation.targets},
            {"ringing", shown(explanation.ringing, chinese)}}));
}

}  // namespace jackfield
