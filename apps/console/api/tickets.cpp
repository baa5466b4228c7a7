#include "apps/console/api/tickets.h"

#include <algorithm>
#include <utility>

#include "firmware/crypto/digest.h"

namespace console {

std::optional<Connection> Tickets::find(std::string_view number, base::Instant now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  const auto found = by_number_.find(number);
  if (found == by_number_.end()) return std::nullopt;
  return found->second.connection;
}

void Tickets::put(Connection connection, base::Instant now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  if (by_number_.size() >= kMost) {
    by_number_.erase(std::min_element(
        by_number_.begin(), by_number_.end(),
        [](const auto& a, const auto& b) { return a.second.made < b.second.made; }));
  }
  std::string number = connection.number;
  by_number_.insert_or_assign(std::move(number), Ticket{std::move(connection), now});
}

void Tickets::forget(std::string_view number) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_number_.find(number); found != by_number_.end()) {
    by_number_.erase(found);
  }
}

void Tickets::forget_all() {
  const std::lock_guard lock(mutex_);
  by_number_.clear();
}

std::optional<Connection> Tickets::fetch(Phone phone, std::string_view link, bool spend,
                                         base::Instant now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  for (auto& [number, ticket] : by_number_) {
    const Connection& connection = ticket.connection;
    const std::string& expected =
        phone == Phone::linphone ? connection.linphone : connection.microsip;
    bool& spent = ticket.spent[static_cast<std::size_t>(phone)];
    if (spent || !crypto::equal_in_constant_time(expected, link)) continue;
    spent = spend;
    return connection;
  }
  return std::nullopt;
}

void Tickets::forget_old(base::Instant now) {
  std::erase_if(by_number_, [now](const auto& entry) { return now - entry.second.made >= kLife; });
}

}  // namespace console
