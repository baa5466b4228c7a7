// The tokens of programs.
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"

namespace console {

namespace {

using nlohmann::json;

constexpr std::string_view kSecretBegin = "jf_";  // so that a leaked one is found in texts

json shown(Desk& desk, const Token& token) {
  const auto last_used = desk.roll.last_used(token.id);
  return {{"id", token.id},
          {"name", token.name},
          {"scopes", token.scopes.words()},
          {"created", time_text(token.created)},
          {"last_used", last_used ? json(time_text(*last_used)) : json()}};
}

web::Response list_tokens(Desk& desk, const Visit&) {
  json list = json::array();
  for (const Token& token : desk.roll.tokens()) list.push_back(shown(desk, token));
  return web::Response::json(json{{"tokens", std::move(list)}}.dump());
}

web::Response add_token(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Fields& fields = *body.fields;
  Token token;
  token.name = fields.text("name", {1, kMaxTokenName}).value_or("");
  for (const std::string& word : fields.texts("scopes", kScopes)) {
    const auto scope = scope_of(word);
    if (!scope) {
      fields.wrong("scopes", say::kOneOf, {"read, people, rules, calls, recordings, system"});
      break;
    }
    token.scopes.add(*scope);
  }
  fields.need("name");
  fields.need("scopes");
  if (token.scopes.empty()) fields.wrong("scopes", say::kMissing);
  if (const auto faults = fields.faults(); !faults.empty()) return refusal(visit.language, faults);
  const std::string secret = std::string(kSecretBegin) + desk.secrets.key();
  token.id = desk.secrets.uuid();
  token.digest = digest_of_secret(secret);
  token.created = desk.options.wall.now();
  const Roll::Kept kept = desk.roll.add(token);
  if (kept == Roll::Kept::full) {
    return visit.refuse(422, say::kTooManyTokens, {std::to_string(kMaxTokens)});
  }
  if (kept != Roll::Kept::done) return visit.refuse(503, say::kBusy);
  json made = shown(desk, token);
  made["secret"] = secret;
  return web::Response::json(made.dump(), 201);
}

web::Response remove_token(Desk& desk, const Visit& visit) {
  const Roll::Kept kept = desk.roll.remove_token(visit.parts[0]);
  if (kept == Roll::Kept::missing) return visit.refuse(404, say::kNoSuchToken, {visit.parts[0]});
  if (kept != Roll::Kept::done) return visit.refuse(503, say::kBusy);
  return web::Response::empty();
}

}  // namespace

void add_tokens(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/tokens", list_tokens);
  desk.serve(router, "POST", "/api/v1/tokens", add_token);
  desk.serve(router, "DELETE", "/api/v1/tokens/{id}", remove_token);
}

}  // namespace console
