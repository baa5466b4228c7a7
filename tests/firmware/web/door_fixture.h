// A door in the simulated world: browsers in front of it, a server behind it on loopback that says
// what the test tells it to.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/web/door.h"
#include "tests/sim/world.h"

namespace web {

using namespace std::chrono_literals;

// One end of a stream.
struct Peer : net::StreamUser {
  void on_connected() override { connected = true; }
  void on_octets(std::string_view octets) override { heard += octets; }
  void on_closed(net::Error reason) override { closed = reason; }

  bool says(std::string_view octets) { return socket->send(octets); }
  std::string take() { return std::exchange(heard, {}); }

  std::unique_ptr<net::StreamSocket> socket;
  std::string heard;
  bool connected = false;
  std::optional<net::Error> closed;
};

struct FakeServer : net::ListenerUser {
  void on_accepted(std::unique_ptr<net::StreamSocket> socket) override {
    peers.push_back(std::make_unique<Peer>());
    peers.back()->socket = std::move(socket);
    peers.back()->socket->set_user(*peers.back());
  }
  Peer& last() { return *peers.back(); }

  std::unique_ptr<net::Listener> listener;
  std::vector<std::unique_ptr<Peer>> peers;
};

inline net::Endpoint endpoint(std::string_view text) {
  return *net::Endpoint::parse(text);
}

inline std::string get(const std::string& target, const std::string& fields = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: box\r\n" + fields + "\r\n";
}

inline std::string post(const std::string& target, std::size_t length,
                        const std::string& fields = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: box\r\nContent-Length: " + std::to_string(length) +
         "\r\n" + fields + "\r\n";
}

inline std::string ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class DoorTest : public testing::Test {
 protected:
  DoorTest() {
    world_.host("10.0.0.1").add_address("127.0.0.1").add_address("2001:db8::1");
    server_.listener = *box().listen_tcp(kServer, server_);
    open({.may_be_plain = [] { return true; }});
  }
  ~DoorTest() override { EXPECT_EQ(door_ ? door_->counters().open : 0, browsers_open()); }

  sim::Host& box() { return world_.host("10.0.0.1"); }

  void open(DoorOptions options) {
    door_ = std::make_unique<Door>(box(), world_.timers(), std::move(options));
    door_->set_server(kServer);
    ASSERT_TRUE(door_->listen_plain(endpoint("0.0.0.0:80")));
  }

  Peer& browse(const std::string& from = "10.0.0.11", const std::string& to = "10.0.0.1:80") {
    browsers_.push_back(std::make_unique<Peer>());
    Peer& peer = *browsers_.back();
    peer.socket = world_.host(from).connect_tcp(endpoint(to), net::IpAddress(), peer);
    world_.advance(5ms);
    return peer;
  }

  // What a browser hears that says this and nothing else, at once.
  std::string answer_to(std::string_view octets) {
    Peer& peer = browse();
    peer.says(octets);
    world_.advance(100ms);
    return peer.heard;
  }

  std::size_t browsers_open() const {
    return static_cast<std::size_t>(std::count_if(
        browsers_.begin(), browsers_.end(),
        [](const auto& peer) { return peer->connected && peer->socket && !peer->closed; }));
  }

  static inline const net::Endpoint kServer = endpoint("127.0.0.1:8080");

  sim::World world_;
  FakeServer server_;
  std::vector<std::unique_ptr<Peer>> browsers_;
  std::unique_ptr<Door> door_;
};

}  // namespace web
