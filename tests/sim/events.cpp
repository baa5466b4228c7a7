#include "tests/sim/events.h"

namespace sim {

void Events::post(base::Duration delay, std::function<void()> event) {
  events_.emplace(std::pair(timers_.now() + delay, next_order_++), std::move(event));
  arm();
}

void Events::run_due() {
  const auto first = events_.begin();
  const std::function<void()> event = std::move(first->second);
  events_.erase(first);
  arm();
  event();
}

void Events::arm() {
  if (events_.empty()) return;
  const base::Instant first = events_.begin()->first.first;
  if (!due_.armed() || armed_for_ != first) due_.arm_at(first);
  armed_for_ = first;
}

}  // namespace sim
