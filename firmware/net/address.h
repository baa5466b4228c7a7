// IpAddress and Endpoint: values, printable, comparable, hashable. IPv4 and IPv6, no names.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace net {

class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0

  static IpAddress v4(std::uint32_t host_order);
  static IpAddress v6(std::span<const std::uint8_t, 16> octets, std::uint32_t scope = 0);

  // "192.0.2.1", "2001:db8::1", "fe80::1%2" (numeric scope); a v6 literal may stand in brackets.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const { return !v6_; }
  bool is_v6() const { return v6_; }
  bool is_unspecified() const;
  bool is_loopback() const;

  // Four octets or sixteen, network order.
  std::span<const std::uint8_t> octets() const { return {octets_.data(), v6_ ? 16u : 4u}; }
  std::uint32_t v4_value() const;  // host order; is_v4() only
  std::uint32_t scope() const { return scope_; }

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  bool v6_ = false;
  std::uint32_t scope_ = 0;
  std::array<std::uint8_t, 16> octets_{};  // unused octets are zero
};

// RFC 5952 for IPv6, without brackets.
std::string to_string(const IpAddress& address);

// As it stands in a URI or a Via: IPv6 in brackets.
std::string to_uri_host(const IpAddress& address);

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  // "192.0.2.1:5060", "[2001:db8::1]:5060".
  static std::optional<Endpoint> parse(std::string_view text);

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

std::string to_string(const Endpoint& endpoint);

struct EndpointHash {
  std::size_t operator()(const Endpoint& endpoint) const;
};

}  // namespace net
