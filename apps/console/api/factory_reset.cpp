// The box as it came: everything on it is erased.
#include "apps/console/api/resources.h"

namespace console {

namespace {

constexpr std::size_t kLongestPassword = 256;

web::Response post_factory_reset(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  const auto password = body.fields->text("current_password", {0, kLongestPassword});
  body.fields->need("current_password");
  if (const auto faults = body.fields->faults(); !faults.empty()) {
    return refusal(visit.language, faults);
  }
  if (auto refused = desk.prove_current(password, visit)) return std::move(*refused);
  const Outcome done = desk.gate.execute({"factory.reset", {}});
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  return web::Response::empty();
}

}  // namespace

void add_factory_reset(web::Router& router, Desk& desk) {
  desk.serve(router, "POST", "/api/v1/factory-reset", post_factory_reset);
}

}  // namespace console
