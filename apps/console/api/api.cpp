#include "apps/console/api/api.h"

#include <utility>

#include "apps/console/api/resources.h"

namespace console {

namespace {

void secure(web::Response& response) {
  response.set("X-Content-Type-Options", "nosniff")
      .set("Cache-Control", "no-store")
      .set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
      .set("Referrer-Policy", "no-referrer")
      .set("Cross-Origin-Resource-Policy", "same-origin")
      .set("Vary", "Accept-Language, Cookie, Authorization");
  // RFC 9110 section 15.5.2
  if (response.status == 401) response.set("WWW-Authenticate", "Bearer");
}

constexpr void (*kResources[])(web::Router&, Desk&) = {
    add_setup,      add_session,      add_users,         add_tokens,     add_extensions,
    add_connection, add_provisioning, add_registrations, add_rules,      add_explain,
    add_rooms,      add_apps,         add_calls,         add_recordings, add_settings,
    add_status,     add_log,          add_certificate,   add_backup,     add_openapi,
    add_health,     add_metrics,      add_sounds,        add_update,     add_factory_reset,
};

}  // namespace

Api::Api(Gate& gate, ApiOptions options) : desk_(gate, std::move(options)) {
  for (const auto& add : kResources) add(router_, desk_);
}

web::Response Api::answer(const web::Request& request) {
  const web::Router::Found found = router_.find(request.method, request.path);
  web::Response response = found.route != nullptr ? found.route->answer(request, found.parts)
                                                  : no_route(request, found.allowed);
  secure(response);
  return response;
}

void Api::forget(const std::vector<std::string>& users) {
  desk_.roll.forget();
  for (const std::string& name : users) desk_.sessions.close_others(name, "");
}

bool Api::has(std::string_view path) {
  return path.starts_with("/api/") || path.starts_with("/provisioning/") || path == "/healthz" ||
         path == "/metrics";
}

std::optional<web::Response> Api::may_watch(const web::Request& request) {
  // A page of another origin may open a WebSocket here, and the browser sends the cookie along.
  const bool by_token = !request.field("Authorization").empty();
  auto admitted = desk_.admit(request, *access_to("GET", "/api/v1/events"));
  std::optional<web::Response> refused;
  if (auto* no = std::get_if<web::Response>(&admitted)) {
    refused = std::move(*no);
  } else if (!by_token && is_foreign(request)) {
    refused = problem(403, language_for(request, {}), say::kForeignOrigin);
  }
  if (refused) secure(*refused);
  return refused;
}

}  // namespace console
