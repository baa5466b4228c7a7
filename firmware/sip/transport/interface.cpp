#include "firmware/sip/transport/interface.h"

namespace sip {

namespace {

// A port that is free for UDP may be taken for TCP: then another is tried.
constexpr int kFreePortAttempts = 8;

}  // namespace

net::Result<void> Interface::open(net::Network& network, const net::Endpoint& local) {
  net::Result<void> opened = open_pair(network, local);
  for (int attempt = 1; attempt < kFreePortAttempts && local.port == 0 && opened.has_error() &&
                        opened.error() == net::Error::address_in_use;
       ++attempt) {
    opened = open_pair(network, local);
  }
  return opened;
}

net::Result<void> Interface::open_pair(net::Network& network, const net::Endpoint& local) {
  auto udp = network.bind_udp(local, *this);
  if (!udp) return udp.error();
  auto listener = network.listen_tcp((*udp)->local(), *this);
  if (!listener) return listener.error();
  udp_ = std::move(*udp);
  listener_ = std::move(*listener);
  return {};
}

}  // namespace sip
