#include "firmware/net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"

namespace net {

namespace {

// The C library's parser wants a terminated string; anything longer is no address.
template <int Family, std::size_t Size>
bool parse_octets(std::string_view text, std::uint8_t* octets) {
  char terminated[Size];
  if (text.size() >= Size || text.find('\0') != std::string_view::npos) return false;
  *std::copy(text.begin(), text.end(), terminated) = '\0';
  return inet_pton(Family, terminated, octets) == 1;
}

// As inet_ntop does, without its printf: every message and description we write has some.
std::string print_v4(std::span<const std::uint8_t> octets) {
  char text[INET_ADDRSTRLEN];
  char* end = text;
  for (const std::uint8_t octet : octets) {
    if (end != text) *end++ = '.';
    end = std::to_chars(end, std::end(text), octet).ptr;
  }
  return {text, end};
}

std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 32)) * 0xd6e8feb86659fd93ULL;
  value = (value ^ (value >> 32)) * 0xd6e8feb86659fd93ULL;
  return value ^ (value >> 32);
}

std::optional<IpAddress> parse_v6(std::string_view text) {
  std::uint32_t scope = 0;
  if (const auto percent = text.find('%'); percent != std::string_view::npos) {
    const auto number = base::parse_unsigned(text.substr(percent + 1), 0xffffffff);
    if (!number) return std::nullopt;
    scope = static_cast<std::uint32_t>(*number);
    text = text.substr(0, percent);
  }
  std::array<std::uint8_t, 16> octets;
  if (!parse_octets<AF_INET6, INET6_ADDRSTRLEN>(text, octets.data())) return std::nullopt;
  return IpAddress::v6(octets, scope);
}

}  // namespace

IpAddress IpAddress::v4(std::uint32_t host_order) {
  IpAddress address;
  for (int i = 3; i >= 0; --i, host_order >>= 8) {
    address.octets_[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(host_order);
  }
  return address;
}

IpAddress IpAddress::v6(std::span<const std::uint8_t, 16> octets, std::uint32_t scope) {
  IpAddress address;
  address.v6_ = true;
  address.scope_ = scope;
  std::copy(octets.begin(), octets.end(), address.octets_.begin());
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    return parse_v6(text.substr(1, text.size() - 2));
  }
  if (text.find(':') != std::string_view::npos) return parse_v6(text);
  IpAddress address;
  if (!parse_octets<AF_INET, INET_ADDRSTRLEN>(text, address.octets_.data())) return std::nullopt;
  return address;
}

bool IpAddress::is_unspecified() const {
  return std::ranges::all_of(octets(), [](std::uint8_t octet) { return octet == 0; });
}

bool IpAddress::is_loopback() const {
  if (!v6_) return octets_[0] == 127;
  return octets_[15] == 1 && std::all_of(octets_.begin(), octets_.end() - 1,
                                         [](std::uint8_t octet) { return octet == 0; });
}

std::uint32_t IpAddress::v4_value() const {
  ASSERT(!v6_);
  std::uint32_t value = 0;
  for (const std::uint8_t octet : octets()) value = value << 8 | octet;
  return value;
}

std::string to_string(const IpAddress& address) {
  if (!address.is_v6()) return print_v4(address.octets());
  char text[INET6_ADDRSTRLEN];
  std::string printed = inet_ntop(AF_INET6, address.octets().data(), text, sizeof text);
  if (address.scope() != 0) {
    printed += '%';
    printed += std::to_string(address.scope());
  }
  return printed;
}

std::string to_uri_host(const IpAddress& address) {
  return address.is_v6() ? '[' + to_string(address) + ']' : to_string(address);
}

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view host = text.substr(0, colon);
  const auto port = base::parse_unsigned(text.substr(colon + 1), 0xffff);
  const auto address = IpAddress::parse(host);
  if (!port || !address || (address->is_v6() && host.front() != '[')) return std::nullopt;
  return Endpoint{*address, static_cast<std::uint16_t>(*port)};
}

std::string to_string(const Endpoint& endpoint) {
  return to_uri_host(endpoint.address) + ':' + std::to_string(endpoint.port);
}

std::size_t EndpointHash::operator()(const Endpoint& endpoint) const {
  std::uint64_t halves[2] = {};
  std::memcpy(halves, endpoint.address.octets().data(), endpoint.address.octets().size());
  const std::uint64_t rest =
      static_cast<std::uint64_t>(endpoint.address.scope()) << 16 | endpoint.port;
  return static_cast<std::size_t>(mix(mix(mix(halves[0]) ^ halves[1]) ^ rest));
}

}  // namespace net
