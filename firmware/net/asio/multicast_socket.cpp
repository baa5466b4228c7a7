#include "firmware/net/asio/multicast_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace net {

namespace {

constexpr int kMaxDatagrams = 32;  // a turn
constexpr int kTtl = 255;
constexpr int kV6MulticastAll = 29;  // IPV6_MULTICAST_ALL, which libc's headers lack

// Without the last, what another process has joined would come here, too; old kernels do not know
// it for IPv6, and links that are not ours are passed over anyway.
bool prepare(int fd, bool is_v4) {
  bool done = set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
  if (is_v4) {
    done = done && set_option(fd, IPPROTO_IP, IP_PKTINFO, 1) &&
           set_option(fd, IPPROTO_IP, IP_MULTICAST_TTL, kTtl) &&
           set_option(fd, IPPROTO_IP, IP_TTL, kTtl);
    set_option(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
    return done;
  }
  done = done && set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) &&
         set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, kTtl) &&
         set_option(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, kTtl);
  set_option(fd, IPPROTO_IPV6, kV6MulticastAll, 0);
  return done;
}

template <class T>
T body_of(cmsghdr* part) {
  T body;
  std::memcpy(&body, CMSG_DATA(part), sizeof body);
  return body;
}

void read_arrival(msghdr& header, Arrival& arrival) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      const auto packet = body_of<in_pktinfo>(part);
      arrival.link = static_cast<unsigned>(packet.ipi_ifindex);
      arrival.to = IpAddress::v4(ntohl(packet.ipi_addr.s_addr));
    } else if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
      const auto packet = body_of<in6_pktinfo>(part);
      arrival.link = packet.ipi6_ifindex;
      arrival.to = IpAddress::v6(std::span<const std::uint8_t, 16>(packet.ipi6_addr.s6_addr, 16));
    }
  }
}

// One ancillary part that names the link; the address the kernel chooses.
class ByLink {
 public:
  ByLink(msghdr& header, bool is_v4, unsigned link) {
    header.msg_control = control_.data();
    header.msg_controllen = control_.size();
    cmsghdr* part = CMSG_FIRSTHDR(&header);
    if (is_v4) {
      in_pktinfo packet{};
      packet.ipi_ifindex = static_cast<int>(link);
      put(header, *part, IPPROTO_IP, IP_PKTINFO, packet);
    } else {
      in6_pktinfo packet{};
      packet.ipi6_ifindex = link;
      put(header, *part, IPPROTO_IPV6, IPV6_PKTINFO, packet);
    }
  }

 private:
  template <class T>
  static void put(msghdr& header, cmsghdr& part, int level, int type, const T& body) {
    part.cmsg_level = level;
    part.cmsg_type = type;
    part.cmsg_len = CMSG_LEN(sizeof body);
    std::memcpy(CMSG_DATA(&part), &body, sizeof body);
    header.msg_controllen = CMSG_SPACE(sizeof body);
  }
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> control_{};
};

}  // namespace

Result<std::unique_ptr<MulticastSocket>> AsioMulticastSocket::bind(Reactor& reactor,
                                                                   const Endpoint& group,
                                                                   MulticastUser& user) {
  const bool is_v4 = group.address.is_v4();
  auto socket = open_socket(is_v4 ? AF_INET : AF_INET6, SOCK_DGRAM);
  if (!socket) return socket.error();
  if (!prepare(socket->get(), is_v4)) return error_of(errno);
  const SocketAddress any({*IpAddress::parse(is_v4 ? "0.0.0.0" : "::"), group.port});
  if (::bind(socket->get(), any.get(), any.length()) != 0) return error_of(errno);
  return std::unique_ptr<MulticastSocket>(
      std::make_unique<AsioMulticastSocket>(reactor, std::move(*socket), group, user));
}

AsioMulticastSocket::AsioMulticastSocket(Reactor& reactor, Descriptor socket, const Endpoint& group,
                                         MulticastUser& user)
    : reactor_(reactor), user_(user), group_(group), watch_(reactor, std::move(socket), *this) {
  watch_.await_readable();
}

Result<void> AsioMulticastSocket::change(int v4_option, int v6_option, unsigned link) {
  const auto octets = group_.address.octets();
  int done = -1;
  if (group_.address.is_v4()) {
    ip_mreqn wish{};
    std::memcpy(&wish.imr_multiaddr, octets.data(), octets.size());
    wish.imr_ifindex = static_cast<int>(link);
    done = ::setsockopt(watch_.fd(), IPPROTO_IP, v4_option, &wish, sizeof wish);
  } else {
    ipv6_mreq wish{};
    std::memcpy(&wish.ipv6mr_multiaddr, octets.data(), octets.size());
    wish.ipv6mr_interface = link;
    done = ::setsockopt(watch_.fd(), IPPROTO_IPV6, v6_option, &wish, sizeof wish);
  }
  if (done != 0) return error_of(errno);
  return {};
}

Result<void> AsioMulticastSocket::join(unsigned link) {
  return change(IP_ADD_MEMBERSHIP, IPV6_ADD_MEMBERSHIP, link);
}

void AsioMulticastSocket::leave(unsigned link) {
  static_cast<void>(change(IP_DROP_MEMBERSHIP, IPV6_DROP_MEMBERSHIP, link));
}

void AsioMulticastSocket::send(unsigned link, const Endpoint& to, std::string_view octets) {
  SocketAddress address(to);
  iovec vector{const_cast<char*>(octets.data()), octets.size()};
  msghdr header{};
  header.msg_name = address.get();
  header.msg_namelen = address.length();
  header.msg_iov = &vector;
  header.msg_iovlen = 1;
  const ByLink by_link(header, group_.address.is_v4(), link);
  static_cast<void>(::sendmsg(watch_.fd(), &header, MSG_DONTWAIT));
}

void AsioMulticastSocket::on_readable() {
  Reactor& reactor = reactor_;
  const std::uint64_t number = watch_.number();
  for (int i = 0; i < kMaxDatagrams; ++i) {
    const bool more = receive_one();
    if (!reactor.is_watching(number)) return;  // the user destroyed us
    if (!more) break;
  }
  watch_.await_readable();
}

bool AsioMulticastSocket::receive_one() {
  const auto slot = reactor_.slot(0);
  iovec vector{slot.data(), slot.size()};
  alignas(cmsghdr) std::array<char, 128> control;
  SocketAddress from;
  msghdr header{};
  header.msg_name = from.get();
  header.msg_namelen = from.length();
  header.msg_iov = &vector;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(watch_.fd(), &header, MSG_DONTWAIT);
  if (size < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
  Arrival arrival;
  arrival.from = from.endpoint();
  read_arrival(header, arrival);
  user_.on_datagram({slot.data(), static_cast<std::size_t>(size)}, arrival);
  return true;
}

}  // namespace net
