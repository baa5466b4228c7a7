#include "firmware/net/asio/system_wall_clock.h"

#include <sys/time.h>

#include <utility>

namespace net {

base::WallTime SystemWallClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

bool shift_system_clock(std::chrono::microseconds by) {
  const auto parts = [](std::chrono::microseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return timeval{static_cast<time_t>(seconds.count()),
                   static_cast<suseconds_t>((time - seconds).count())};
  };
  if (std::chrono::abs(by) < std::chrono::milliseconds(500)) {
    const timeval slew = parts(by);
    return adjtime(&slew, nullptr) == 0;
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto then = std::chrono::duration_cast<std::chrono::microseconds>(now) + by;
  if (!std::in_range<time_t>(std::chrono::floor<std::chrono::seconds>(then).count())) return false;
  const timeval set = parts(then);
  return settimeofday(&set, nullptr) == 0;
}

}  // namespace net
