// How long a DoorConnection waits for whom.
#include <utility>

#include "firmware/web/door_connection.h"

namespace web {

void DoorConnection::on_deadline() {
  switch (state_) {
    case State::awaiting_head:
      // Browsers open connections that they may never need: those get no answer.
      return reader_.has_begun() ? refuse({408, kSlow}) : end();
    case State::idle:
      return leave();
    case State::forwarding:
      if (is_answered_) return check_moving();
      if (body_left_ > 0) return check_body();
      return refuse({504, "The server is too slow"});
    case State::tunnel:
      return check_tunnel();
    case State::leaving:
      return check_moving();
    case State::ended:
      return;
  }
}

// It comes at the least rate, unless it is us who did not read, and ends one day.
void DoorConnection::check_body() {
  const DoorOptions& options = premises_.options;
  const auto seconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(kBodyWindow).count());
  const bool is_here = body_left_ <= input_.size();
  const bool is_slow = body_came_ < options.slowest_body * seconds;
  if (premises_.timers.now() - began_ >= options.body_time ||
      (is_slow && !is_here && !was_held_up_)) {
    return refuse({408, kSlow});
  }
  body_came_ = 0;
  was_held_up_ = false;
  regulate();  // still held up?
  deadline_.arm(kBodyWindow);
}

void DoorConnection::check_moving() {
  if (!has_moved()) return end();
  deadline_.arm(premises_.options.stall_time);
}

// Silence is allowed for longer than not taking what is there.
void DoorConnection::check_tunnel() {
  const base::Instant now = premises_.timers.now();
  if (has_moved()) last_move_ = now;
  const bool is_stuck = client_.queued() > 0 || exchange_->queued() > 0;
  const base::Duration silence = now - last_move_;
  const DoorOptions& options = premises_.options;
  if (silence >= (is_stuck ? options.stall_time : options.tunnel_idle_time)) return end();
  deadline_.arm(options.stall_time);
}

// Since it was last asked.
bool DoorConnection::has_moved() {
  const std::uint64_t moved = client_.written() + heard_;
  return std::exchange(moved_, moved) != moved;
}

}  // namespace web
