// The client's side of a connection through the door: plaintext, with or without TLS under it.
// Owned by a DoorConnection; the door's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "firmware/crypto/tls.h"
#include "firmware/net/network.h"

namespace web {

// Outlives the stream, and does not destroy it from inside any of these.
class ClientStreamUser {
 public:
  virtual ~ClientStreamUser() = default;
  virtual void on_client_octets(std::string_view octets) = 0;
  virtual void on_client_drained() = 0;
  // The last call-back.
  virtual void on_client_gone(bool by_tls_failure) = 0;
};

class ClientStream : private net::StreamUser {
 public:
  // `tls`: null for a plain connection; outlives the stream.
  ClientStream(std::unique_ptr<net::StreamSocket> socket, crypto::TlsContext* tls,
               ClientStreamUser& user);

  net::Endpoint remote() const { return remote_; }
  bool is_secure() const { return tls_.has_value(); }
  bool is_open() const;  // also: the handshake is over

  bool send(std::string_view octets);  // false: it cannot be sent, or not so much at once
  void close_after_sending();
  void set_reading(bool reading);

  std::size_t queued() const { return socket_->queued(); }
  std::uint64_t written() const { return sent_ - socket_->queued(); }  // octets of the wire

 private:
  void on_connected() override {}
  void on_octets(std::string_view octets) override;
  void on_drained() override { user_.on_client_drained(); }
  void on_closed(net::Error reason) override;
  bool flush();
  void end(bool by_tls_failure);

  ClientStreamUser& user_;
  const std::unique_ptr<net::StreamSocket> socket_;
  const net::Endpoint remote_;
  std::optional<crypto::TlsSession> tls_;
  std::uint64_t sent_ = 0;
  bool reading_ = true;
  bool gone_ = false;
};

}  // namespace web
