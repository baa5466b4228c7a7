// The sockets of the simulated network. Private to it; each is owned by whoever asked for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sim/network.h"

namespace sim {

class Datagrams : public net::UdpSocket {
 public:
  Datagrams(Host& host, const net::Endpoint& local, net::UdpUser& user);
  ~Datagrams() override;
  net::Endpoint local() const override { return local_; }
  void send(const net::Endpoint& to, std::string_view octets) override;

  net::UdpUser& user() { return user_; }
  std::uint64_t id() const { return id_; }
  void die() { host_ = nullptr; }  // the power is gone

 private:
  SimNetwork& network_;
  Host* host_;
  net::Endpoint local_;
  net::UdpUser& user_;
  std::uint64_t id_;
};

class DatagramPort : public net::UdpPort {
 public:
  DatagramPort(Host& host, const net::Endpoint& local);
  ~DatagramPort() override;
  net::Endpoint local() const override { return local_; }

 private:
  Host& host_;
  net::Endpoint local_;
};

class TcpListener : public net::Listener {
 public:
  TcpListener(Host& host, const net::Endpoint& local, net::ListenerUser& user)
      : host_(&host), local_(local), user_(user) {}
  ~TcpListener() override;
  net::Endpoint local() const override { return local_; }

  net::ListenerUser& user() { return user_; }
  void die() { host_ = nullptr; }

 private:
  Host* host_;
  net::Endpoint local_;
  net::ListenerUser& user_;
};

// One end of a TCP connection.
class Stream : public net::StreamSocket {
 public:
  enum class State : std::uint8_t { connecting, open, closing, closed };

  Stream(Host& host, const net::Endpoint& local, const net::Endpoint& remote);
  ~Stream() override;
  void set_user(net::StreamUser& user) override;
  net::Endpoint local() const override { return local_; }
  net::Endpoint remote() const override { return remote_; }
  bool send(std::string_view octets) override;
  std::size_t queued() const override { return in_flight_ + unsent_.size(); }
  void set_reading(bool reading) override;
  void close_after_sending() override;

  std::uint64_t id() const { return id_; }
  void die();  // the power is gone

 private:
  friend class SimNetwork;

  SimNetwork& network_;
  Host* host_;
  std::uint64_t id_;
  std::uint64_t peer_ = 0;
  net::Endpoint local_, remote_;
  net::StreamUser* user_ = nullptr;
  State state_ = State::connecting;
  std::string unsent_;               // before the connection is made
  std::string readable_;             // arrived, not yet delivered
  std::optional<net::Error> ended_;  // the peer's end has arrived, behind readable_
  bool pumping_ = false;
  bool reading_ = true;
  std::size_t in_flight_ = 0;   // octets of ours that the peer's user has not got yet
  base::Instant last_arrival_;  // of what we sent: nothing overtakes in a stream
};

}  // namespace sim
