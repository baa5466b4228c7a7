// Interface: one address we listen on, UDP and TCP on the same port. The TransportLayer owns it;
// signalling thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/net/network.h"

namespace sip {

// Whoever owns an Interface. Outlives it.
class InterfaceUser {
 public:
  virtual ~InterfaceUser() = default;
  virtual void on_datagram(std::uint16_t interface, std::string_view octets,
                           const net::Endpoint& from) = 0;
  virtual void on_unreachable(std::uint16_t interface, const net::Endpoint& to) = 0;
  virtual void on_accepted(std::uint16_t interface, std::unique_ptr<net::StreamSocket> socket) = 0;
};

class Interface : private net::UdpUser, private net::ListenerUser {
 public:
  // `index`: which of the user's interfaces this is.
  Interface(InterfaceUser& user, std::uint16_t index) : user_(user), index_(index) {}

  // Both sockets, or none. Port 0 takes one that is free for both.
  net::Result<void> open(net::Network& network, const net::Endpoint& local);

  net::Endpoint local() const { return listener_->local(); }
  void send(const net::Endpoint& to, std::string_view octets) { udp_->send(to, octets); }

 private:
  net::Result<void> open_pair(net::Network& network, const net::Endpoint& local);
  void on_datagram(std::string_view octets, const net::Endpoint& from) override {
    user_.on_datagram(index_, octets, from);
  }
  void on_unreachable(const net::Endpoint& to) override { user_.on_unreachable(index_, to); }
  void on_accepted(std::unique_ptr<net::StreamSocket> socket) override {
    user_.on_accepted(index_, std::move(socket));
  }

  InterfaceUser& user_;
  const std::uint16_t index_;
  std::unique_ptr<net::UdpSocket> udp_;
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace sip
