#include "apps/console/api/access.h"

namespace console {

namespace {

using For = Access::For;

constexpr Access kAccess[] = {
    {"GET", "/api/v1/setup", For::anybody, Scope::system, true},
    {"PUT", "/api/v1/setup", For::anybody, {}},
    {"GET", "/api/v1/session", For::users, Scope::system, true},
    {"POST", "/api/v1/session", For::anybody, {}},
    {"DELETE", "/api/v1/session", For::users, {}},
    {"GET", "/api/v1/users", For::administrators, Scope::system, true},
    {"POST", "/api/v1/users", For::administrators, {}},
    {"PATCH", "/api/v1/users/{name}", For::users, {}},
    {"DELETE", "/api/v1/users/{name}", For::administrators, {}},
    {"GET", "/api/v1/tokens", For::administrators, Scope::system, true},
    {"POST", "/api/v1/tokens", For::administrators, {}},
    {"DELETE", "/api/v1/tokens/{id}", For::administrators, {}},

    {"GET", "/api/v1/extensions", For::users, Scope::people, true},
    {"POST", "/api/v1/extensions", For::operators, Scope::people},
    {"GET", "/api/v1/extensions/{number}", For::users, Scope::people, true},
    {"PATCH", "/api/v1/extensions/{number}", For::users, Scope::people},
    {"DELETE", "/api/v1/extensions/{number}", For::operators, Scope::people},
    {"POST", "/api/v1/extensions/{number}/connection", For::operators, Scope::people},
    {"GET", "/api/v1/registrations", For::users, Scope::people, true},

    {"GET", "/api/v1/rules", For::operators, Scope::rules, true},
    {"POST", "/api/v1/rules", For::operators, Scope::rules},
    {"PUT", "/api/v1/rules/order", For::operators, Scope::rules},
    {"GET", "/api/v1/rules/{position}", For::operators, Scope::rules, true},
    {"PATCH", "/api/v1/rules/{position}", For::operators, Scope::rules},
    {"DELETE", "/api/v1/rules/{position}", For::operators, Scope::rules},
    {"GET", "/api/v1/rooms", For::operators, Scope::rules, true},
    {"POST", "/api/v1/rooms", For::operators, Scope::rules},
    {"GET", "/api/v1/rooms/{number}", For::operators, Scope::rules, true},
    {"PATCH", "/api/v1/rooms/{number}", For::operators, Scope::rules},
    {"DELETE", "/api/v1/rooms/{number}", For::operators, Scope::rules},
    {"GET", "/api/v1/apps", For::operators, Scope::rules, true},
    {"GET", "/api/v1/explain", For::operators, Scope::rules, true},

    {"GET", "/api/v1/calls", For::users, Scope::calls, true},
    {"GET", "/api/v1/calls/live", For::users, Scope::calls, true},
    {"GET", "/api/v1/calls/{id}", For::users, Scope::calls, true},
    {"GET", "/api/v1/recordings", For::administrators, Scope::recordings},
    {"GET", "/api/v1/recordings/{name}", For::administrators, Scope::recordings},
    {"DELETE", "/api/v1/recordings/{name}", For::administrators, Scope::recordings},

    {"GET", "/api/v1/sounds", For::operators, Scope::recordings, true},
    {"POST", "/api/v1/sounds", For::administrators, Scope::recordings},
    {"GET", "/api/v1/sounds/{name}", For::operators, Scope::recordings, true},
    {"DELETE", "/api/v1/sounds/{name}", For::administrators, Scope::recordings},

    {"GET", "/api/v1/settings", For::administrators, Scope::system, true},
    {"PATCH", "/api/v1/settings", For::administrators, Scope::system},
    {"GET", "/api/v1/status", For::users, Scope::system, true},
    {"GET", "/api/v1/log", For::administrators, Scope::system, true},
    {"GET", "/api/v1/certificate", For::administrators, Scope::system, true},
    {"PUT", "/api/v1/certificate", For::administrators, Scope::system},
    {"DELETE", "/api/v1/certificate", For::administrators, Scope::system},
    {"GET", "/api/v1/backup", For::administrators, Scope::system},
    {"PUT", "/api/v1/backup", For::anybody, Scope::system},  // looks itself who asks
    {"POST", "/api/v1/factory-reset", For::administrators, {}},
    {"GET", "/api/v1/update", For::administrators, Scope::system, true},
    {"PUT", "/api/v1/update", For::administrators, Scope::system},
    {"POST", "/api/v1/update/restart", For::administrators, Scope::system},
    {"POST", "/api/v1/update/rollback", For::administrators, Scope::system},
    {"GET", "/api/v1/openapi.yaml", For::anybody, {}},

    // Besides the API: of the Server, of phones, of whoever watches over the box.
    {"GET", "/api/v1/events", For::operators, Scope::calls, true},
    {"GET", "/provisioning/linphone/{ticket}.xml", For::anybody, {}},
    {"GET", "/provisioning/microsip/{ticket}.ini", For::anybody, {}},
    {"GET", "/healthz", For::anybody, {}},
    {"GET", "/metrics", For::anybody, {}},  // looks itself who asks
};

}  // namespace

std::span<const Access> all_access() {
  return kAccess;
}

const Access* access_to(std::string_view method, std::string_view pattern) {
  for (const Access& access : kAccess) {
    if (access.method == method && access.pattern == pattern) return &access;
  }
  return nullptr;
}

}  // namespace console
