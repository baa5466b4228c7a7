#include "apps/console/api/desk.h"

#include <algorithm>
#include <utility>

#include "apps/console/api/etag.h"
#include "apps/console/api/first_visit_code.h"
#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"

namespace console {

namespace {

constexpr std::size_t kLongestHost = 253;

bool is_json(std::string_view content_type) {
  const std::string_view type =
      base::trim(content_type.substr(0, std::min(content_type.find(';'), content_type.size())));
  return base::iequals(type, "application/json");
}

// A name, an IPv4 address or, in brackets, an IPv6 address.
bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    return host.ends_with(']') && net::IpAddress::parse(host).has_value();
  }
  return !host.empty() && host.size() <= kLongestHost &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return base::is_digit(c) || base::is_alpha(c) || c == '.' || c == '-';
         });
}

}  // namespace

Desk::Desk(Gate& to_switchboard, ApiOptions with)
    : gate(to_switchboard),
      options(std::move(with)),
      secrets(options.random),
      passwords(options.hash, options.verify),
      roll(gate),
      began(options.now()) {}

void Desk::serve(web::Router& router, std::string_view method, std::string_view pattern,
                 Answer answer) {
  const Access* access = access_to(method, pattern);
  ASSERT(access != nullptr);
  router.add(std::string(method), std::string(pattern),
             [this, access, answer](const web::Request& request, const web::Parts& parts) {
               auto admitted = admit(request, *access);
               if (auto* refused = std::get_if<web::Response>(&admitted)) {
                 return std::move(*refused);
               }
               Caller& caller = std::get<Caller>(admitted);
               const Language language = language_for(request, caller);
               return answer(*this, {request, parts, std::move(caller), language});
             });
}

std::optional<web::Response> Desk::prove(const std::string* hash, std::string_view password,
                                         const Visit& visit) {
  const net::IpAddress& client = visit.request.client.address;
  if (const int seconds = brake.attempt(client, options.now()); seconds > 0) {
    return wait_first(visit.language, seconds);
  }
  switch (passwords.verify(hash, password)) {
    case Passwords::Answer::right:
      brake.succeeded(client);
      return std::nullopt;
    case Passwords::Answer::busy:
      brake.withdraw(client);
      return visit.refuse(503, say::kBusy);
    case Passwords::Answer::wrong:
      break;
  }
  return visit.refuse(401, say::kWrongPassword);
}

std::optional<web::Response> Desk::prove_current(const std::optional<std::string>& password,
                                                 const Visit& visit) {
  const auto user = roll.user(visit.caller.name);
  auto refused = prove(user ? &user->hash : nullptr, password.value_or(""), visit);
  if (!refused || refused->status != 401) return refused;
  const Fault wrong = fault("current_password", say::kCurrentPassword);
  return refusal(visit.language, {&wrong, 1});
}

std::optional<web::Response> Desk::prove_code(std::string_view typed, const Visit& visit) {
  if (!needs_code()) return std::nullopt;
  const net::IpAddress& client = visit.request.client.address;
  if (const int seconds = brake.attempt(client, options.now()); seconds > 0) {
    return wait_first(visit.language, seconds);
  }
  if (is_same_code(options.first_visit_code, typed)) {
    brake.succeeded(client);
    return std::nullopt;
  }
  const Fault wrong[] = {fault("code", say::kWrongCode)};
  return problem(403, visit.language, fault("", say::kWrongCode), wrong);
}

Language language_for(const web::Request& request, const Caller& caller) {
  return language_accepted(request.field("Accept-Language")).value_or(caller.language);
}

Body read_body(const Visit& visit, std::size_t longest) {
  Body body;
  const std::string& text = visit.request.body;
  if (text.size() > longest) {
    body.refused = visit.refuse(413, say::kTooLong, {std::to_string(longest)});
  } else if (!is_json(visit.request.field("Content-Type"))) {
    body.refused = visit.refuse(415, say::kNeedsJson);
  } else {
    body.fields = Fields::of(text);
    if (!body.fields) body.refused = visit.refuse(400, say::kNotJson);
  }
  return body;
}

void expect(Command& command, const Visit& visit) {
  if (auto expected = expected_by(visit.request.field("If-Match"))) {
    command.arguments["expected"] = std::move(*expected);
  }
}

web::Response answer_of(const Outcome& outcome, Language language) {
  if (outcome.kind != Outcome::Kind::done) return problem(outcome, language);
  return web::Response::json(outcome.json);
}

void rename_field(Outcome& outcome, std::string_view from, std::string_view to) {
  for (Fault& fault : outcome.faults) {
    if (fault.field == from) fault.field = to;
  }
}

std::optional<std::string> host_of(const web::Request& request) {
  std::string_view host = request.field("Host");
  const std::size_t bracket = host.rfind(']');
  const std::size_t colon = host.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  if (has_port) {
    if (!base::parse_unsigned(host.substr(colon + 1), 65535)) return std::nullopt;
    host = host.substr(0, colon);
  }
  if (!is_host(host)) return std::nullopt;
  return base::to_lower(host);
}

web::Response no_route(const web::Request& request, const std::string& allowed) {
  const Language language = language_for(request, {});
  if (allowed.empty()) {
    return problem(404, language, fault("", say::kNoSuchThing, {request.path}));
  }
  return problem(405, language, fault("", say::kOtherMethods, {allowed})).set("Allow", allowed);
}

}  // namespace console
