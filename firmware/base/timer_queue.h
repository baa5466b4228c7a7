// Passive timers: the queue is told the time and runs what is due; it never asks a clock.
//
// A Timer is a member of what it times. Destruction disarms it, also from inside its own call-back.
// One thread; no locks. Cost: O(log n) to arm and to disarm, no allocation per timer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "firmware/base/instant.h"

namespace base {

class Timer;

class TimerQueue {
 public:
  explicit TimerQueue(Instant start = {}) : now_(start) {}
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;
  ~TimerQueue();  // every timer must be gone or disarmed

  // The instant of the current turn: what run_due or advance_to was last told.
  Instant now() const { return now_; }

  // Moves now() forward without running anything; an earlier instant is ignored.
  void advance_to(Instant now);

  // Moves now() to each deadline in turn, up to `now`, and runs what is due, oldest first, ties in
  // the order they were armed. Timers armed meanwhile for a due instant run too.
  void run_due(Instant now);

  std::optional<Instant> next_deadline() const;
  std::size_t armed() const { return heap_.size(); }

 private:
  friend class Timer;
  struct Entry {
    Instant deadline;
    std::uint64_t order;
    Timer* timer;
    bool before(const Entry& other) const {
      return deadline != other.deadline ? deadline < other.deadline : order < other.order;
    }
  };
  void arm(Timer& timer, Instant deadline);
  void disarm(Timer& timer);
  void place(std::size_t index, const Entry& entry);
  void sift_up(std::size_t index);
  void sift_down(std::size_t index);

  Instant now_;
  std::uint64_t next_order_ = 0;
  std::vector<Entry> heap_;
};

class Timer {
 public:
  using Fire = void (*)(void* owner);

  Timer(TimerQueue& queue, Fire fire, void* owner) : queue_(queue), fire_(fire), owner_(owner) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { disarm(); }

  // Arms (again) for an instant, or for `delay` after the queue's now().
  void arm_at(Instant deadline) { queue_.arm(*this, deadline); }
  void arm(Duration delay) { queue_.arm(*this, queue_.now() + delay); }
  void disarm() {
    if (armed()) queue_.disarm(*this);
  }
  bool armed() const { return index_ != kIdle; }

 private:
  friend class TimerQueue;
  static constexpr std::size_t kIdle = static_cast<std::size_t>(-1);

  TimerQueue& queue_;
  Fire fire_;
  void* owner_;
  std::size_t index_ = kIdle;
};

// A timer that calls one member function of its owner:
//   MemberTimer<&InviteClientTransaction::on_timer_a> timer_a_{timers, this};
template <auto Method>
class MemberTimer;

template <class Owner, void (Owner::*Method)()>
class MemberTimer<Method> : public Timer {
 public:
  MemberTimer(TimerQueue& queue, Owner* owner)
      : Timer(
            queue, [](void* object) { (static_cast<Owner*>(object)->*Method)(); }, owner) {}
};

}  // namespace base
