// Connection: one TCP connection as a SIP transport (RFC 3261 section 18), accepted or made by us.
//
//                  on_connected
//   +------------+ ----------> +--------+   broken stream   +----------+
//   | connecting |             |  open  | ----------------> | draining |  the answer leaves
//   +------------+             +--------+                   +----------+
//         |  refused, timed out     |  closed, silent             |  closed, lingered
//         +-------------------------+-------->  ended  <----------+
//
// Connections owns it; signalling thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/base/timer_queue.h"
#include "firmware/net/network.h"
#include "firmware/sip/transport/flow.h"
#include "firmware/sip/transport/framer.h"

namespace sip {

class Connection;

// Outlives the connection, and does not destroy it from inside any of these.
class ConnectionUser {
 public:
  virtual ~ConnectionUser() = default;
  virtual void on_frame(Connection& connection, std::string_view octets) = 0;
  virtual void on_ping(Connection& connection) = 0;
  // The stream cannot be read any further. The octets returned ("": none) are sent before it ends.
  virtual std::string on_broken(Connection& connection, Framer::Fault fault,
                                std::string_view head) = 0;
  // Not alive any more: exactly once.
  virtual void on_failed(Connection& connection, net::Error reason) = 0;
  // The last call-back: it may be destroyed, but not from inside.
  virtual void on_ended(Connection& connection) = 0;
};

struct ConnectionLimits {
  base::Duration connect_timeout;
  base::Duration first_message_timeout;
  base::Duration idle_timeout;
  std::size_t max_message;
};

class Connection : private net::StreamUser {
 public:
  // Octets that wait for the connection to be made: two of the largest messages.
  static constexpr std::size_t kMaxWaiting = 2 * 65536;
  // How long a peer may take to read our last words.
  static constexpr base::Duration kLinger = std::chrono::seconds(4);

  Connection(ConnectionUser& user, base::TimerQueue& timers, const ConnectionLimits& limits,
             const Flow& flow);

  // One of the two, once.
  void adopt(std::unique_ptr<net::StreamSocket> accepted);
  void connect(net::Network& network, const net::IpAddress& local);

  const Flow& flow() const { return flow_; }
  bool is_alive() const { return state_ == State::connecting || state_ == State::open; }

  // False when it is not alive or too much waits already: nothing is sent.
  bool send(std::string_view octets);

 private:
  enum class State : std::uint8_t { connecting, open, draining, ended };

  void on_connected() override;
  void on_octets(std::string_view octets) override;
  void on_closed(net::Error reason) override;
  void read(std::string_view octets);
  void drain();
  void on_timer();
  void check_idle();
  void end(net::Error reason);

  ConnectionUser& user_;
  base::TimerQueue& timers_;
  const ConnectionLimits limits_;
  const Flow flow_;
  State state_ = State::connecting;
  bool heard_ = false;      // a whole message has come
  base::Instant last_use_;  // a message or keep-alive, either way
  std::string waiting_;     // until connected
  Framer framer_;
  std::unique_ptr<net::StreamSocket> socket_;
  // connecting: the connection is made. open: it was used. draining: it is closed.
  base::MemberTimer<&Connection::on_timer> timer_{timers_, this};
};

}  // namespace sip
