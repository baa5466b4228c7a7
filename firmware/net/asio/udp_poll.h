// The UDP sockets of one Reactor in an epoll of their own, which is one descriptor to Asio. Asio
// arms anew, by a system call, whatever it has delivered, and delivers one a turn; here a socket
// stays armed, and one turn reads all that have something, which saves RTP a quarter of its cost.
// Level-triggered: what one turn leaves, the next finds. Owned by the Reactor; the loop's thread.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "firmware/net/asio/socket.h"
#include "firmware/net/asio/watch.h"

namespace net {

class UdpPoll final : private Watch::Owner {
 public:
  class Member {
   public:
    virtual void on_readable() = 0;
    virtual void on_writable() = 0;

   protected:
    ~Member() = default;
  };

  static Result<std::unique_ptr<UdpPoll>> open(Reactor& reactor);
  UdpPoll(Reactor& reactor, Descriptor epoll);
  ~UdpPoll() override;

  // The number is the member's name from here on; it is told of reading until it leaves, and of
  // writing once for each time it asks.
  Result<std::uint64_t> enter(int fd, Member& member);
  void leave(std::uint64_t number);
  bool is_member(std::uint64_t number) const { return seat_of(number).number == number; }
  void await_writable(std::uint64_t number);

  // One batch of what waits at a member's socket: how many, or -1.
  int receive(int fd);
  struct Datagram {
    std::string_view octets;
    Endpoint from;
  };
  Datagram received(std::size_t index) const;  // until the next batch

 private:
  struct Seat {
    std::uint64_t number = 0;
    Member* member = nullptr;
  };
  static constexpr int kMaxEvents = 64;  // a turn: timers and tasks wait no longer than these take

  void on_readable() override;
  void on_writable() override {}
  const Seat& seat_of(std::uint64_t number) const {
    return seats_[static_cast<std::size_t>(descriptor_of(number))];
  }
  static int descriptor_of(std::uint64_t number) { return static_cast<int>(number & 0xffffffff); }
  void deliver(std::uint64_t number, std::uint32_t events);
  bool control(int operation, std::uint64_t number, std::uint32_t events);

  Reactor& reactor_;
  Watch watch_;
  std::array<mmsghdr, Reactor::kSlots> headers_{};
  std::array<iovec, Reactor::kSlots> vectors_;
  std::array<SocketAddress, Reactor::kSlots> froms_;
  std::uint64_t entered_ = 0;
  std::vector<Seat> seats_;  // by descriptor
};

}  // namespace net
