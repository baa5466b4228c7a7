// The simulated world: one clock, one seed, one network, one name service, one ladder. Minutes of
// telephony pass in milliseconds, and the same seed gives the same world again.
//
//   World world(seed);
//   Phone alice(world, "10.0.0.11", "sip:100@office.example", {.proxy = "10.0.0.1"});
//   world.advance(200ms);
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "firmware/base/log.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "tests/sim/events.h"
#include "tests/sim/ladder.h"
#include "tests/sim/network.h"
#include "tests/sim/resolver.h"

namespace sim {

// RFC 3261 section 17.1.1.1.
inline constexpr base::Duration kT1 = std::chrono::milliseconds(500);
inline constexpr base::Duration kT2 = std::chrono::seconds(4);
inline constexpr base::Duration kT4 = std::chrono::seconds(5);

// After this long without a party nothing of a call may be left.
inline constexpr base::Duration kAftermath = 64 * kT1 + std::chrono::seconds(5);

// Keeps the last lines that were written.
class RecordingLog : public base::Log {
 public:
  static constexpr std::size_t kMaxLines = 1000;
  void write(base::Severity severity, std::string_view part, std::string_view event,
             std::initializer_list<base::LogField> fields) override;
  const std::deque<std::string>& lines() const { return lines_; }
  bool contains(std::string_view text) const;

 private:
  std::deque<std::string> lines_;
};

class World {
 public:
  explicit World(std::uint64_t seed = 1);

  // Time passes; what is due until then happens.
  void advance(base::Duration time);
  // Until `condition` holds or `limit` has passed; true when it holds.
  bool advance_until(const std::function<bool()>& condition, base::Duration limit);
  // Until nothing is due within the next five seconds (far timers remain), two minutes at most.
  void settle();

  std::uint64_t seed() const { return seed_; }
  base::Instant now() const { return timers_.now(); }
  base::TimerQueue& timers() { return timers_; }
  base::SeededRandom& random() { return random_; }
  const base::WallClock& wall_clock() const { return wall_clock_; }
  // The calendar jumps; the clock that timers run by does not.
  void shift_calendar(std::chrono::milliseconds by) { wall_clock_.shift += by; }
  RecordingLog& log() { return log_; }
  Events& events() { return events_; }
  SimNetwork& network() { return network_; }
  Host& host(std::string_view address) { return network_.host(address); }
  SimResolver& names() { return names_; }
  Ladder& ladder() { return ladder_; }

  void begin_storm();
  bool is_stormy() const { return stormy_; }

  // Something is wrong in this world: recorded as a test failure with seed and ladder, once; what
  // follows from the first fault is not worth reading.
  void fault(const std::string& what, const char* file = __builtin_FILE(),
             int line = __builtin_LINE());
  bool is_at_fault() const { return at_fault_; }

 private:
  class Calendar : public base::WallClock {
   public:
    explicit Calendar(const base::TimerQueue& timers) : timers_(timers) {}
    base::WallTime now() const override;
    std::chrono::milliseconds shift{};

   private:
    const base::TimerQueue& timers_;
  };

  const std::uint64_t seed_;
  base::TimerQueue timers_;
  base::SeededRandom random_;
  Calendar wall_clock_{timers_};
  RecordingLog log_;
  Ladder ladder_;
  Events events_{timers_};
  SimNetwork network_{events_, random_, ladder_};
  SimResolver names_{events_};
  bool stormy_ = false;
  bool at_fault_ = false;
};

}  // namespace sim
