// The kernel's sockets as values: a descriptor that closes itself, an address in the kernel's form,
// errno in our words. Private to this folder.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <optional>
#include <string_view>
#include <utility>

#include "firmware/net/address.h"
#include "firmware/net/error.h"

namespace net {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// Of an IPv4 or IPv6 address as long as its family says; 0.0.0.0:0 for another family.
Endpoint endpoint_of(const sockaddr& address);

// An IPv4 or IPv6 address with its port.
class SocketAddress {
 public:
  SocketAddress() : length_(sizeof storage_) {}  // to be filled in by the kernel
  explicit SocketAddress(const Endpoint& endpoint);

  int family() const { return storage_.any.sa_family; }
  sockaddr* get() { return &storage_.any; }
  const sockaddr* get() const { return &storage_.any; }
  socklen_t length() const { return length_; }
  socklen_t* length_pointer() { return &length_; }

  Endpoint endpoint() const { return endpoint_of(storage_.any); }

 private:
  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
  } storage_;
  socklen_t length_;
};

// Nothing when the path is empty or longer than the kernel takes.
std::optional<sockaddr_un> unix_address(std::string_view path);

Error error_of(int number);

// Non-blocking, closed on exec; an IPv6 socket takes IPv6 only.
Result<Descriptor> open_socket(int family, int type);

bool set_option(int fd, int level, int name, int value);

// Unspecified when the socket has none (any more).
Endpoint local_endpoint(int fd);
Endpoint remote_endpoint(int fd);

}  // namespace net
