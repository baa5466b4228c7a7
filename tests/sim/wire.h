// A phone's end of the network: its UDP socket, its TCP listener and connections, and the framing
// of messages in a stream (RFC 3261 section 18.3). Owned by a Phone.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "tests/sim/world.h"

namespace sim {

// How a message came, or shall go.
struct Way {
  bool tcp = false;
  std::uint64_t connection = 0;  // TCP only
  net::Endpoint remote{};
};

class Wire : private net::UdpUser, private net::ListenerUser {
 public:
  using Received = std::function<void(std::string text, const Way& way)>;
  using Lost = std::function<void(std::uint64_t connection)>;

  Wire(Host& host, const net::Endpoint& local, Received received, Lost lost);
  ~Wire() override;

  void send(const Way& way, std::string_view text);
  // Over TCP: the open connection to `remote`, or a new one.
  Way way_to(const net::Endpoint& remote, bool tcp);
  void hang_up_connections();  // closes every TCP connection
  std::size_t connections() const { return connections_.size(); }

 private:
  class Connection;
  friend class Connection;

  void on_datagram(std::string_view octets, const net::Endpoint& from) override;
  void on_unreachable(const net::Endpoint&) override {}
  void on_accepted(std::unique_ptr<net::StreamSocket> socket) override;
  void drop(std::uint64_t connection);

  Host& host_;
  net::Endpoint local_;
  Received received_;
  Lost lost_;
  std::unique_ptr<net::UdpSocket> udp_;
  std::unique_ptr<net::Listener> listener_;
  std::map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::uint64_t next_connection_ = 1;
};

}  // namespace sim
