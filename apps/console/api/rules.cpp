// The dialplan, and where a call would go by it.
#include "apps/console/api/etag.h"
#include "apps/console/api/resources.h"

namespace console {

namespace {

constexpr std::uint64_t kLastPosition = 99'999;
constexpr std::size_t kMostRules = 500;  // bounds that Administration knows better

// One of them or all.
web::Response with_tag(const Outcome& done, const Visit& visit, int status) {
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  return web::Response::json(done.json, status).set("ETag", in_quotes(etag_of(done.json)));
}

void read_rule(Fields& fields, Command& command, const char* position_argument) {
  if (const auto position = fields.number("position", 1, kLastPosition)) {
    command.arguments[position_argument] = std::to_string(*position);
  }
  for (const char* name : {"name", "caller", "user", "domain", "action", "argument"}) {
    if (const auto text = fields.text(name, {})) command.arguments[name] = *text;
  }
}

web::Response list_rules(Desk& desk, const Visit& visit) {
  return with_tag(desk.gate.execute({"rule.list", {}}), visit, 200);
}

web::Response order_rules(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  std::string order;
  for (const std::uint64_t position : body.fields->numbers("positions", kMostRules)) {
    order += (order.empty() ? "" : ",") + std::to_string(position);
  }
  body.fields->need("positions");
  const auto faults = body.fields->faults();
  if (!faults.empty()) return refusal(visit.language, faults);
  Command command{"rules.order", {{"positions", std::move(order)}}};
  expect(command, visit);
  return with_tag(desk.gate.execute(std::move(command)), visit, 200);
}

web::Response add_rule(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Command command{"rule.add", {}};
  read_rule(*body.fields, command, "position");
  const auto faults = body.fields->faults();
  if (!faults.empty()) return refusal(visit.language, faults);
  return with_tag(desk.gate.execute(std::move(command)), visit, 201);
}

web::Response get_rule(Desk& desk, const Visit& visit) {
  return with_tag(desk.gate.execute({"rule.show", {{"position", visit.parts[0]}}}), visit, 200);
}

web::Response change_rule(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Command command{"rule.set", {{"position", visit.parts[0]}}};
  read_rule(*body.fields, command, "new_position");
  const auto faults = body.fields->faults();
  if (!faults.empty()) return refusal(visit.language, faults);
  expect(command, visit);
  return with_tag(desk.gate.execute(std::move(command)), visit, 200);
}

web::Response remove_rule(Desk& desk, const Visit& visit) {
  Command command{"rule.remove", {{"position", visit.parts[0]}}};
  expect(command, visit);
  const Outcome done = desk.gate.execute(std::move(command));
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  return web::Response::empty();
}

web::Response explain(Desk& desk, const Visit& visit) {
  const std::string number(visit.request.argument("number"));
  if (number.empty()) {
    const Fault missing = fault("number", say::kMissing);
    return refusal(visit.language, {&missing, 1});
  }
  const std::string from(visit.request.argument("from"));
  Command command{
      "explain",
      {{"number", number}, {"from", from}, {"language", std::string(to_string(visit.language))}}};
  return answer_of(desk.gate.execute(std::move(command)), visit.language);
}

}  // namespace

void add_rules(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/rules", list_rules);
  desk.serve(router, "POST", "/api/v1/rules", add_rule);
  desk.serve(router, "PUT", "/api/v1/rules/order", order_rules);
  desk.serve(router, "GET", "/api/v1/rules/{position}", get_rule);
  desk.serve(router, "PATCH", "/api/v1/rules/{position}", change_rule);
  desk.serve(router, "DELETE", "/api/v1/rules/{position}", remove_rule);
}

void add_explain(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/explain", explain);
}

}  // namespace console
