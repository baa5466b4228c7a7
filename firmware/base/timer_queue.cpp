#include "firmware/base/timer_queue.h"

#include "firmware/base/assert.h"

namespace base {

TimerQueue::~TimerQueue() {
  ASSERT(heap_.empty());
}

void TimerQueue::advance_to(Instant now) {
  if (now > now_) now_ = now;
}

void TimerQueue::run_due(Instant now) {
  while (!heap_.empty() && heap_.front().deadline <= now) {
    advance_to(heap_.front().deadline);
    Timer* timer = heap_.front().timer;
    disarm(*timer);
    timer->fire_(timer->owner_);  // may destroy the timer: nothing of it is touched afterwards
  }
  advance_to(now);
}

std::optional<Instant> TimerQueue::next_deadline() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

void TimerQueue::arm(Timer& timer, Instant deadline) {
  timer.disarm();
  timer.index_ = heap_.size();
  heap_.push_back({deadline, next_order_++, &timer});
  sift_up(timer.index_);
}

void TimerQueue::disarm(Timer& timer) {
  const std::size_t hole = timer.index_;
  ASSERT(hole < heap_.size() && heap_[hole].timer == &timer);
  timer.index_ = Timer::kIdle;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (last.timer == &timer) return;
  place(hole, last);
  sift_up(hole);
  sift_down(last.timer->index_);
}

void TimerQueue::place(std::size_t index, const Entry& entry) {
  heap_[index] = entry;
  entry.timer->index_ = index;
}

void TimerQueue::sift_up(std::size_t index) {
  const Entry entry = heap_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 4;
    if (!entry.before(heap_[parent])) break;
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, entry);
}

void TimerQueue::sift_down(std::size_t index) {
  const Entry entry = heap_[index];
  for (;;) {
    const std::size_t first = index * 4 + 1;
    if (first >= heap_.size()) break;
    std::size_t least = first;
    for (std::size_t child = first + 1; child < first + 4 && child < heap_.size(); ++child) {
      if (heap_[child].before(heap_[least])) least = child;
    }
    if (!heap_[least].before(entry)) break;
    place(index, heap_[least]);
    index = least;
  }
  place(index, entry);
}

}  // namespace base
