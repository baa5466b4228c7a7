#include "apps/jackfield/console_news.h"

#include <nlohmann/json.hpp>

#include "apps/jackfield/administration_commands.h"

namespace jackfield {

namespace {

using nlohmann::json;

// Text of phones may be no UTF-8.
std::string news_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

void ConsoleNews::on_phones_changed(std::string_view number, std::size_t phones) {
  events_.publish("registration", news_text({{"number", number}, {"registered", phones}}));
}

void ConsoleNews::on_call(const LiveCall& call) {
  events_.publish("call", to_json(call));
}

void ConsoleNews::on_call_over(std::string_view id) {
  events_.publish("call-ended", news_text({{"id", id}}));
}

void ConsoleNews::on_applied(const Changes& changes) {
  if (!changes.put_accounts.empty() || !changes.removed_accounts.empty()) {
    events_.publish("extensions", "{}");
  }
  if (changes.rules) events_.publish("rules", "{}");
  if (!changes.put_sounds.empty() || !changes.removed_sounds.empty()) {
    events_.publish("sounds", "{}");
  }
  if (!changes.changed_users.empty() && users_) users_(changes.changed_users);
  if (changes.settings) events_.publish("settings", "{}");
}

void ConsoleNews::on_named(const std::string& label) {
  if (named_) named_(label);
}

}  // namespace jackfield
