#include "firmware/sip/transport/flow.h"

#include <array>

#include "firmware/base/ascii.h"

namespace sip {

namespace {

struct Names {
  Transport transport;
  std::string_view in_via;
  std::string_view in_uri;
};

constexpr std::array<Names, 5> kNames{{
    {Transport::udp, "UDP", "udp"},
    {Transport::tcp, "TCP", "tcp"},
    {Transport::tls, "TLS", "tls"},
    {Transport::ws, "WS", "ws"},
    {Transport::wss, "WSS", "wss"},
}};

const Names& names_of(Transport transport) {
  return kNames[static_cast<std::size_t>(transport)];
}

}  // namespace

std::string_view to_string(Transport transport) {
  return names_of(transport).in_via;
}

std::string_view to_uri_param(Transport transport) {
  return names_of(transport).in_uri;
}

std::optional<Transport> transport_of(std::string_view name) {
  for (const Names& names : kNames) {
    if (base::iequals(name, names.in_uri)) return names.transport;
  }
  return std::nullopt;
}

std::string to_string(const Flow& flow) {
  std::string text(to_uri_param(flow.transport));
  text += ':';
  text += net::to_string(flow.remote);
  return text;
}

std::size_t FlowHash::operator()(const Flow& flow) const {
  std::uint64_t hash = net::EndpointHash{}(flow.remote);
  for (const std::uint64_t part :
       {static_cast<std::uint64_t>(flow.transport), static_cast<std::uint64_t>(flow.interface),
        static_cast<std::uint64_t>(flow.connection)}) {
    hash = (hash ^ part) * 0x9E3779B97F4A7C15u;
  }
  return static_cast<std::size_t>(hash);
}

}  // namespace sip
