// One client's connection through the door: reads a head, passes the request to the server and the
// response back, and then the next one (RFC 9112 section 9).
//
//        +--------- idle <-----------+
//   head | first octet               | whole response, kept alive
//        v                           |
//   awaiting_head --- sound -----> forwarding --- 101 ---> tunnel
//        |                           |                        |
//        | refused, too slow         | refused, "close"       | either side ends
//        +------------------------> leaving <-----------------+
//                                    |
//                                    v
//                                  ended   (from anywhere, when the client is gone)
//
// Nothing is buffered beyond kMaxAhead and a read of what comes before its turn, nor beyond
// kHighWater and a read of what the other side does not take: then who sends is not read. Owned by
// the Door; its thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/base/timer_queue.h"
#include "firmware/web/client_stream.h"
#include "firmware/web/exchange.h"
#include "firmware/web/premises.h"
#include "firmware/web/request_head.h"

namespace web {

class DoorConnection;

// Outlives the connection, and does not destroy it from inside.
class DoorConnectionUser {
 public:
  virtual ~DoorConnectionUser() = default;
  virtual void on_ended(DoorConnection& connection) = 0;  // the last call-back
};

class DoorConnection : private ClientStreamUser, private ExchangeUser {
 public:
  static constexpr std::size_t kMaxAhead = 16 << 10;   // octets
  static constexpr std::size_t kHighWater = 64 << 10;  // octets

  DoorConnection(Premises& premises, std::unique_ptr<net::StreamSocket> socket,
                 crypto::TlsContext* tls, DoorConnectionUser& user);

  net::IpAddress address() const { return client_.remote().address; }

  // Since when the client owes a request: since it came, or its last one was answered. Nothing
  // while one is under way.
  std::optional<base::Instant> waits_since() const;

  void refuse(const Refusal& refusal, std::string_view fields = "");
  void end();

 private:
  enum class State : std::uint8_t { awaiting_head, idle, forwarding, tunnel, leaving, ended };

  void on_client_octets(std::string_view octets) override;
  void on_client_drained() override;
  void on_client_gone(bool by_tls_failure) override;
  void on_server_ready() override;
  void on_server_drained() override;
  void on_response(const ResponseHead& head) override;
  void on_response_octets(std::string_view octets) override;
  void on_exchange_over(bool whole) override;

  void read_on();
  void read_head();
  std::optional<Refusal> fault_of(const RequestHead& head) const;
  bool may_be_served(const RequestHead& head) const;
  void begin(const RequestHead& head);
  void pass_on();
  void await_next();
  void send(std::string_view octets);
  void leave();
  void regulate();

  void on_deadline();
  void check_body();
  void check_moving();
  void check_tunnel();
  bool has_moved();

  Premises& premises_;
  DoorConnectionUser& user_;
  State state_ = State::awaiting_head;
  ClientStream client_;
  std::string input_;  // came, and not used yet
  RequestHeadReader reader_;
  std::unique_ptr<Exchange> exchange_;

  // Of the request under way.
  std::uint64_t body_left_ = 0;  // not passed on yet
  std::uint64_t body_came_ = 0;  // in this window
  bool was_held_up_ = false;     // in this window, by us
  base::Instant began_;          // forwarding, or waiting for a request
  bool is_answered_ = false;     // the response's head has gone
  bool keeps_alive_ = false;
  std::uint64_t moved_ = 0;  // octets either way, when last looked at
  std::uint64_t heard_ = 0;  // octets from the client
  base::Instant last_move_;

  base::MemberTimer<&DoorConnection::on_deadline> deadline_{premises_.timers, this};
};

}  // namespace web
