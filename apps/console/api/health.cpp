// Does the switchboard answer? For whoever watches over the box.
#include "apps/console/api/resources.h"

namespace console {

namespace {

web::Response get_health(Desk& desk, const Visit& visit) {
  const Outcome status = desk.gate.execute({"status", {}});
  if (status.kind != Outcome::Kind::done) return problem(status, visit.language);
  return {200, {{"Content-Type", "text/plain"}}, "ok\n"};
}

}  // namespace

void add_health(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/healthz", get_health);
}

}  // namespace console
