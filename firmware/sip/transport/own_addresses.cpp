#include "firmware/sip/transport/own_addresses.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/sip/transport/flow.h"

namespace sip {

namespace {

bool same_family(const net::IpAddress& a, const net::IpAddress& b) {
  return a.is_v4() == b.is_v4();
}

bool can_reach(const net::IpAddress& local, const net::IpAddress& remote) {
  return same_family(local, remote) && (!local.is_loopback() || remote.is_loopback());
}

// The same host without regard to where it was seen: a scope means something on one machine only.
bool same_octets(const net::IpAddress& a, const net::IpAddress& b) {
  return std::ranges::equal(a.octets(), b.octets());
}

net::IpAddress without_scope(const net::IpAddress& address) {
  return address.is_v6() ? net::IpAddress::v6(address.octets().first<16>()) : address;
}

}  // namespace

void OwnAddresses::add(Own own) {
  if (own.advertised_host.ends_with('.')) own.advertised_host.pop_back();
  const auto advertised = net::IpAddress::parse(own.advertised_host);
  if (advertised) own.advertised_host = net::to_uri_host(*advertised);
  interfaces_.push_back({std::move(own), advertised});
}

std::optional<net::IpAddress> OwnAddresses::source_to(const net::IpAddress& remote) const {
  const base::Instant now = timers_.now();
  const net::Endpoint key{remote, 0};
  if (const auto known = routes_.find(key); known != routes_.end() && now < known->second.until) {
    return known->second.source;
  }
  if (routes_.size() >= kMaxRoutes) routes_.clear();
  const auto answer = network_.source_address(remote);
  Route route{std::nullopt, now + kRouteLifetime};
  if (answer) route.source = *answer;
  routes_.insert_or_assign(key, route);
  return route.source;
}

std::optional<std::uint16_t> OwnAddresses::interface_to(const net::IpAddress& remote,
                                                        int preferred) const {
  if (preferred >= 0 && static_cast<std::size_t>(preferred) < interfaces_.size() &&
      can_reach(interfaces_[static_cast<std::size_t>(preferred)].own.local.address, remote)) {
    return static_cast<std::uint16_t>(preferred);
  }
  const auto source = source_to(remote);
  if (!source) return std::nullopt;
  std::optional<std::uint16_t> unspecified, any;
  for (std::uint16_t i = 0; i < interfaces_.size(); ++i) {
    const net::IpAddress& local = interfaces_[i].own.local.address;
    if (!can_reach(local, remote)) continue;
    if (same_octets(local, *source)) return i;
    if (local.is_unspecified() && !unspecified) unspecified = i;
    if (!any) any = i;
  }
  return unspecified ? unspecified : any;
}

std::string OwnAddresses::sent_by(std::uint16_t interface, const net::IpAddress& remote,
                                  std::uint16_t default_port) const {
  if (interface >= interfaces_.size()) return "";
  const Own& own = interfaces_[interface].own;
  std::string text = own.advertised_host;
  if (text.empty()) {
    net::IpAddress address = own.local.address;
    if (address.is_unspecified()) address = source_to(remote).value_or(address);
    text = net::to_uri_host(without_scope(address));
  }
  if (own.local.port != default_port) {
    text += ':';
    text += std::to_string(own.local.port);
  }
  return text;
}

bool OwnAddresses::is_own(std::string_view host, std::uint16_t port) const {
  if (port == 0) port = default_port(Transport::udp);
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty()) return false;
  const auto address = net::IpAddress::parse(host);
  for (const Entry& entry : interfaces_) {
    if (entry.own.local.port != port) continue;
    if (address ? has_address(entry, *address) : base::iequals(host, entry.own.advertised_host)) {
      return true;
    }
  }
  return false;
}

bool OwnAddresses::has_address(const Entry& entry, const net::IpAddress& address) const {
  if (entry.advertised_address && same_octets(*entry.advertised_address, address)) return true;
  const net::IpAddress& local = entry.own.local.address;
  if (!same_family(local, address)) return false;
  if (!local.is_unspecified()) return same_octets(local, address);
  if (address.is_loopback()) return true;
  // Every address of this machine is ours, and a packet to one of them leaves from itself.
  const auto source = source_to(address);
  return source && same_octets(*source, address);
}

}  // namespace sip
