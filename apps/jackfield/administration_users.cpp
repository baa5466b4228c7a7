// The commands on those who may sign in to the page, for whoever holds the data folder: the way
// back in when the administrator's password is lost. Of a password only its hash comes here; who
// types the command makes it, as that takes a tenth of a second and more.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/console/api/users_table.h"
#include "apps/jackfield/administration_commands.h"

namespace jackfield {

namespace {

using console::User;
using nlohmann::json;

const User* find_user(const std::vector<User>& users, std::string_view name) {
  const auto found = std::ranges::find(users, name, &User::name);
  return found == users.end() ? nullptr : &*found;
}

Outcome no_such_user(const Request& request) {
  return Outcome::error(ExitCode::not_found, {"There is no user {}: see jackfield user list",
                                              {std::string(request.get("name"))}});
}

// The console keeps users in memory: it is told whom to look at again.
Outcome announce_user(Desk& desk, const std::string& name) {
  desk.changes.changed_users.push_back(name);
  return Outcome::success(json{{"name", name}}.dump());
}

}  // namespace

Outcome list_users(Desk& desk, const Request&) {
  const auto users = console::UsersTable(desk.database).all();
  if (!users) return store_failure(users.error());
  json list = json::array();
  for (const User& user : *users) {
    list.push_back({{"name", user.name},
                    {"role", to_string(user.role)},
                    {"extension", user.extension},
                    {"language", to_string(user.language)}});
  }
  return Outcome::success(json{{"users", std::move(list)}}.dump());
}

Outcome set_user_password(Desk& desk, const Request& request) {
  console::UsersTable table(desk.database);
  const auto users = table.all();
  if (!users) return store_failure(users.error());
  const User* const found = find_user(*users, request.get("name"));
  if (found == nullptr) return no_such_user(request);
  User user = *found;
  user.hash = request.get("hash");
  if (user.hash.empty()) {
    return Outcome::invalid({{"A password is needed, as its hash", {}, "hash"}});
  }
  if (const auto done = table.put(user, desk.stamp); !done) return store_failure(done.error());
  return announce_user(desk, user.name);
}

Outcome remove_user(Desk& desk, const Request& request) {
  console::UsersTable table(desk.database);
  const auto users = table.all();
  if (!users) return store_failure(users.error());
  const User* const user = find_user(*users, request.get("name"));
  if (user == nullptr) return no_such_user(request);
  const auto governs = [](const User& one) { return one.role == console::Role::administrator; };
  if (governs(*user) && std::ranges::count_if(*users, governs) == 1) {
    // Else whoever comes first could become it.
    return Outcome::error(ExitCode::conflict,
                          {"{} is the last administrator and stays: give another password with "
                           "jackfield user set-password",
                           {user->name}});
  }
  if (const auto done = table.remove(user->name); !done) return store_failure(done.error());
  return announce_user(desk, user->name);
}

}  // namespace jackfield
