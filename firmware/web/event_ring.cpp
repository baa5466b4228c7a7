#include "firmware/web/event_ring.h"

namespace web {

void EventRing::publish(std::string_view type, std::string data) {
  {
    const std::lock_guard lock(mutex_);
    octets_ += type.size() + data.size();
    events_.push_back({++last_, std::string(type), std::move(data)});
    while (events_.size() > kMaxEvents || octets_ > kMaxOctets) {
      octets_ -= events_.front().type.size() + events_.front().data.size();
      events_.pop_front();
    }
  }
  came_.notify_all();
}

EventRing::Batch EventRing::wait(std::uint64_t id, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, patience, [&] { return closed_ || last_ != id; });
  if (closed_ || last_ == id) return {};
  Batch batch;
  // An id we never gave is of another life of this process.
  batch.lost = id > last_ || last_ - id > events_.size();
  const std::size_t kept = batch.lost ? events_.size() : static_cast<std::size_t>(last_ - id);
  batch.events.assign(events_.end() - static_cast<std::ptrdiff_t>(kept), events_.end());
  return batch;
}

std::uint64_t EventRing::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

void EventRing::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  came_.notify_all();
}

bool EventRing::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace web
