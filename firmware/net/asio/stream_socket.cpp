#include "firmware/net/asio/stream_socket.h"

#include <netinet/tcp.h>

#include <cerrno>

namespace net {

namespace {

constexpr base::Duration kFarewell = std::chrono::seconds(10);

Result<Descriptor> open_bound(int family, const IpAddress& local) {
  auto socket = open_socket(family, SOCK_STREAM);
  if (!socket || local.is_unspecified()) return socket;
  const SocketAddress address(Endpoint{local, 0});
  set_option(socket->get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  if (::bind(socket->get(), address.get(), address.length()) != 0) return error_of(errno);
  return socket;
}

// Signalling is small messages that must leave at once. (A Unix socket just refuses.)
void send_at_once(int fd) {
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
}

}  // namespace

AsioStreamSocket::AsioStreamSocket(Reactor& reactor, Descriptor descriptor, const Endpoint& remote)
    : reactor_(reactor), state_(State::open), remote_(remote), end_(reactor.timers(), this) {
  send_at_once(descriptor.get());
  local_ = local_endpoint(descriptor.get());
  watch(std::move(descriptor));
}

AsioStreamSocket::AsioStreamSocket(Reactor& reactor, const Endpoint& remote, const IpAddress& local,
                                   StreamUser& user)
    : reactor_(reactor),
      user_(&user),
      state_(State::connecting),
      remote_(remote),
      end_(reactor.timers(), this) {
  const SocketAddress to(remote);
  connect(open_bound(to.family(), local), to.get(), to.length());
}

AsioStreamSocket::AsioStreamSocket(Reactor& reactor, std::string_view path, StreamUser& user)
    : reactor_(reactor), user_(&user), state_(State::connecting), end_(reactor.timers(), this) {
  if (const auto to = unix_address(path)) {
    const auto* any = reinterpret_cast<const sockaddr*>(&*to);
    connect(open_socket(AF_UNIX, SOCK_STREAM), any, sizeof *to);
  } else {
    close(Error::refused);
  }
}

void AsioStreamSocket::watch(Descriptor descriptor) {
  Watch::Owner& owner = *this;
  watch_.emplace(reactor_, std::move(descriptor), owner);
}

void AsioStreamSocket::connect(Result<Descriptor> socket, const sockaddr* to, socklen_t length) {
  if (!socket) return close(socket.error());
  send_at_once(socket->get());
  if (::connect(socket->get(), to, length) != 0 && errno != EINPROGRESS) {
    return close(error_of(errno));
  }
  watch(std::move(*socket));
  watch_->await_writable();
}

void AsioStreamSocket::set_user(StreamUser& user) {
  user_ = &user;
  set_reading(reading_);
  if (state_ == State::closed) end_.arm(base::Duration::zero());
}

void AsioStreamSocket::set_reading(bool reading) {
  reading_ = reading;
  if (reading && user_ && watch_ && state_ != State::connecting) watch_->await_readable();
}

void AsioStreamSocket::on_readable() {
  if (!reading_ && state_ == State::open) return;
  const auto area = reactor_.slot(0);
  const ssize_t count = ::recv(watch_->fd(), area.data(), area.size(), MSG_DONTWAIT);
  if (count == 0 && state_ == State::draining) return;  // may still want what is queued
  if (count == 0) return close(Error::closed);
  if (count < 0 && errno != EAGAIN) return close(error_of(errno));
  watch_->await_readable();
  const bool wanted = state_ == State::open;
  if (count > 0 && wanted) user_->on_octets({area.data(), static_cast<std::size_t>(count)});
}

void AsioStreamSocket::on_writable() {
  if (state_ == State::connecting) {
    finish_connecting();
  } else {
    write_queue();
  }
}

void AsioStreamSocket::finish_connecting() {
  int number = 0;
  socklen_t length = sizeof number;
  ::getsockopt(watch_->fd(), SOL_SOCKET, SO_ERROR, &number, &length);
  if (number != 0) return close(error_of(number));
  state_ = State::open;
  local_ = local_endpoint(watch_->fd());
  set_reading(reading_);
  if (written_ < queue_.size()) watch_->await_writable();
  user_->on_connected();
}

bool AsioStreamSocket::send(std::string_view octets) {
  if (state_ != State::connecting && state_ != State::open) return false;
  if (octets.size() > kMaxQueued - queued()) return false;
  if (state_ == State::open && queue_.empty()) octets.remove_prefix(write(octets));
  if (octets.empty() || state_ == State::closed) return true;
  queue_ += octets;
  if (state_ == State::open) watch_->await_writable();
  return true;
}

void AsioStreamSocket::write_queue() {
  written_ += write(std::string_view(queue_).substr(written_));
  if (state_ == State::closed) return;
  if (written_ < queue_.size()) {
    // Moves what is left only when that is less than what is gone: each octet at most once.
    if (written_ > queue_.size() / 2) queue_.erase(0, std::exchange(written_, 0));
    watch_->await_writable();
    return;
  }
  queue_ = std::string();  // a slow reader is rare: give the memory back
  written_ = 0;
  if (state_ == State::draining) return linger();
  if (user_) user_->on_drained();
}

// How many octets the kernel took.
std::size_t AsioStreamSocket::write(std::string_view octets) {
  const ssize_t count =
      ::send(watch_->fd(), octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count >= 0) return static_cast<std::size_t>(count);
  if (errno != EAGAIN) close(error_of(errno));
  return 0;
}

void AsioStreamSocket::close_after_sending() {
  if (state_ == State::connecting) return close(Error::closed);
  if (state_ != State::open) return;
  state_ = State::draining;
  end_.arm(kFarewell);
  if (queue_.empty()) linger();
}

void AsioStreamSocket::linger() {
  state_ = State::lingering;
  ::shutdown(watch_->fd(), SHUT_WR);
  watch_->await_readable();
}

// The user hears of it at the end of the turn, whoever found out.
void AsioStreamSocket::close(Error reason) {
  state_ = State::closed;
  reason_ = reason;
  watch_.reset();
  end_.arm(base::Duration::zero());
}

void AsioStreamSocket::on_end() {
  state_ = State::closed;
  watch_.reset();
  if (user_) user_->on_closed(reason_);
}

}  // namespace net
