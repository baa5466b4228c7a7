// EventRing: the latest events, for those who watch live and those who come back after a while.
// Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace web {

class EventRing {
 public:
  static constexpr std::size_t kMaxEvents = 512;
  static constexpr std::size_t kMaxOctets = 256 << 10;

  struct Event {
    std::uint64_t id = 0;  // from 1
    std::string type;      // "call"
    std::string data;      // JSON
  };

  void publish(std::string_view type, std::string data);

  struct Batch {
    std::vector<Event> events;
    bool lost = false;  // some after `id` are kept no more
  };
  // Those after `id`; waits for one until `patience` has passed or close().
  Batch wait(std::uint64_t id, std::chrono::milliseconds patience);
  std::uint64_t last() const;

  void close();  // nobody waits any longer
  bool is_closed() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Event> events_;
  std::size_t octets_ = 0;
  std::uint64_t last_ = 0;
  bool closed_ = false;
};

}  // namespace web
