// Flow: the way to one peer (RFC 5626 section 3.1 widened to UDP): a local socket and a remote
// end-point, or a connection. A value: comparable, hashable, storable; it keeps nothing alive.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/net/address.h"

namespace sip {

enum class Transport : std::uint8_t { udp, tcp, tls, ws, wss };

std::string_view to_string(Transport transport);               // "UDP", as in a Via
std::string_view to_uri_param(Transport transport);            // "udp", as in ;transport=
std::optional<Transport> transport_of(std::string_view name);  // case-insensitive
constexpr bool is_reliable(Transport transport) {
  return transport != Transport::udp;
}
constexpr bool is_secure(Transport t) {
  return t == Transport::tls || t == Transport::wss;
}
constexpr std::uint16_t default_port(Transport t) {
  return is_secure(t) ? 5061 : 5060;
}

// The largest request for UDP while the path's MTU is unknown (RFC 3261 section 18.1.1).
inline constexpr std::size_t kMaxUdpRequest = 1300;

// The transport for a new request of this size: a larger one that was to go by UDP goes by TCP.
// Whoever applies it falls back to UDP when TCP fails.
constexpr Transport choose_transport(Transport wanted, std::size_t octets) {
  return wanted == Transport::udp && octets > kMaxUdpRequest ? Transport::tcp : wanted;
}

struct Flow {
  Transport transport = Transport::udp;
  std::uint16_t interface = 0;   // TransportLayer's: where it enters and leaves
  std::uint32_t connection = 0;  // TCP and above: the connection's serial number, never 0; UDP: 0
  net::Endpoint remote;

  friend auto operator<=>(const Flow&, const Flow&) = default;
};

// For logs: "udp:192.0.2.1:5060".
std::string to_string(const Flow& flow);

struct FlowHash {
  std::size_t operator()(const Flow& flow) const;
};

}  // namespace sip
