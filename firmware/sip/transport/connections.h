// Connections: every TCP connection of the transport layer, found by flow or by remote end-point,
// within limits. Serial numbers tell connections to one end-point apart. The TransportLayer owns
// it; signalling thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/sip/transport/connection.h"

namespace sip {

class Connections {
 public:
  Connections(base::TimerQueue& timers, std::size_t max, std::size_t max_per_address)
      : timers_(timers), max_(max), max_per_address_(max_per_address) {}

  bool has_room_for(const net::IpAddress& remote) const;

  // A new one; there must be room.
  Connection& add(ConnectionUser& user, const ConnectionLimits& limits, Flow flow);

  // Alive ones only; nullptr when there is none.
  Connection* find(const Flow& flow) const;
  Connection* find(const net::Endpoint& remote) const;  // on any interface
  Connection* find(const net::Endpoint& remote, std::uint16_t interface) const;

  // Takes an ended connection out. It is destroyed at the next turn, as its own code, or that of
  // whoever it called, is still running.
  void retire(Connection& connection);

  std::size_t size() const { return by_serial_.size(); }

 private:
  std::uint32_t next_serial();
  template <class Accept>
  Connection* find_if(const net::Endpoint& remote, Accept accept) const;
  void bury() { retired_.clear(); }

  base::TimerQueue& timers_;
  const std::size_t max_;
  const std::size_t max_per_address_;
  std::uint32_t last_serial_ = 0;
  std::unordered_map<std::uint32_t, std::unique_ptr<Connection>> by_serial_;
  std::unordered_multimap<net::Endpoint, Connection*, net::EndpointHash> by_remote_;
  std::unordered_map<net::Endpoint, std::size_t, net::EndpointHash> per_address_;  // port 0
  std::vector<std::unique_ptr<Connection>> retired_;
  base::MemberTimer<&Connections::bury> burial_{timers_, this};
};

}  // namespace sip
