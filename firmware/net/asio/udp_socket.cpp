#include "firmware/net/asio/udp_socket.h"

#include <linux/errqueue.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace net {

namespace {

constexpr int kReceiveBuffer = 4 << 20;  // a second of 10,000 registrations
constexpr int kMaxErrorsATurn = 32;

bool means_unreachable(int number) {
  switch (number) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENETDOWN:
    case EACCES:  // administratively prohibited
    case EPROTO:
    case ENOPROTOOPT:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<std::unique_ptr<UdpPort>> AsioUdpPort::hold(const Endpoint& local) {
  const SocketAddress address(local);
  auto socket = open_socket(address.family(), SOCK_DGRAM);
  if (!socket) return socket.error();
  const int fd = socket->get();
  if (!set_option(fd, SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBuffer)) {
    set_option(fd, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
  }
  if (address.family() == AF_INET6) {
    set_option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
  } else {
    set_option(fd, IPPROTO_IP, IP_RECVERR, 1);
  }
  if (::bind(fd, address.get(), address.length()) != 0) return error_of(errno);
  return std::unique_ptr<UdpPort>(std::make_unique<AsioUdpPort>(std::move(*socket)));
}

Result<std::unique_ptr<UdpSocket>> AsioUdpSocket::open(Reactor& reactor, Descriptor bound,
                                                       UdpUser& user) {
  const auto poll = reactor.udp();
  if (!poll) return poll.error();
  auto made = std::make_unique<AsioUdpSocket>(reactor, **poll, std::move(bound), user);
  if (const auto entered = made->enter(); !entered) return entered.error();
  return made;
}

AsioUdpSocket::AsioUdpSocket(Reactor& reactor, UdpPoll& poll, Descriptor descriptor, UdpUser& user)
    : reactor_(reactor),
      user_(user),
      poll_(poll),
      socket_(std::move(descriptor)),
      local_(local_endpoint(socket_.get())),
      tell_unreachable_(reactor.timers(), this) {}

AsioUdpSocket::~AsioUdpSocket() {
  write_batch();
  if (awaits_end_of_turn_) reactor_.forget(*this);
  if (number_ != 0) poll_.leave(number_);
}

Result<void> AsioUdpSocket::enter() {
  const auto number = poll_.enter(socket_.get(), *this);
  if (!number) return number.error();
  number_ = *number;
  return {};
}

void AsioUdpSocket::on_readable() {
  const int count = poll_.receive(socket_.get());
  if (count < 0) {
    for (int i = 0; i < kMaxErrorsATurn && read_error(); ++i) {
    }
    return;
  }
  UdpPoll& poll = poll_;
  const std::uint64_t number = number_;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (i > 0 && !poll.is_member(number)) return;  // the user destroyed us
    const UdpPoll::Datagram datagram = poll.received(i);
    user_.on_datagram(datagram.octets, datagram.from);
  }
}

// Takes one report off the socket's error queue; false when there is none. An error that is left
// there would keep the socket readable for ever.
bool AsioUdpSocket::read_error() {
  char control[512];
  SocketAddress to;
  char first;  // of the datagram; without room for any octet, qemu-user does not ask the kernel
  iovec room{&first, sizeof first};
  msghdr header{};
  header.msg_iov = &room;
  header.msg_iovlen = 1;
  header.msg_name = to.get();
  header.msg_namelen = to.length();
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  if (::recvmsg(socket_.get(), &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return false;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
    const bool v4 = part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR;
    const bool v6 = part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR;
    if (!v4 && !v6) continue;
    sock_extended_err error;
    std::memcpy(&error, CMSG_DATA(part), sizeof error);
    if (means_unreachable(static_cast<int>(error.ee_errno))) {
      report(to.endpoint());
    }
  }
  return true;
}

bool AsioUdpSocket::is_full(std::size_t more) const {
  return batch_.size() == kMaxMessages || octets_.size() + more > kMaxOctets;
}

void AsioUdpSocket::send(const Endpoint& to, std::string_view octets) {
  if (is_full(octets.size())) write_batch();
  if (is_full(octets.size())) return;  // the kernel takes no more either
  batch_.push_back({to, octets_.size(), octets.size()});
  octets_ += octets;
  if (std::exchange(awaits_end_of_turn_, true)) return;
  reactor_.await_end_of_turn(*this);
}

void AsioUdpSocket::end_turn() {
  awaits_end_of_turn_ = false;
  write_batch();
}

void AsioUdpSocket::on_writable() {
  write_batch();
}

void AsioUdpSocket::write_batch() {
  std::size_t done = 0;
  bool failed_before = false;
  while (done < batch_.size()) {
    const int sent = write_from(done);
    if (sent > 0) {
      done += static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN) {
      poll_.await_writable(number_);
      break;
    } else if (failed_before) {
      // ENOBUFS is a full queue of the interface: the datagram is lost like any other.
      if (errno != ENOBUFS) report(batch_[done].to);
      ++done;
    }
    // A first failure may be the late news of an earlier datagram, which the kernel tells whoever
    // comes next: so try once more.
    failed_before = sent <= 0 && !failed_before;
  }
  drop_first(done);
}

// How many datagrams the kernel took, beginning with the one at `first`; else errno tells.
int AsioUdpSocket::write_from(std::size_t first) {
  std::array<mmsghdr, kMaxMessages> headers;
  std::array<iovec, kMaxMessages> vectors;
  std::array<SocketAddress, kMaxMessages> tos;
  const std::size_t count = batch_.size() - first;
  for (std::size_t i = 0; i < count; ++i) {
    const Message& message = batch_[first + i];
    vectors[i] = {octets_.data() + message.begin, message.size};
    tos[i] = SocketAddress(message.to);
    headers[i] = {};
    headers[i].msg_hdr.msg_iov = &vectors[i];
    headers[i].msg_hdr.msg_iovlen = 1;
    headers[i].msg_hdr.msg_name = tos[i].get();
    headers[i].msg_hdr.msg_namelen = tos[i].length();
  }
  return ::sendmmsg(socket_.get(), headers.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
}

void AsioUdpSocket::drop_first(std::size_t count) {
  if (count == batch_.size()) {
    batch_.clear();
    octets_.clear();
    return;
  }
  const std::size_t octets = batch_[count].begin;
  batch_.erase(batch_.begin(), batch_.begin() + static_cast<std::ptrdiff_t>(count));
  octets_.erase(0, octets);
  for (Message& message : batch_) message.begin -= octets;
}

void AsioUdpSocket::report(const Endpoint& to) {
  if (unreachable_.size() == kMaxMessages) return;
  unreachable_.push_back(to);
  if (!tell_unreachable_.armed()) tell_unreachable_.arm(base::Duration::zero());
}

void AsioUdpSocket::tell_unreachable() {
  std::vector<Endpoint> unreachable;
  unreachable.swap(unreachable_);
  UdpPoll& poll = poll_;
  const std::uint64_t number = number_;
  for (const Endpoint& to : unreachable) {
    user_.on_unreachable(to);
    if (!poll.is_member(number)) return;  // the user destroyed us
  }
}

}  // namespace net
