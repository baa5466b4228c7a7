#include "firmware/net/asio/socket.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace net {

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Endpoint endpoint_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return {IpAddress::v4(ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port)};
  }
  if (address.sa_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    const std::span<const std::uint8_t, 16> octets(v6.sin6_addr.s6_addr);
    return {IpAddress::v6(octets, v6.sin6_scope_id), ntohs(v6.sin6_port)};
  }
  return {};
}

SocketAddress::SocketAddress(const Endpoint& endpoint) {
  const auto octets = endpoint.address.octets();
  if (endpoint.address.is_v6()) {
    storage_.v6 = {};
    storage_.v6.sin6_family = AF_INET6;
    storage_.v6.sin6_port = htons(endpoint.port);
    storage_.v6.sin6_scope_id = endpoint.address.scope();
    std::memcpy(&storage_.v6.sin6_addr, octets.data(), octets.size());
    length_ = sizeof storage_.v6;
  } else {
    storage_.v4 = {};
    storage_.v4.sin_family = AF_INET;
    storage_.v4.sin_port = htons(endpoint.port);
    std::memcpy(&storage_.v4.sin_addr, octets.data(), octets.size());
    length_ = sizeof storage_.v4;
  }
}

std::optional<sockaddr_un> unix_address(std::string_view path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);  // the rest is zero already
  return address;
}

Error error_of(int number) {
  switch (number) {
    case EADDRINUSE:
      return Error::address_in_use;
    case EADDRNOTAVAIL:
      return Error::address_not_available;
    case EACCES:
    case EPERM:
      return Error::permission_denied;
    case ECONNREFUSED:
    case ENOENT:
      return Error::refused;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
      return Error::unreachable;
    case ETIMEDOUT:
      return Error::timed_out;
    case EPIPE:
      return Error::closed;
    case ECONNRESET:
    case ECONNABORTED:
      return Error::reset;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EAGAIN:
      return Error::overloaded;  // EAGAIN: connect to a Unix socket with a full backlog
    default:
      return Error::failed;
  }
}

Result<Descriptor> open_socket(int family, int type) {
  Descriptor socket(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return error_of(errno);
  if (family == AF_INET6 && !set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1)) {
    return error_of(errno);
  }
  return socket;
}

bool set_option(int fd, int level, int name, int value) {
  return ::setsockopt(fd, level, name, &value, sizeof value) == 0;
}

Endpoint local_endpoint(int fd) {
  SocketAddress address;
  if (::getsockname(fd, address.get(), address.length_pointer()) != 0) return {};
  return address.endpoint();
}

Endpoint remote_endpoint(int fd) {
  SocketAddress address;
  if (::getpeername(fd, address.get(), address.length_pointer()) != 0) return {};
  return address.endpoint();
}

}  // namespace net
