// The outside world as engines see it: sockets that deliver octets, on the signalling thread.
// net/asio implements it with the kernel, tests/sim with a seeded model. All call-backs come from
// the event loop, never from inside the call that caused them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"
#include "firmware/net/address.h"
#include "firmware/net/error.h"
#include "firmware/net/multicast.h"

namespace net {

// Whoever owns a UdpSocket. Outlives it.
class UdpUser {
 public:
  virtual ~UdpUser() = default;
  // `octets` live until the call returns.
  virtual void on_datagram(std::string_view octets, const Endpoint& from) = 0;
  // ICMP said that nothing reaches `to`.
  virtual void on_unreachable(const Endpoint& to) = 0;
};

class UdpSocket {
 public:
  virtual ~UdpSocket() = default;
  virtual Endpoint local() const = 0;
  // Copies and queues; the queue leaves in one system call at the end of the loop's turn. What
  // does not fit the kernel's or our buffer is dropped, as UDP may.
  virtual void send(const Endpoint& to, std::string_view octets) = 0;
};

// A UDP port of this machine that is ours and that nobody reads yet: so one thread may choose it,
// and another make a socket of it. What comes meanwhile may wait. Destruction gives it up.
class UdpPort {
 public:
  virtual ~UdpPort() = default;
  virtual Endpoint local() const = 0;
};

// Whoever owns a StreamSocket. Outlives it. May destroy the socket from inside any of these.
class StreamUser {
 public:
  virtual ~StreamUser() = default;
  virtual void on_connected() = 0;  // only for a socket from Network::connect
  virtual void on_octets(std::string_view octets) = 0;
  virtual void on_drained() {}  // all that send() had to queue has left
  // The last call-back; the socket only waits for its destruction.
  virtual void on_closed(Error reason) = 0;
};

// One TCP connection (or Unix stream). Destruction closes it, discarding what is queued.
class StreamSocket {
 public:
  static constexpr std::size_t kMaxQueued = 1 << 20;  // octets waiting for a slow reader

  virtual ~StreamSocket() = default;
  virtual void set_user(StreamUser& user) = 0;  // an accepted socket is silent until it has one
  virtual Endpoint local() const = 0;
  virtual Endpoint remote() const = 0;
  // Copies what cannot be written at once. False when kMaxQueued would be passed: nothing is sent.
  virtual bool send(std::string_view octets) = 0;
  virtual std::size_t queued() const = 0;  // octets
  // False: what comes stays with the kernel, and so the peer is slowed down. Neither on_octets nor
  // the peer's end comes until it is true again, as it is at first.
  virtual void set_reading(bool reading) = 0;
  // Writes what is queued, then closes; on_closed(Error::closed) follows.
  virtual void close_after_sending() = 0;
};

// Whoever owns a Listener. Outlives it.
class ListenerUser {
 public:
  virtual ~ListenerUser() = default;
  virtual void on_accepted(std::unique_ptr<StreamSocket> socket) = 0;
};

class Listener {
 public:
  virtual ~Listener() = default;
  virtual Endpoint local() const = 0;
};

class Network {
 public:
  virtual ~Network() = default;

  // Port 0 asks for any free port. An IPv6 socket takes IPv6 only. Users outlive what they get.
  virtual Result<std::unique_ptr<UdpSocket>> bind_udp(const Endpoint& local, UdpUser& user) = 0;
  // The same in two steps, of which two networks of one kind may do one each. A network may have
  // neither.
  virtual Result<std::unique_ptr<UdpPort>> hold_udp(const Endpoint& /*local*/) {
    return Error::unreachable;
  }
  virtual Result<std::unique_ptr<UdpSocket>> open_udp(std::unique_ptr<UdpPort> /*port*/,
                                                      UdpUser& /*user*/) {
    return Error::unreachable;
  }
  virtual Result<std::unique_ptr<Listener>> listen_tcp(const Endpoint& local,
                                                       ListenerUser& user) = 0;
  // From address `local` unless that is unspecified. Success comes as on_connected, failure as
  // on_closed.
  virtual std::unique_ptr<StreamSocket> connect_tcp(const Endpoint& remote, const IpAddress& local,
                                                    StreamUser& user) = 0;

  // A wish: what comes may wait so long, to be read together with what comes meanwhile. Zero, as
  // it is at first: whatever comes is read at once.
  virtual void gather_for(base::Duration /*pause*/) {}

  // A socket at the group's port, which others on this host may use as well. It hears nothing until
  // it joins the group on a link. A network may have neither this nor links.
  virtual Result<std::unique_ptr<MulticastSocket>> bind_multicast(const Endpoint& /*group*/,
                                                                  MulticastUser& /*user*/) {
    return Error::unreachable;
  }
  virtual Result<std::unique_ptr<LinkWatch>> watch_links(LinkWatch::Changed /*changed*/) {
    return Error::unreachable;
  }

  // Which of our own addresses a packet to `remote` would leave from.
  virtual Result<IpAddress> source_address(const IpAddress& remote) = 0;
};

}  // namespace net
