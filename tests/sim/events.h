// Things that happen later in the simulated world: octets in flight, answers of a name server,
// commits of a store. One thread, owned by the World.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "firmware/base/timer_queue.h"

namespace sim {

class Events {
 public:
  explicit Events(base::TimerQueue& timers) : timers_(timers) {}

  // Runs `event` after `delay`, never from inside this call; ties run in the order they came.
  void post(base::Duration delay, std::function<void()> event);

  base::Instant now() const { return timers_.now(); }
  std::size_t pending() const { return events_.size(); }

 private:
  void run_due();
  void arm();

  base::TimerQueue& timers_;
  base::MemberTimer<&Events::run_due> due_{timers_, this};
  std::map<std::pair<base::Instant, std::uint64_t>, std::function<void()>> events_;
  std::uint64_t next_order_ = 0;
  base::Instant armed_for_;
};

}  // namespace sim
