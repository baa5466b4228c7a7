// Who is asking: signing in and out.
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"

namespace console {

namespace {

constexpr std::size_t kLongestPassword = 256;

web::Response get_session(Desk&, const Visit& visit) {
  return web::Response::json(shown_session(visit.caller));
}

web::Response sign_in(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Fields& fields = *body.fields;
  const std::string name = fields.text("name", {0, 64}).value_or("admin");
  const auto password = fields.text("password", {0, kLongestPassword});
  fields.need("password");
  if (const auto faults = fields.faults(); !faults.empty()) return refusal(visit.language, faults);
  const auto user = desk.roll.user(name);
  if (auto refused = desk.prove(user ? &user->hash : nullptr, *password, visit)) {
    return std::move(*refused);
  }
  web::Response response;
  const Caller caller = desk.open_session(*user, visit.request, response);
  // While the password was looked at, it may have been changed, and all sessions closed but this.
  const auto now = desk.roll.ready() ? desk.roll.user(name) : std::nullopt;
  if (!now || now->hash != user->hash) {
    desk.sessions.close_others(name, "");
    return visit.refuse(401, say::kWrongPassword);
  }
  response.body = shown_session(caller);
  return response.set("Content-Type", "application/json");
}

web::Response sign_out(Desk& desk, const Visit& visit) {
  desk.sessions.close(visit.request.cookie(Desk::kCookie));
  return web::Response::empty().set(
      "Set-Cookie", std::string(Desk::kCookie) + "=; Max-Age=0; HttpOnly; SameSite=Strict; Path=/");
}

}  // namespace

std::string shown_session(const Caller& caller) {
  nlohmann::json shown = {{"name", caller.name},
                          {"role", to_string(caller.role)},
                          {"language", to_string(caller.language)},
                          {"csrf", caller.csrf}};
  if (!caller.extension.empty()) shown["extension"] = caller.extension;
  return shown.dump();
}

void add_session(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/session", get_session);
  desk.serve(router, "POST", "/api/v1/session", sign_in);
  desk.serve(router, "DELETE", "/api/v1/session", sign_out);
}

}  // namespace console
