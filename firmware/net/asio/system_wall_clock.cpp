#include "firmware/net/asio/system_wall_clock.h"

#include <sys/time.h>

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
  const timeval set = parts(std::chrono::duration_cast<std::chrono::microseconds>(now) + by);
  return settimeofday(&set, nullptr) == 0;
}

}  // namespace net
