#include "firmware/web/client_stream.h"

#include <string>
#include <utility>

namespace web {

using Tls = crypto::TlsSession::State;

ClientStream::ClientStream(std::unique_ptr<net::StreamSocket> socket, crypto::TlsContext* tls,
                           ClientStreamUser& user)
    : user_(user), socket_(std::move(socket)), remote_(socket_->remote()) {
  if (tls) tls_.emplace(*tls);
  socket_->set_user(*this);
}

bool ClientStream::is_open() const {
  return !gone_ && (!tls_ || tls_->state() == Tls::open);
}

bool ClientStream::send(std::string_view octets) {
  if (!is_open()) return false;
  if (tls_) return tls_->send(octets) && flush();
  sent_ += octets.size();
  return socket_->send(octets);
}

void ClientStream::close_after_sending() {
  if (gone_) return;
  if (tls_) {
    tls_->close();
    flush();
  }
  socket_->close_after_sending();
}

void ClientStream::set_reading(bool reading) {
  if (std::exchange(reading_, reading) != reading) socket_->set_reading(reading);
}

void ClientStream::on_octets(std::string_view octets) {
  if (gone_) return;
  if (!tls_) return user_.on_client_octets(octets);
  std::string plain;
  tls_->receive(octets, plain);
  const bool flushed = flush();
  if (!plain.empty()) user_.on_client_octets(plain);
  if (tls_->state() == Tls::failed) return end(true);
  if (tls_->state() == Tls::closed || !flushed) end(false);
}

void ClientStream::on_closed(net::Error) {
  end(false);
}

bool ClientStream::flush() {
  const std::string octets = tls_->take_output();
  sent_ += octets.size();
  return octets.empty() || socket_->send(octets);
}

void ClientStream::end(bool by_tls_failure) {
  if (!std::exchange(gone_, true)) user_.on_client_gone(by_tls_failure);
}

}  // namespace web
