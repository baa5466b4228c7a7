// Who may sign in.
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"

namespace console {

namespace {

using nlohmann::json;

constexpr Fields::Length kNewPassword{kLeastPassword, kMostPassword};

json shown(const User& user) {
  json made = {
      {"name", user.name}, {"role", to_string(user.role)}, {"language", to_string(user.language)}};
  if (!user.extension.empty()) made["extension"] = user.extension;
  return made;
}

bool is_extension(Desk& desk, const std::string& number) {
  const Outcome found = desk.gate.execute({"extension.show", {{"number", number}}});
  return found.kind == Outcome::Kind::done;
}

// What is named of a user. It is applied to what is stored by then, so that of two who change him
// neither undoes what the other did.
struct UserChange {
  std::optional<Role> role{};
  std::optional<Language> language{};
  std::optional<std::string> extension{};
  std::optional<std::string> hash{};

  void apply(User& user) const {
    user.role = role.value_or(user.role);
    user.language = language.value_or(user.language);
    user.extension = extension.value_or(user.extension);
    user.hash = hash.value_or(user.hash);
  }
};

UserChange read_user(Desk& desk, Fields& fields, const User& before) {
  UserChange change;
  if (const auto role = fields.word("role", {"administrator", "operator", "user"})) {
    change.role = role_of(*role);
  }
  if (const auto language = fields.word("language", {"en", "zh"})) {
    change.language = language_of(*language);
  }
  change.extension = fields.text("extension", {0, 32});
  User after = before;
  change.apply(after);
  const bool named = change.role || change.extension;
  const bool needed = after.role == Role::user || !after.extension.empty();
  if (named && needed && !is_extension(desk, after.extension)) {
    fields.wrong("extension", say::kUserExtension);
  }
  return change;
}

web::Response refuse_kept(const Visit& visit, Roll::Kept kept, const std::string& name) {
  switch (kept) {
    case Roll::Kept::exists:
      return visit.refuse(409, say::kUserExists, {name});
    case Roll::Kept::missing:
      return visit.refuse(404, say::kNoSuchUser, {name});
    case Roll::Kept::last_administrator:
      return visit.refuse(409, say::kLastAdministrator);
    case Roll::Kept::full:
      return visit.refuse(409, say::kTooManyUsers, {std::to_string(kMaxUsers)});
    case Roll::Kept::done:
    case Roll::Kept::unavailable:
      break;
  }
  return visit.refuse(503, say::kBusy);
}

web::Response list_users(Desk& desk, const Visit&) {
  json list = json::array();
  for (const User& user : desk.roll.users()) list.push_back(shown(user));
  return web::Response::json(json{{"users", std::move(list)}}.dump());
}

web::Response add_user(Desk& desk, const Visit& visit) {
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Fields& fields = *body.fields;
  User user;
  user.language = visit.language;
  user.name = fields.text("name", {0, 256}).value_or("");
  if (fields.has("name") && !is_user_name(user.name)) fields.wrong("name", say::kUserName);
  const auto password = fields.text("password", kNewPassword);
  for (const char* name : {"name", "role", "password"}) fields.need(name);
  read_user(desk, fields, user).apply(user);
  if (const auto faults = fields.faults(); !faults.empty()) return refusal(visit.language, faults);
  auto hash = desk.passwords.hash(*password);
  if (!hash) return visit.refuse(503, say::kBusy);
  user.hash = std::move(*hash);
  const Roll::Kept kept = desk.roll.add(user);
  if (kept != Roll::Kept::done) return refuse_kept(visit, kept, user.name);
  return web::Response::json(shown(user).dump(), 201);
}

web::Response change_user(Desk& desk, const Visit& visit) {
  const std::string& name = visit.parts[0];
  const bool own = name == visit.caller.name;
  if (!own && !visit.caller.is_administrator()) return visit.refuse(403, say::kNotAllowed);
  const auto before = desk.roll.user(name);
  if (!before) return refuse_kept(visit, Roll::Kept::missing, name);
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  Fields& fields = *body.fields;
  const bool about_rights = fields.has("role") || fields.has("extension");
  if (about_rights && !visit.caller.is_administrator()) return visit.refuse(403, say::kNotAllowed);
  const auto password = fields.text("password", kNewPassword);
  const auto current = fields.text("current_password", {0, 256});
  UserChange change = read_user(desk, fields, *before);
  if (const auto faults = fields.faults(); !faults.empty()) return refusal(visit.language, faults);
  if (password) {
    if (own) {
      if (auto refused = desk.prove_current(current, visit)) return std::move(*refused);
    }
    change.hash = desk.passwords.hash(*password);
    if (!change.hash) return visit.refuse(503, say::kBusy);
  }
  User after;
  const Roll::Kept kept = desk.roll.change(name, [&](User& user) {
    change.apply(user);
    after = user;
  });
  if (kept == Roll::Kept::last_administrator) {
    const Fault wrong = fault("role", say::kLastAdministrator);
    return refusal(visit.language, {&wrong, 1});
  }
  if (kept != Roll::Kept::done) return refuse_kept(visit, kept, name);
  if (password) {
    desk.sessions.close_others(name, own ? visit.request.cookie(Desk::kCookie) : "");
  }
  return web::Response::json(shown(after).dump());
}

web::Response remove_user(Desk& desk, const Visit& visit) {
  const std::string& name = visit.parts[0];
  const Roll::Kept kept = desk.roll.remove(name);
  if (kept != Roll::Kept::done) return refuse_kept(visit, kept, name);
  desk.sessions.close_others(name, "");
  return web::Response::empty();
}

}  // namespace

void add_users(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/users", list_users);
  desk.serve(router, "POST", "/api/v1/users", add_user);
  desk.serve(router, "PATCH", "/api/v1/users/{name}", change_user);
  desk.serve(router, "DELETE", "/api/v1/users/{name}", remove_user);
}

}  // namespace console
