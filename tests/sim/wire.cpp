#include "tests/sim/wire.h"

#include <cstdlib>

#include "firmware/base/assert.h"
#include "tests/sim/raw_message.h"

namespace sim {

class Wire::Connection : public net::StreamUser {
 public:
  Connection(Wire& wire, std::uint64_t id) : wire_(wire), id_(id) {}

  void take(std::unique_ptr<net::StreamSocket> socket) {
    socket_ = std::move(socket);
    socket_->set_user(*this);
  }
  void connect(Host& host, const net::Endpoint& remote, const net::IpAddress& local) {
    socket_ = host.connect_tcp(remote, local, *this);
  }
  net::StreamSocket& socket() { return *socket_; }

  void on_connected() override {}
  void on_octets(std::string_view octets) override {
    buffer_ += octets;
    std::string message;
    while (!(message = next_message()).empty()) {
      wire_.received_(std::move(message), {true, id_, socket_->remote()});
    }
  }
  void on_closed(net::Error) override { wire_.drop(id_); }

 private:
  // Cuts one whole message off the buffer; "" when there is none yet.
  std::string next_message() {
    while (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
    const std::size_t head = buffer_.find("\r\n\r\n");
    if (head == std::string::npos) return "";
    const std::string length = RawMessage(buffer_.substr(0, head + 4)).header("content-length");
    ASSERT(!length.empty());  // section 20.14: mandatory on a stream
    const std::size_t whole = head + 4 + std::strtoul(length.c_str(), nullptr, 10);
    if (buffer_.size() < whole) return "";
    std::string message = buffer_.substr(0, whole);
    buffer_.erase(0, whole);
    return message;
  }

  Wire& wire_;
  const std::uint64_t id_;
  std::unique_ptr<net::StreamSocket> socket_;
  std::string buffer_;
};

Wire::Wire(Host& host, const net::Endpoint& local, Received received, Lost lost)
    : host_(host), local_(local), received_(std::move(received)), lost_(std::move(lost)) {
  auto udp = host.bind_udp(local, *this);
  auto listener = host.listen_tcp(local, *this);
  ASSERT(udp && listener);
  udp_ = std::move(*udp);
  listener_ = std::move(*listener);
}

Wire::~Wire() = default;

void Wire::send(const Way& way, std::string_view text) {
  if (!way.tcp) return udp_->send(way.remote, text);
  const auto connection = connections_.find(way.connection);
  if (connection != connections_.end()) connection->second->socket().send(text);
}

Way Wire::way_to(const net::Endpoint& remote, bool tcp) {
  if (!tcp) return {false, 0, remote};
  for (const auto& [id, connection] : connections_) {
    if (connection->socket().remote() == remote) return {true, id, remote};
  }
  const std::uint64_t id = next_connection_++;
  auto& connection = connections_[id] = std::make_unique<Connection>(*this, id);
  connection->connect(host_, remote, local_.address);
  return {true, id, remote};
}

void Wire::hang_up_connections() {
  connections_.clear();
}

void Wire::on_datagram(std::string_view octets, const net::Endpoint& from) {
  received_(std::string(octets), {false, 0, from});
}

void Wire::on_accepted(std::unique_ptr<net::StreamSocket> socket) {
  const std::uint64_t id = next_connection_++;
  auto& connection = connections_[id] = std::make_unique<Connection>(*this, id);
  connection->take(std::move(socket));
}

void Wire::drop(std::uint64_t connection) {
  connections_.erase(connection);
  lost_(connection);
}

}  // namespace sim
