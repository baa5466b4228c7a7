// Links, and datagrams to everybody on one of them: what protocols of the local network need.
// Network makes these; call-backs come from the event loop only, never from inside a call.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/net/address.h"
#include "firmware/net/error.h"

namespace net {

struct LinkAddress {
  IpAddress address;
  unsigned prefix = 0;  // bits that all neighbours' addresses begin with
  friend bool operator==(const LinkAddress&, const LinkAddress&) = default;
};

// Of what is up and reaches several others: neither loopback nor point-to-point.
struct Link {
  unsigned index = 0;  // never 0 for a real one
  std::string name;    // "eth0"
  std::vector<LinkAddress> addresses;
  friend bool operator==(const Link&, const Link&) = default;
};

// An address that `address` reaches without a router, by these addresses' prefixes (or because it
// is link-local).
bool is_on_link(const Link& link, const IpAddress& address);

// A group's, of either family.
bool is_multicast(const IpAddress& address);

class LinkWatch {
 public:
  // Something may have changed: an interface came or went, an address was given or taken.
  using Changed = std::function<void()>;

  virtual ~LinkWatch() = default;
  virtual std::vector<Link> links() const = 0;  // at the moment, by index
};

// How a datagram came.
struct Arrival {
  Endpoint from;
  IpAddress to;  // the group, or one of our addresses
  unsigned link = 0;
};

// Whoever owns a MulticastSocket. Outlives it.
class MulticastUser {
 public:
  virtual ~MulticastUser() = default;
  // `octets` live until the call returns.
  virtual void on_datagram(std::string_view octets, const Arrival& arrival) = 0;
};

class MulticastSocket {
 public:
  virtual ~MulticastSocket() = default;
  // What others send to the group on this link comes here, and what we send there, too.
  virtual Result<void> join(unsigned link) = 0;
  virtual void leave(unsigned link) = 0;
  // At once, by this link, with 255 as TTL or hop limit. What does not fit is dropped.
  virtual void send(unsigned link, const Endpoint& to, std::string_view octets) = 0;
};

}  // namespace net
