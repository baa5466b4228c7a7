#include "firmware/net/asio/udp_poll.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "firmware/base/assert.h"

namespace net {

Result<std::unique_ptr<UdpPoll>> UdpPoll::open(Reactor& reactor) {
  Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (epoll.get() < 0) return error_of(errno);
  return std::make_unique<UdpPoll>(reactor, std::move(epoll));
}

UdpPoll::UdpPoll(Reactor& reactor, Descriptor epoll)
    : reactor_(reactor), watch_(reactor, std::move(epoll), *this) {
  for (std::size_t i = 0; i < Reactor::kSlots; ++i) {
    vectors_[i] = {reactor.slot(i).data(), Reactor::kSlotSize};
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = froms_[i].get();
    headers_[i].msg_hdr.msg_namelen = froms_[i].length();
  }
  watch_.await_readable();
}

UdpPoll::~UdpPoll() {
  ASSERT(members_.empty());
}

bool UdpPoll::control(int operation, int fd, std::uint32_t events, std::uint64_t number) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = number;
  return ::epoll_ctl(watch_.fd(), operation, fd, &event) == 0;
}

Result<std::uint64_t> UdpPoll::enter(int fd, Member& member) {
  const std::uint64_t number = ++last_number_;
  if (!control(EPOLL_CTL_ADD, fd, EPOLLIN, number)) return error_of(errno);
  members_.emplace(number, Seat{fd, &member});
  return number;
}

void UdpPoll::leave(std::uint64_t number) {
  const auto seat = members_.find(number);
  ASSERT(seat != members_.end());
  control(EPOLL_CTL_DEL, seat->second.fd, 0, number);
  members_.erase(seat);
}

void UdpPoll::await_writable(std::uint64_t number) {
  control(EPOLL_CTL_MOD, members_.at(number).fd, EPOLLIN | EPOLLOUT, number);
}

int UdpPoll::receive(int fd) {
  const int count = ::recvmmsg(fd, headers_.data(), Reactor::kSlots, MSG_DONTWAIT, nullptr);
  // The kernel has put the length of what it filled in there.
  for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(count, 0)); ++i) {
    headers_[i].msg_hdr.msg_namelen = froms_[i].length();
  }
  return count;
}

UdpPoll::Datagram UdpPoll::received(std::size_t index) const {
  const auto* octets = static_cast<const char*>(vectors_[index].iov_base);
  return {{octets, headers_[index].msg_len}, froms_[index].endpoint()};
}

void UdpPoll::on_readable() {
  std::array<epoll_event, kMaxEvents> events;
  const int count = ::epoll_wait(watch_.fd(), events.data(), kMaxEvents, 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    deliver(event.data.u64, event.events);
  }
  watch_.await_readable();
}

// A member may leave, or make others leave, from inside either call.
void UdpPoll::deliver(std::uint64_t number, std::uint32_t events) {
  reactor_.tell_time();
  if ((events & EPOLLOUT) != 0) {
    if (const auto seat = members_.find(number); seat != members_.end()) {
      control(EPOLL_CTL_MOD, seat->second.fd, EPOLLIN, number);
      seat->second.member->on_writable();
    }
  }
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0) return;
  if (const auto seat = members_.find(number); seat != members_.end()) {
    seat->second.member->on_readable();
  }
}

}  // namespace net
