// A machine with addresses and routes whose sockets the test holds by their other end.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "firmware/net/network.h"

namespace sip::testing {

struct Datagram {
  net::Endpoint from, to;
  std::string octets;
};

// The far end of one stream; outlives the socket.
struct Peer {
  net::Endpoint local, remote;  // as the socket sees them
  net::StreamUser* user = nullptr;
  bool open = true;      // the socket exists
  bool closing = false;  // it was asked to close after sending
  bool full = false;     // nothing more fits its queue
  std::string heard;     // what the socket sent

  void say(std::string_view octets) {
    if (open) user->on_octets(octets);
  }
  void connect() { user->on_connected(); }
  void close(net::Error reason = net::Error::closed) { user->on_closed(reason); }
};

class FakeNetwork : public net::Network {
 public:
  net::Result<std::unique_ptr<net::UdpSocket>> bind_udp(const net::Endpoint& local,
                                                        net::UdpUser& user) override {
    net::Endpoint at = local;
    if (at.port == 0) at.port = next_port_++;
    if (taken_udp.contains(at)) return net::Error::address_in_use;
    udp_.emplace_back(at, &user);
    return std::unique_ptr<net::UdpSocket>(std::make_unique<Udp>(*this, at));
  }

  net::Result<std::unique_ptr<net::Listener>> listen_tcp(const net::Endpoint& local,
                                                         net::ListenerUser& user) override {
    if (taken_tcp.contains(local)) return net::Error::address_in_use;
    listeners_.emplace_back(local, &user);
    return std::unique_ptr<net::Listener>(std::make_unique<Listening>(*this, local));
  }

  std::unique_ptr<net::StreamSocket> connect_tcp(const net::Endpoint& remote,
                                                 const net::IpAddress& local,
                                                 net::StreamUser& user) override {
    auto socket = make_stream({local, next_port_++}, remote);
    peers.back()->user = &user;
    return socket;
  }

  net::Result<net::IpAddress> source_address(const net::IpAddress& remote) override {
    ++questions;
    for (const net::IpAddress& own : addresses) {
      if (own == remote) return own;
    }
    const std::string text = net::to_string(remote);
    for (const auto& [prefix, source] : routes) {
      if (text.starts_with(prefix)) return source;
    }
    return net::Error::unreachable;
  }

  // What the test does.
  void datagram(std::string_view local, std::string_view from, std::string_view octets) {
    for (const auto& [at, user] : udp_) {
      if (at == net::Endpoint::parse(local)) user->on_datagram(octets, *net::Endpoint::parse(from));
    }
  }
  void unreachable(std::string_view local, std::string_view to) {
    for (const auto& [at, user] : udp_) {
      if (at == net::Endpoint::parse(local)) user->on_unreachable(*net::Endpoint::parse(to));
    }
  }
  Peer& dial(std::string_view local, std::string_view from) {
    const net::Endpoint at = *net::Endpoint::parse(local);
    auto socket = make_stream(at, *net::Endpoint::parse(from));
    Peer& peer = *peers.back();
    for (const auto& [listening, user] : listeners_) {
      if (listening == at) user->on_accepted(std::move(socket));
    }
    return peer;
  }
  void add_address(std::string_view address) {
    addresses.push_back(*net::IpAddress::parse(address));
  }
  void add_route(std::string_view prefix, std::string_view source) {
    routes.emplace_back(prefix, *net::IpAddress::parse(source));
  }
  std::size_t sockets() const { return udp_.size() + listeners_.size(); }

  std::vector<net::IpAddress> addresses;
  std::vector<std::pair<std::string, net::IpAddress>> routes;
  std::set<net::Endpoint> taken_udp, taken_tcp;
  std::vector<Datagram> sent;
  std::vector<std::unique_ptr<Peer>> peers;  // in the order they were made
  int questions = 0;                         // how often source_address was asked

 private:
  class Udp : public net::UdpSocket {
   public:
    Udp(FakeNetwork& network, const net::Endpoint& local) : network_(network), local_(local) {}
    ~Udp() override {
      std::erase_if(network_.udp_, [this](const auto& entry) { return entry.first == local_; });
    }
    net::Endpoint local() const override { return local_; }
    void send(const net::Endpoint& to, std::string_view octets) override {
      network_.sent.push_back({local_, to, std::string(octets)});
    }

   private:
    FakeNetwork& network_;
    const net::Endpoint local_;
  };

  class Listening : public net::Listener {
   public:
    Listening(FakeNetwork& network, const net::Endpoint& local)
        : network_(network), local_(local) {}
    ~Listening() override {
      std::erase_if(network_.listeners_,
                    [this](const auto& entry) { return entry.first == local_; });
    }
    net::Endpoint local() const override { return local_; }

   private:
    FakeNetwork& network_;
    const net::Endpoint local_;
  };

  class Stream : public net::StreamSocket {
   public:
    explicit Stream(Peer& peer) : peer_(peer) {}
    ~Stream() override { peer_.open = false; }
    void set_user(net::StreamUser& user) override { peer_.user = &user; }
    net::Endpoint local() const override { return peer_.local; }
    net::Endpoint remote() const override { return peer_.remote; }
    bool send(std::string_view octets) override {
      if (peer_.full) return false;
      peer_.heard += octets;
      return true;
    }
    std::size_t queued() const override { return 0; }
    void set_reading(bool) override {}
    void close_after_sending() override { peer_.closing = true; }

   private:
    Peer& peer_;
  };

  std::unique_ptr<net::StreamSocket> make_stream(const net::Endpoint& local,
                                                 const net::Endpoint& remote) {
    peers.push_back(std::make_unique<Peer>());
    peers.back()->local = local;
    peers.back()->remote = remote;
    return std::make_unique<Stream>(*peers.back());
  }

  std::uint16_t next_port_ = 40000;
  std::vector<std::pair<net::Endpoint, net::UdpUser*>> udp_;
  std::vector<std::pair<net::Endpoint, net::ListenerUser*>> listeners_;
};

}  // namespace sip::testing
