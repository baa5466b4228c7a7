// The transport layer (RFC 3261 section 18): octets ⇄ messages over flows. Owns the sockets.
//
// Passive but for its net::Network: no clock, no thread. Signalling thread only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/log.h"
#include "firmware/base/timer_queue.h"
#include "firmware/net/network.h"
#include "firmware/sip/message/message_buffer.h"
#include "firmware/sip/transport/connections.h"
#include "firmware/sip/transport/flow.h"
#include "firmware/sip/transport/framer.h"
#include "firmware/sip/transport/interface.h"
#include "firmware/sip/transport/own_addresses.h"

namespace sip {

// A message that arrived, and by which way.
struct Inbound {
  MessageRef message;
  Flow flow;  // flow.remote is the source address (section 18.2.1)
};

enum class SendError : std::uint8_t {
  no_such_flow,  // the connection is gone
  no_interface,  // nothing of ours speaks that transport or address family
  overloaded,    // too many connections, or the peer does not read
};

std::string_view to_string(SendError error);
JACKFIELD_RESULT_ERROR(SendError)

// Whoever the layer hands messages to: the transaction layer. Outlives it. May send from inside.
class TransportUser {
 public:
  virtual ~TransportUser() = default;
  // It was parsed, and its top Via can be decoded. A response is well-formed, and its top Via is
  // ours (section 18.1.2).
  virtual void on_message(Inbound inbound) = 0;
  // The connection ended, could not be made (`reason`), or ICMP reported the UDP peer unreachable.
  // Once for a connection; never from inside send() or flow_to(), nor from the destructor.
  virtual void on_flow_failed(const Flow& flow, net::Error reason) = 0;
};

// Sees every message that enters or leaves, as octets. For the trace.
class TransportObserver {
 public:
  virtual ~TransportObserver() = default;
  virtual void on_traffic(bool inbound, const Flow& flow, std::string_view octets) = 0;
};

// One address we listen on: UDP and TCP on the same port.
struct InterfaceSettings {
  net::Endpoint local;          // may be the unspecified address; port 0 takes any free one
  std::string advertised_host;  // in Via, Record-Route and Contact; "" means our own address
};

struct TransportSettings {
  std::vector<InterfaceSettings> interfaces;
  std::size_t max_connections = 4096;
  std::size_t max_connections_per_address = 256;
  // A silent connection. Longer than the hour a registration usually lasts: until it is refreshed
  // the connection is the only way to a phone behind NAT.
  base::Duration idle_timeout = std::chrono::minutes(65);
  base::Duration first_message_timeout = std::chrono::seconds(20);  // before its first message
  base::Duration connect_timeout = std::chrono::seconds(8);
  std::size_t max_stream_message = 65535;
};

// What came and went since the start, and what was turned away and why.
struct TransportCounters {
  static constexpr std::size_t kParseErrors = static_cast<std::size_t>(ParseError::missing) + 1;

  std::uint64_t received = 0;  // messages, malformed ones included
  std::uint64_t sent = 0;
  std::uint64_t keep_alives = 0;          // CRLF alone; pings on streams
  std::uint64_t not_sip = 0;              // datagrams of another protocol, such as STUN
  std::uint64_t stray_responses = 0;      // their top Via is not ours
  std::uint64_t refused_connections = 0;  // over a limit
  std::array<std::uint64_t, kParseErrors> malformed{};          // by ParseError
  std::array<std::uint64_t, Framer::kFaults> broken_streams{};  // by Framer::Fault
};

class TransportLayer : private InterfaceUser, private ConnectionUser {
 public:
  TransportLayer(net::Network& network, base::TimerQueue& timers, base::Log& log,
                 TransportSettings settings);
  ~TransportLayer();

  // Opens every socket, or none.
  net::Result<void> open();
  void set_user(TransportUser& user);
  void set_observer(TransportObserver* observer);  // nullptr: none

  // Sends one message. On UDP it is queued for the end of the turn.
  base::Result<void, SendError> send(const Flow& flow, std::string_view octets);

  // The flow to a peer: for UDP always new, for TCP an open connection or one being made. The
  // interface is the one whose family and local address lead there; `preferred` (an interface
  // index) wins when it can.
  base::Result<Flow, SendError> flow_to(Transport transport, const net::Endpoint& remote,
                                        int preferred = -1);

  bool is_alive(const Flow& flow) const;  // UDP: always, while the interface exists

  // The flow's interface as a peer should see it: "host[:port]", the port left out when it is the
  // default, IPv6 in brackets. What Via's sent-by, Record-Route and Contact carry.
  std::string sent_by(const Flow& flow) const;

  // Is host:port (port 0: the default) one of our interfaces, by address or advertised host?
  bool is_own(std::string_view host, std::uint16_t port) const;

  std::size_t interface_count() const;
  net::Endpoint local(std::size_t interface) const;
  std::size_t connections() const;
  const TransportCounters& counters() const { return counters_; }

  // Where the answer to a request goes (section 18.2.2, RFC 3581 section 4): `flow` is the one the
  // request came by. A new connection is made when that one is gone.
  base::Result<Flow, SendError> flow_for_response(const Message& request, const Flow& flow);

  // Connection serial numbers are not used again within a process.

 private:
  void on_datagram(std::uint16_t interface, std::string_view octets,
                   const net::Endpoint& from) override;
  void on_unreachable(std::uint16_t interface, const net::Endpoint& to) override;
  void on_accepted(std::uint16_t interface, std::unique_ptr<net::StreamSocket> socket) override;

  void on_frame(Connection& connection, std::string_view octets) override;
  void on_ping(Connection& connection) override;
  std::string on_broken(Connection& connection, Framer::Fault fault,
                        std::string_view head) override;
  void on_failed(Connection& connection, net::Error reason) override;
  void on_ended(Connection& connection) override;

  void receive(const Flow& flow, std::string_view octets);
  void refuse(const Flow& flow, std::string_view octets, ParseError error);
  bool transmit(const Flow& flow, std::string_view octets);
  ConnectionLimits connection_limits() const;
  void log_malformed(const Flow& flow, std::string_view reason);

  net::Network& network_;
  base::Log& log_;
  base::TimerQueue& timers_;
  const TransportSettings settings_;
  TransportUser* user_ = nullptr;
  TransportObserver* observer_ = nullptr;
  TransportCounters counters_;
  base::Instant log_again_;  // malformed input is logged rarely, and counted always
  std::uint64_t unlogged_ = 0;
  OwnAddresses own_;
  std::vector<std::unique_ptr<Interface>> interfaces_;
  Connections connections_;
};

}  // namespace sip
