#include "firmware/net/this_host.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "firmware/base/ascii.h"

namespace net {

namespace {

// Copied out, as the system's pointers promise no alignment.
std::optional<IpAddress> address_of(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof v4);
    return IpAddress::v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 v6;
  std::memcpy(&v6, address, sizeof v6);
  if (IN6_IS_ADDR_LINKLOCAL(&v6.sin6_addr)) return std::nullopt;
  return IpAddress::v6(std::span<const std::uint8_t, 16>(v6.sin6_addr.s6_addr, 16));
}

bool is_host_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.';
  });
}

}  // namespace

std::string host_name() {
  std::array<char, 254> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || !is_host_name(name.data())) return {};
  return base::to_lower(name.data());
}

std::vector<IpAddress> own_addresses() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> all(first, ::freeifaddrs);
  std::vector<IpAddress> addresses;
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    const auto address = address_of(one->ifa_addr);
    if (!address || (one->ifa_flags & IFF_UP) == 0 || address->is_loopback()) continue;
    addresses.push_back(*address);
  }
  std::stable_sort(addresses.begin(), addresses.end(),
                   [](const IpAddress& a, const IpAddress& b) { return a.is_v4() && b.is_v6(); });
  return addresses;
}

}  // namespace net
