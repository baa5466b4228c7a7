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
  ASSERT(std::ranges::none_of(seats_, [](const Seat& seat) { return seat.member != nullptr; }));
}

bool UdpPoll::control(int operation, std::uint64_t number, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = number;
  return ::epoll_ctl(watch_.fd(), operation, descriptor_of(number), &event) == 0;
}

// The descriptor alone would not do: the kernel gives it away again.
Result<std::uint64_t> UdpPoll::enter(int fd, Member& member) {
  const auto place = static_cast<std::size_t>(fd);
  const std::uint64_t number = ++entered_ << 32 | place;
  if (!control(EPOLL_CTL_ADD, number, EPOLLIN)) return error_of(errno);
  if (seats_.size() <= place) seats_.resize(place + 1);
  seats_[place] = {number, &member};
  return number;
}

void UdpPoll::leave(std::uint64_t number) {
  ASSERT(is_member(number));
  control(EPOLL_CTL_DEL, number, 0);
  seats_[static_cast<std::size_t>(descriptor_of(number))] = {};
}

void UdpPoll::await_writable(std::uint64_t number) {
  control(EPOLL_CTL_MOD, number, EPOLLIN | EPOLLOUT);
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
  if ((events & EPOLLOUT) != 0 && is_member(number)) {
    control(EPOLL_CTL_MOD, number, EPOLLIN);
    seat_of(number).member->on_writable();
  }
  const bool more = (events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0;
  if (more && is_member(number)) seat_of(number).member->on_readable();
}

}  // namespace net
