#include "firmware/net/asio/ares_channel.h"

#include <sys/time.h>

#include <algorithm>
#include <cstring>

namespace net {

namespace {

constexpr int kTimeoutMs = 2000;  // for the first try; the second waits twice as long
constexpr int kTries = 2;
constexpr int kUdpPayload = 1232;  // EDNS: what passes every network unfragmented
constexpr base::Duration kLeastDelay = std::chrono::milliseconds(1);  // its clock is not ours

}  // namespace

AresChannel::AresChannel(Reactor& reactor, const std::vector<Endpoint>& servers)
    : reactor_(reactor), time_out_(reactor.timers(), this) {
  ares_options options{};
  options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_EDNS;
  options.timeout = kTimeoutMs;
  options.tries = kTries;
  options.ednspsz = kUdpPayload;
  options.ndomains = 0;
  options.sock_state_cb = on_socket_state;
  options.sock_state_cb_data = this;
  const int given = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
                    ARES_OPT_DOMAINS | ARES_OPT_SOCK_STATE_CB;
  if (ares_init_options(&channel_, &options, given) != ARES_SUCCESS) channel_ = nullptr;
  if (channel_ && !servers.empty()) use(servers);
}

// Answers every open question with ARES_EDESTRUCTION and closes the sockets.
AresChannel::~AresChannel() {
  if (channel_) ares_destroy(channel_);
}

void AresChannel::use(const std::vector<Endpoint>& servers) {
  std::vector<ares_addr_port_node> nodes(servers.size());
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto octets = servers[i].address.octets();
    nodes[i].next = i + 1 < nodes.size() ? &nodes[i + 1] : nullptr;
    nodes[i].family = servers[i].address.is_v6() ? AF_INET6 : AF_INET;
    std::memcpy(&nodes[i].addr, octets.data(), octets.size());
    nodes[i].udp_port = nodes[i].tcp_port = servers[i].port;
  }
  ares_set_servers_ports(channel_, nodes.data());
}

void AresChannel::attend() {
  timeval room;
  const timeval* next = ares_timeout(channel_, nullptr, &room);
  if (!next) return time_out_.disarm();
  const base::Duration delay =
      std::chrono::seconds(next->tv_sec) + std::chrono::microseconds(next->tv_usec);
  time_out_.arm(std::max(delay, kLeastDelay));
}

void AresChannel::process(int readable, int writable) {
  ares_process_fd(channel_, readable, writable);
  // c-ares may have closed the socket that brought us here.
  const auto found = sockets_.find(std::max(readable, writable));
  if (found != sockets_.end()) found->second->await();
  attend();
}

void AresChannel::on_socket_state(void* self, int fd, int readable, int writable) {
  auto& channel = *static_cast<AresChannel*>(self);
  if (!readable && !writable) {
    channel.sockets_.erase(fd);
    return;
  }
  std::unique_ptr<Socket>& socket = channel.sockets_[fd];
  if (!socket) socket = std::make_unique<Socket>(channel, fd);
  socket->want(readable != 0, writable != 0);
}

void AresChannel::Socket::want(bool readable, bool writable) {
  wants_readable_ = readable;
  wants_writable_ = writable;
  await();
}

void AresChannel::Socket::await() {
  if (wants_readable_) watch_.await_readable();
  if (wants_writable_) watch_.await_writable();
}

}  // namespace net
