// One request on its way through the door: a connection of its own to the server behind, so that
// nothing of a request can ever be taken for the beginning of another one. The server's response
// comes back as a head and octets of its body; after a 101 (RFC 6455 section 4.2.2) octets pass
// both ways.
//
//   connecting --> asked --> answered --> over
//                    |                     ^
//                    `------> tunnel ------'
//
// Owned by a DoorConnection; the door's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/net/network.h"
#include "firmware/web/premises.h"
#include "firmware/web/request_head.h"
#include "firmware/web/response_head.h"

namespace web {

// Outlives the exchange. May destroy it from inside on_exchange_over() only.
class ExchangeUser {
 public:
  virtual ~ExchangeUser() = default;
  virtual void on_server_ready() = 0;  // it takes a body now
  virtual void on_server_drained() = 0;
  virtual void on_response(const ResponseHead& head) = 0;
  virtual void on_response_octets(std::string_view octets) = 0;
  // The last call-back. `whole`: the response was.
  virtual void on_exchange_over(bool whole) = 0;
};

class Exchange : private net::StreamUser {
 public:
  Exchange(Premises& premises, const RequestHead& request, const Visitor& visitor,
           ExchangeUser& user);
  ~Exchange() override;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  bool is_ready() const { return state_ != State::connecting && state_ != State::over; }
  bool is_over() const { return state_ == State::over; }

  // Of the request's body, or into the tunnel; once ready.
  bool send(std::string_view octets) { return is_ready() && socket_->send(octets); }
  std::size_t queued() const { return socket_ ? socket_->queued() : 0; }
  void set_reading(bool reading);

  void abort();  // no call-back follows

 private:
  enum class State : std::uint8_t { connecting, asked, answered, tunnel, over };

  void on_connected() override;
  void on_octets(std::string_view octets) override;
  void on_drained() override;
  void on_closed(net::Error reason) override;

  std::string_view read_head(std::string_view octets);
  void on_head();
  void on_body(std::string_view octets);
  void finish(bool whole);

  Premises& premises_;
  const Visitor visitor_;
  ExchangeUser& user_;
  const std::string method_;
  const bool is_websocket_;
  std::string question_;  // the request's head, until connected
  std::unique_ptr<net::StreamSocket> socket_;
  std::uint16_t port_ = 0;  // ours; 0: not connected
  State state_ = State::connecting;
  bool reading_ = true;
  ResponseHeadReader reader_;
  std::optional<std::uint64_t> left_;  // of the response's body; none: until the connection ends
};

}  // namespace web
