// Figures in Prometheus' text format (version 0.0.4).
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"

namespace console {

namespace {

using nlohmann::json;

void append(std::string& text, const Metric& metric) {
  std::array<char, 40> value{};
  std::snprintf(value.data(), value.size(), "%.15g", metric.value);
  const std::string name = "jackfield_" + metric.name;
  text.append("# HELP ").append(name).append(" ").append(metric.help).append("\n");
  text.append("# TYPE ").append(name).append(" ").append(metric.type).append("\n");
  text.append(name).append(" ").append(value.data()).append("\n");
}

bool may_measure(const Visit& visit) {
  const Caller& caller = visit.caller;
  if (caller.by == Caller::By::token) {
    return caller.scopes.has(Scope::read) || caller.scopes.has(Scope::system);
  }
  return caller.is_known() || visit.request.client.address.is_loopback();
}

web::Response get_metrics(Desk& desk, const Visit& visit) {
  if (!may_measure(visit)) return visit.refuse(401, say::kSignIn);
  const Outcome found = desk.gate.execute({"status", {}});
  if (found.kind != Outcome::Kind::done) return problem(found, visit.language);
  const json status = json::parse(found.json, nullptr, false);
  const auto figure = [&status](const char* name) { return status.value(name, 0.0); };
  const std::chrono::duration<double> up = desk.options.now() - desk.began;
  std::string text;
  append(text, {"up_seconds", "Since the start", "counter", up.count()});
  append(text, {"extensions", "Extensions", "gauge", figure("extensions")});
  append(text, {"registrations", "Phones registered", "gauge", figure("registrations")});
  append(text, {"calls", "Calls under way", "gauge", figure("calls")});
  append(text, {"transactions", "SIP transactions", "gauge", figure("transactions")});
  if (desk.options.metrics != nullptr) {
    for (const Metric& metric : desk.options.metrics()) append(text, metric);
  }
  return {200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, std::move(text)};
}

}  // namespace

void add_metrics(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/metrics", get_metrics);
}

}  // namespace console
