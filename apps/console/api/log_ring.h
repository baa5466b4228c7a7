// LogRing: the latest events of the log, for the page, on their way to another Log. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/base/log.h"
#include "firmware/web/event_ring.h"

namespace console {

struct LogEvent {
  std::uint64_t id = 0;  // from 1
  base::WallTime at{};
  base::Severity severity = base::Severity::info;
  std::string text;
};

// As the API shows it.
std::string json_of(const LogEvent& event);

class LogRing final : public base::Log {
 public:
  static constexpr std::size_t kMostEvents = 500;
  static constexpr std::size_t kMostOctets = 128 << 10;
  static constexpr std::size_t kLongestText = 1024;

  // `live`, when there is one, is told of each event's id as type "log".
  LogRing(base::Log& next, const base::WallClock& clock, web::EventRing* live = nullptr)
      : next_(next), clock_(clock), live_(live) {}

  void write(base::Severity severity, std::string_view part, std::string_view event,
             std::initializer_list<base::LogField> fields) override;

  // Those after `id` that are still kept, in their order.
  std::vector<LogEvent> after(std::uint64_t id) const;

 private:
  base::Log& next_;
  const base::WallClock& clock_;
  web::EventRing* const live_;
  mutable std::mutex mutex_;
  std::deque<LogEvent> events_;
  std::size_t octets_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace console
