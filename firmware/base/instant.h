// Instant: a point on the monotonic clock. WallTime: a point on the calendar (UTC).
// Engines never read a clock: an Instant is handed to them, a WallClock is injected.
#pragma once

#include <chrono>
#include <cstdint>

namespace base {

// The clock behind Instant. It has no now(): only the event loop (or the simulation) knows that.
struct MonotonicClock {
  using duration = std::chrono::microseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;
};

using Instant = MonotonicClock::time_point;
using Duration = MonotonicClock::duration;

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// Tells the calendar time. May jump. Implementations: SystemWallClock (net/asio), the simulation's.
class WallClock {
 public:
  virtual ~WallClock() = default;
  virtual WallTime now() const = 0;
};

}  // namespace base
