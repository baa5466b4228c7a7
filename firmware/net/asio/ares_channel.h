// One channel of c-ares: its sockets are watched by the reactor, its time-outs kept by the timers.
// Owned by AresResolver; private to this folder.
#pragma once

#include <ares.h>

#include <memory>
#include <unordered_map>
#include <vector>

#include "firmware/net/asio/watch.h"

namespace net {

class AresChannel {
 public:
  AresChannel(Reactor& reactor, const std::vector<Endpoint>& servers);
  AresChannel(const AresChannel&) = delete;
  AresChannel& operator=(const AresChannel&) = delete;
  ~AresChannel();

  bool works() const { return channel_ != nullptr; }
  ares_channel get() { return channel_; }

  // To be called after every question: it may have changed when c-ares wants to be woken.
  void attend();

 private:
  class Socket : public Watch::Owner {
   public:
    Socket(AresChannel& channel, int fd) : channel_(channel), watch_(channel.reactor_, fd, *this) {}
    void want(bool readable, bool writable);
    void await();

   private:
    void on_readable() override { channel_.process(watch_.fd(), ARES_SOCKET_BAD); }
    void on_writable() override { channel_.process(ARES_SOCKET_BAD, watch_.fd()); }

    AresChannel& channel_;
    bool wants_readable_ = false;
    bool wants_writable_ = false;
    Watch watch_;
  };

  static void on_socket_state(void* self, int fd, int readable, int writable);
  void use(const std::vector<Endpoint>& servers);
  void process(int readable, int writable);
  void on_time_out() { process(ARES_SOCKET_BAD, ARES_SOCKET_BAD); }

  Reactor& reactor_;
  std::unordered_map<int, std::unique_ptr<Socket>> sockets_;
  base::MemberTimer<&AresChannel::on_time_out> time_out_;
  ares_channel channel_ = nullptr;
};

}  // namespace net
