// Who asks, and may he?
#include <utility>

#include "apps/console/api/desk.h"
#include "firmware/base/ascii.h"
#include "firmware/crypto/digest.h"

namespace console {

namespace {

constexpr std::string_view kBearer = "Bearer ";

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

// What another page's forms and scripts cannot send.
bool has_csrf(const web::Request& request, const Caller& caller) {
  return crypto::equal_in_constant_time(request.field("X-Jackfield-CSRF"), caller.csrf);
}

Role least_role(Access::For least) {
  if (least == Access::For::administrators) return Role::administrator;
  return least == Access::For::operators ? Role::operator_ : Role::user;
}

std::optional<web::Response> refuse_token(const Caller& caller, const Access& access,
                                          Language language) {
  if (!access.scope) return problem(403, language, say::kNotAllowed);
  if (caller.scopes.has(*access.scope)) return std::nullopt;
  if (access.by_read && caller.scopes.has(Scope::read)) return std::nullopt;
  const std::string scope(to_string(access.by_read ? Scope::read : *access.scope));
  return problem(403, language, fault("", say::kNoScope, {scope}));
}

}  // namespace

bool is_foreign(const web::Request& request) {
  const std::string_view origin = request.field("Origin");
  if (origin.empty()) return false;
  const std::string ours =
      (request.secure ? "https://" : "http://") + std::string(request.field("Host"));
  return !base::iequals(origin, ours);
}

Caller Desk::caller_of(const web::Request& request) {
  Caller caller;
  if (const std::string_view field = request.field("Authorization"); !field.empty()) {
    const bool bearer = base::iequals(field.substr(0, kBearer.size()), kBearer);
    const auto token =
        bearer ? roll.token_of(base::trim(field.substr(kBearer.size()))) : std::nullopt;
    if (!token) return caller;
    roll.used(token->id, options.wall.now());
    caller.by = Caller::By::token;
    caller.name = token->name;
    caller.role = Role::administrator;
    caller.scopes = token->scopes;
    return caller;
  }
  const auto session = sessions.find(request.cookie(kCookie), options.now());
  const auto user = session ? roll.user(session->user) : std::nullopt;
  if (!user) return caller;
  caller.by = Caller::By::session;
  caller.name = user->name;
  caller.role = user->role;
  caller.extension = user->extension;
  caller.csrf = session->csrf;
  caller.language = user->language;
  return caller;
}

std::variant<Caller, web::Response> Desk::admit(const web::Request& request, const Access& access) {
  if (!roll.ready()) return problem(503, language_for(request, {}), say::kBusy);
  Caller caller = caller_of(request);
  const Language language = language_for(request, caller);
  const bool open = access.least == Access::For::anybody;
  if (!open && !caller.is_known()) return problem(401, language, say::kSignIn);
  if (caller.by == Caller::By::token) {
    if (auto no = refuse_token(caller, access, language); no && !open) return std::move(*no);
    return caller;
  }
  if (!is_safe(request.method)) {
    if (is_foreign(request)) return problem(403, language, say::kForeignOrigin);
    if (caller.is_known() && !has_csrf(request, caller)) {
      // To whom everything is open, a cookie left behind shall not close it.
      if (!open) return problem(403, language, say::kNoCsrf);
      caller = {};
    }
  }
  if (!open && caller.role < least_role(access.least)) {
    return problem(403, language, say::kNotAllowed);
  }
  return caller;
}

Caller Desk::open_session(const User& user, const web::Request& request, web::Response& response) {
  const std::string id = secrets.key();
  Caller caller;
  caller.by = Caller::By::session;
  caller.name = user.name;
  caller.role = user.role;
  caller.extension = user.extension;
  caller.csrf = secrets.key();
  caller.language = user.language;
  sessions.close(request.cookie(kCookie));
  sessions.open(id, user.name, caller.csrf, options.now());
  response.set("Set-Cookie", std::string(kCookie) + '=' + id +
                                 "; HttpOnly; SameSite=Strict; Path=/" +
                                 (request.secure ? "; Secure" : ""));
  return caller;
}

}  // namespace console
