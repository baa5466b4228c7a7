// The transport layer (RFC 3261 section 18): octets ⇄ messages over flows. Owns the sockets.
//
// Passive but for its net::Network: no clock, no thread. Signalling thread only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "firmware/base/log.h"
#include "firmware/base/timer_queue.h"
#include "firmware/net/network.h"
#include "firmware/sip/message/message_buffer.h"
#include "firmware/sip/transport/flow.h"

namespace sip {

// A message that arrived, and by which way.
struct Inbound {
  MessageRef message;
  Flow flow;  // flow.remote is the source address (section 18.2.1)
};

enum class SendError : std::uint8_t {
  no_such_flow,   // the connection is gone
  no_interface,   // nothing of ours speaks that transport or address family
  overloaded,     // too many connections, or the peer does not read
};

std::string_view to_string(SendError error);
JACKFIELD_RESULT_ERROR(SendError)

// Whoever the layer hands messages to: the transaction layer. Outlives it.
class TransportUser {
 public:
  virtual ~TransportUser() = default;
  virtual void on_message(Inbound inbound) = 0;
  // The connection ended, could not be made (`reason`), or ICMP reported the UDP peer unreachable.
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
  base::Duration idle_timeout = std::chrono::minutes(15);       // a silent connection
  base::Duration first_message_timeout = std::chrono::seconds(20);  // before its first message
  base::Duration connect_timeout = std::chrono::seconds(8);
  std::size_t max_stream_message = 65535;
};

class TransportLayer {
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

  // Connection serial numbers are never used again within a process.
};

}  // namespace sip
