// The latest events of the log.
#include "apps/console/api/resources.h"
#include "firmware/base/ascii.h"

namespace console {

namespace {

web::Response get_log(Desk& desk, const Visit& visit) {
  const std::string_view argument = visit.request.argument("after");
  const auto after =
      argument.empty() ? std::optional<std::uint64_t>(0) : base::parse_unsigned(argument);
  if (!after) {
    const Fault wrong = fault("after", say::kNeedsNumber, {"0", std::to_string(UINT64_MAX)});
    return refusal(visit.language, {&wrong, 1});
  }
  std::string events;
  if (desk.options.log != nullptr) {
    for (const LogEvent& event : desk.options.log->after(*after)) {
      events.append(events.empty() ? "" : ",").append(json_of(event));
    }
  }
  return web::Response::json("{\"events\":[" + events + "]}");
}

}  // namespace

void add_log(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/log", get_log);
}

}  // namespace console
