#include "firmware/net/asio/reactor.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include "firmware/base/assert.h"
#include "firmware/net/asio/socket.h"
#include "firmware/net/asio/udp_poll.h"
#include "firmware/net/asio/watch.h"

namespace net {

namespace {

constexpr base::Duration kSourceLifetime = std::chrono::seconds(5);
constexpr std::size_t kMaxSources = 1024;
constexpr std::uint16_t kDiscardPort = 9;  // any port will do: nothing is sent

// Connecting a UDP socket sends nothing, but makes the kernel choose the route.
Result<IpAddress> ask_kernel(const IpAddress& remote) {
  const SocketAddress target(Endpoint{remote, kDiscardPort});
  const auto socket = open_socket(target.family(), SOCK_DGRAM);
  if (!socket) return socket.error();
  if (::connect(socket->get(), target.get(), target.length()) != 0) return error_of(errno);
  return local_endpoint(socket->get()).address;
}

}  // namespace

Reactor::Reactor(base::TimerQueue& timers)
    : timers_(timers),
      work_(io_.get_executor()),
      area_(std::make_unique_for_overwrite<char[]>(kSlots * kSlotSize)) {
  tell_time();
}

Reactor::~Reactor() {
  udp_.reset();
  ASSERT(watches_.empty() && batches_.empty());
}

base::Instant Reactor::monotonic_now() {
  const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
  return base::Instant(std::chrono::duration_cast<base::Duration>(since_boot));
}

void Reactor::run() {
  stopping_ = false;
  for (;;) {
    timers_.run_due(monotonic_now());
    end_turn();
    if (stopping_) return;
    wait_for_one();
  }
}

// Asio takes the ready ones in turn, so a busy socket waits until all others had theirs.
void Reactor::wait_for_one() {
  if (pause_ != base::Duration::zero()) {
    if (io_.poll_one() > 0) return;
    pause();
    if (io_.poll_one() > 0) return;
  }
  const auto deadline = timers_.next_deadline();
  if (!deadline) {
    io_.run_one();
  } else if (*deadline <= monotonic_now()) {
    io_.poll_one();
  } else {
    io_.run_one_until(std::chrono::steady_clock::time_point(deadline->time_since_epoch()));
  }
}

// To wake up costs more than to read a datagram.
void Reactor::pause() {
  const auto deadline = timers_.next_deadline();
  base::Instant until = std::max(woken_at_ + pause_, monotonic_now());
  if (deadline) until = std::min(until, *deadline);
  std::this_thread::sleep_until(std::chrono::steady_clock::time_point(until.time_since_epoch()));
  woken_at_ = monotonic_now();
}

void Reactor::end_turn() {
  for (Batch* batch : batches_) batch->end_turn();
  batches_.clear();
}

void Reactor::stop() {
  post([this] { stopping_ = true; });
}

void Reactor::post(std::function<void()> task) {
  boost::asio::post(io_, [this, task = std::move(task)] {
    tell_time();
    task();
  });
}

void Reactor::on_signal(std::function<void(int)> act) {
  if (!on_signal_) {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    await_signal();
  }
  on_signal_ = std::move(act);
}

void Reactor::await_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    tell_time();
    await_signal();
    on_signal_(signal);
  });
}

std::uint64_t Reactor::enter(Watch& watch) {
  watches_.emplace(++last_watch_, &watch);
  return last_watch_;
}

void Reactor::leave(std::uint64_t watch) {
  watches_.erase(watch);
}

void Reactor::deliver(std::uint64_t watch, Readiness readiness) {
  tell_time();
  if (const auto found = watches_.find(watch); found != watches_.end()) {
    found->second->become(readiness);
  }
}

Result<UdpPoll*> Reactor::udp() {
  if (udp_) return udp_.get();
  auto poll = UdpPoll::open(*this);
  if (!poll) return poll.error();
  udp_ = std::move(*poll);
  return udp_.get();
}

Result<IpAddress> Reactor::source_address(const IpAddress& remote) {
  const Endpoint key{remote, 0};
  const auto known = sources_.find(key);
  if (known != sources_.end() && timers_.now() < known->second.until) {
    return known->second.address;
  }
  const auto address = ask_kernel(remote);
  if (!address) return address;
  if (sources_.size() >= kMaxSources) sources_.clear();
  sources_.insert_or_assign(key, Source{*address, timers_.now() + kSourceLifetime});
  return address;
}

}  // namespace net
