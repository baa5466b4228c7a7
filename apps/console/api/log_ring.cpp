#include "apps/console/api/log_ring.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/console/api/problem.h"

namespace console {

std::string json_of(const LogEvent& event) {
  const nlohmann::json shown = {{"id", event.id},
                                {"at", time_text(event.at)},
                                {"severity", base::to_string(event.severity)},
                                {"text", event.text}};
  return shown.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void LogRing::write(base::Severity severity, std::string_view part, std::string_view event,
                    std::initializer_list<base::LogField> fields) {
  next_.write(severity, part, event, fields);
  LogEvent kept{0, clock_.now(), severity, base::format_line(part, event, fields)};
  kept.text.resize(std::min(kept.text.size(), kLongestText));
  const std::lock_guard lock(mutex_);
  kept.id = ++last_;
  octets_ += kept.text.size();
  if (live_ != nullptr) {
    // Its words are for those who may read the log; the events have more readers.
    live_->publish("log", "{\"id\":" + std::to_string(kept.id) + '}');
  }
  events_.push_back(std::move(kept));
  while (events_.size() > kMostEvents || octets_ > kMostOctets) {
    octets_ -= events_.front().text.size();
    events_.pop_front();
  }
}

std::vector<LogEvent> LogRing::after(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  std::vector<LogEvent> later;
  for (const LogEvent& event : events_) {
    if (event.id > id) later.push_back(event);
  }
  return later;
}

}  // namespace console
