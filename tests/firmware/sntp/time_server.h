// A time server in the simulated world; its clock is as much ahead of the calendar as one says.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/firmware/sntp/server_packet.h"
#include "tests/sim/world.h"

namespace sntp_test {

class TimeServer final : private net::UdpUser {
 public:
  TimeServer(sim::World& world, std::string_view address)
      : world_(world),
        socket_(
            *world.host(address).bind_udp({*net::IpAddress::parse(address), sntp::kPort}, *this)) {}

  std::chrono::hours ahead{};  // of our calendar
  std::string only_kiss;       // its only answer
  bool is_silent = false;
  bool answers_somebody_else = false;
  std::vector<base::Instant> asked;

 private:
  void on_datagram(std::string_view octets, const net::Endpoint& from) override {
    asked.push_back(world_.now());
    if (is_silent) return;
    const std::uint64_t cookie = cookie_of(octets);
    const sntp::Time now = world_.wall_clock().now() + ahead;
    if (answers_somebody_else) {
      socket_->send(from, answer(cookie + 1, {now, now}));
    } else if (!only_kiss.empty()) {
      socket_->send(from, kiss(cookie, only_kiss));
    } else {
      socket_->send(from, answer(cookie, {now, now}));
    }
  }
  void on_unreachable(const net::Endpoint&) override {}

  sim::World& world_;
  std::unique_ptr<net::UdpSocket> socket_;
};

}  // namespace sntp_test
