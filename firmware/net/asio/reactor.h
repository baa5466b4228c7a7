// What the sockets of one EventLoop share: Asio's io_context, the timers, the area datagrams and
// octets are read into, and the turn's end. Private to this folder; the loop's thread only, but for
// post().
#pragma once

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/net/address.h"
#include "firmware/net/error.h"

namespace net {

class UdpPoll;
class Watch;

// Whoever gathers writes until the turn ends.
class Batch {
 public:
  virtual ~Batch() = default;
  virtual void end_turn() = 0;  // calls no user
};

class Reactor {
 public:
  static constexpr std::size_t kSlots = 32;          // datagrams read by one system call
  static constexpr std::size_t kSlotSize = 1 << 16;  // holds any datagram

  explicit Reactor(base::TimerQueue& timers);
  ~Reactor();

  void run();
  void stop();
  void post(std::function<void()> task);
  void on_signal(std::function<void(int)> act);
  void gather_for(base::Duration pause) { pause_ = pause; }
  Result<IpAddress> source_address(const IpAddress& remote);

  base::TimerQueue& timers() { return timers_; }
  boost::asio::io_context& io() { return io_; }
  Result<UdpPoll*> udp();  // made with the first socket

  // The shared area. Its pages cost memory only once a datagram has come to lie there.
  std::span<char, kSlotSize> slot(std::size_t index) {
    return std::span<char, kSlotSize>(area_.get() + index * kSlotSize, kSlotSize);
  }

  // A pending wait knows its Watch by number only: who is gone is not found.
  std::uint64_t enter(Watch& watch);
  void leave(std::uint64_t watch);
  bool is_watching(std::uint64_t watch) const { return watches_.contains(watch); }
  enum class Readiness : std::uint8_t { readable, writable };
  void deliver(std::uint64_t watch, Readiness readiness);

  void tell_time() { timers_.advance_to(monotonic_now()); }

  void await_end_of_turn(Batch& batch) { batches_.push_back(&batch); }
  void forget(Batch& batch) { std::erase(batches_, &batch); }

 private:
  struct Source {
    IpAddress address;
    base::Instant until;
  };
  void await_signal();
  void wait_for_one();
  void pause();
  void end_turn();
  static base::Instant monotonic_now();

  base::TimerQueue& timers_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::signal_set signals_{io_};
  std::function<void(int)> on_signal_;
  bool stopping_ = false;
  base::Duration pause_{};
  base::Instant woken_at_;  // after the last pause
  std::uint64_t last_watch_ = 0;
  std::unordered_map<std::uint64_t, Watch*> watches_;
  std::vector<Batch*> batches_;
  std::unordered_map<Endpoint, Source, EndpointHash> sources_;  // by remote address, port 0
  std::unique_ptr<char[]> area_;
  std::unique_ptr<UdpPoll> udp_;
};

}  // namespace net
