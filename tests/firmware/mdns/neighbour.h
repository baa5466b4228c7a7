// Somebody else on the cable: hears all that is said to the group or to him, and says what the test
// wants.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/firmware/mdns/spoken.h"
#include "tests/sim/world.h"

namespace mdns_test {

class Neighbour final : private net::MulticastUser {
 public:
  struct Heard {
    base::Instant at;
    net::Arrival arrival;
    std::string octets;
    std::vector<std::string> lines;
  };

  Neighbour(sim::World& world, std::string_view own, std::string_view cable = "lan",
            std::uint16_t port = 5353)
      : world_(world), own_(*net::IpAddress::parse(own)), cable_(cable) {
    sim::Host& host = world.host(own).plug(cable, own);
    group_ = {*net::IpAddress::parse(own_.is_v4() ? "224.0.0.251" : "ff02::fb"), 5353};
    socket_ = *host.bind_multicast({group_.address, port}, *this);
    link_ = (*host.watch_links([] {}))->links().front().index;
    static_cast<void>(socket_->join(link_));
  }

  void says(std::string_view octets) { socket_->send(link_, group_, octets); }
  void says_to(std::string_view to, std::string_view octets) {
    socket_->send(link_, *net::Endpoint::parse(to), octets);
  }

  // From others than himself.
  const std::vector<Heard>& heard() const { return heard_; }
  std::size_t responses() const {
    return static_cast<std::size_t>(
        std::count_if(heard_.begin(), heard_.end(),
                      [](const Heard& one) { return one.lines[0].starts_with("response"); }));
  }
  bool has_heard(std::string_view line) const {
    return std::any_of(heard_.begin(), heard_.end(), [&](const Heard& one) {
      return std::find(one.lines.begin(), one.lines.end(), line) != one.lines.end();
    });
  }
  void forgets() { heard_.clear(); }

 private:
  void on_datagram(std::string_view octets, const net::Arrival& arrival) override {
    if (arrival.from.address == own_) return;
    heard_.push_back({world_.now(), arrival, std::string(octets), mdns_test::heard(octets)});
  }

  sim::World& world_;
  const net::IpAddress own_;
  const std::string cable_;
  net::Endpoint group_;
  std::unique_ptr<net::MulticastSocket> socket_;
  unsigned link_ = 0;
  std::vector<Heard> heard_;
};

}  // namespace mdns_test
