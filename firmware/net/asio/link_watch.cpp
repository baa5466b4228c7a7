#include "firmware/net/asio/link_watch.h"

#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <map>
#include <utility>

namespace net {

namespace {

constexpr int kMaxReads = 32;  // a turn

// The last of a flood that a full buffer swallows does no harm: what came tells us to look, not
// what to see.
Result<Descriptor> open_netlink() {
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (socket.get() < 0) return error_of(errno);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(socket.get(), any, sizeof address) != 0) return error_of(errno);
  return socket;
}

unsigned bits_of(const IpAddress& mask) {
  unsigned bits = 0;
  for (const std::uint8_t octet : mask.octets())
    bits += static_cast<unsigned>(std::popcount(octet));
  return bits;
}

bool is_shared(unsigned flags) {
  const unsigned wanted = IFF_UP | IFF_RUNNING | IFF_MULTICAST;
  return (flags & wanted) == wanted && (flags & (IFF_LOOPBACK | IFF_POINTOPOINT)) == 0;
}

bool is_ip(const sockaddr* address) {
  return address != nullptr && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

}  // namespace

Result<std::unique_ptr<LinkWatch>> AsioLinkWatch::open(Reactor& reactor, Changed changed) {
  auto netlink = open_netlink();
  if (!netlink) return netlink.error();
  return std::unique_ptr<LinkWatch>(
      std::make_unique<AsioLinkWatch>(reactor, std::move(*netlink), std::move(changed)));
}

AsioLinkWatch::AsioLinkWatch(Reactor& reactor, Descriptor netlink, Changed changed)
    : changed_(std::move(changed)), watch_(reactor, std::move(netlink), *this) {
  watch_.await_readable();
}

std::vector<Link> AsioLinkWatch::links() const {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> all(first, ::freeifaddrs);
  std::map<unsigned, Link> by_index;
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    if (!is_shared(one->ifa_flags) || !is_ip(one->ifa_addr)) continue;
    const unsigned index = ::if_nametoindex(one->ifa_name);
    if (index == 0) continue;  // gone meanwhile
    Link& link = by_index[index];
    link.index = index;
    link.name = one->ifa_name;
    const unsigned bits =
        is_ip(one->ifa_netmask) ? bits_of(endpoint_of(*one->ifa_netmask).address) : 0;
    link.addresses.push_back({endpoint_of(*one->ifa_addr).address, bits});
  }
  std::vector<Link> links;
  for (auto& [index, link] : by_index) links.push_back(std::move(link));
  return links;
}

void AsioLinkWatch::on_readable() {
  std::array<char, 4096> news;
  bool any = false;
  for (int i = 0; i < kMaxReads; ++i) {
    if (::recv(watch_.fd(), news.data(), news.size(), MSG_DONTWAIT) < 0 && errno != ENOBUFS) break;
    any = true;
  }
  watch_.await_readable();
  if (any) changed_();
}

}  // namespace net
