// Sockets of groups on the simulated cables, and who watches them. Private to the network; each is
// owned by whoever asked for it.
#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "tests/sim/network.h"

namespace sim {

class Multicast : public net::MulticastSocket {
 public:
  Multicast(Host& host, const net::Endpoint& group, net::MulticastUser& user);
  ~Multicast() override;
  net::Result<void> join(unsigned link) override;
  void leave(unsigned link) override { joined_.erase(link); }
  void send(unsigned link, const net::Endpoint& to, std::string_view octets) override;

  std::uint64_t id() const { return id_; }
  net::MulticastUser& user() { return user_; }
  const net::Endpoint& group() const { return group_; }
  Host* host() const { return host_; }
  bool has_joined(unsigned link) const { return joined_.contains(link); }
  void die_with(const Host& host) {  // the power is gone
    if (host_ == &host) host_ = nullptr;
  }

 private:
  SimNetwork& network_;
  Host* host_;
  const net::Endpoint group_;
  net::MulticastUser& user_;
  const std::uint64_t id_;
  std::set<unsigned> joined_;
};

class Watching : public net::LinkWatch {
 public:
  Watching(Host& host, Changed changed);
  ~Watching() override;
  std::vector<net::Link> links() const override;
  void tell() { changed_(); }

 private:
  Host& host_;
  const Changed changed_;
};

}  // namespace sim
