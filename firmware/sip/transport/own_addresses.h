// OwnAddresses: which of our interfaces leads to a peer, how a peer should see it, and whether a
// host is us. The TransportLayer owns it; signalling thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/net/network.h"

namespace sip {

class OwnAddresses {
 public:
  struct Own {
    net::Endpoint local;          // as bound: may be the unspecified address
    std::string advertised_host;  // "": the address itself
  };

  // What the kernel said of its routes is believed so long, for so many peers.
  static constexpr base::Duration kRouteLifetime = std::chrono::seconds(10);
  static constexpr std::size_t kMaxRoutes = 1024;

  OwnAddresses(net::Network& network, base::TimerQueue& timers)
      : network_(network), timers_(timers) {}

  void add(Own own);  // the next index, from 0

  // `preferred` if it can reach `remote`; else the one on the address a packet to `remote` leaves
  // from, else one on the unspecified address, else any that can reach it. Nothing without a route.
  std::optional<std::uint16_t> interface_to(const net::IpAddress& remote, int preferred) const;

  // "host[:port]" for a peer at `remote`; the port is left out when it is `default_port`.
  std::string sent_by(std::uint16_t interface, const net::IpAddress& remote,
                      std::uint16_t default_port) const;

  // Port 0 means 5060, the default of what an interface speaks.
  bool is_own(std::string_view host, std::uint16_t port) const;

 private:
  struct Entry {
    Own own;
    std::optional<net::IpAddress> advertised_address;  // when the advertised host is numeric
  };
  struct Route {
    std::optional<net::IpAddress> source;  // nothing: no route
    base::Instant until;
  };
  std::optional<net::IpAddress> source_to(const net::IpAddress& remote) const;
  bool has_address(const Entry& entry, const net::IpAddress& address) const;

  net::Network& network_;
  base::TimerQueue& timers_;
  std::vector<Entry> interfaces_;
  mutable std::unordered_map<net::Endpoint, Route, net::EndpointHash> routes_;  // a cache; port 0
};

}  // namespace sip
