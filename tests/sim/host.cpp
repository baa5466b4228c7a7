#include <bit>

#include "firmware/base/assert.h"
#include "tests/sim/multicast.h"
#include "tests/sim/sockets.h"

namespace sim {

namespace {

// How many leading bits two addresses of one family share; -1 for different families.
int common_prefix(const net::IpAddress& a, const net::IpAddress& b) {
  if (a.is_v4() != b.is_v4()) return -1;
  int bits = 0;
  for (std::size_t i = 0; i < a.octets().size(); ++i) {
    const auto different = static_cast<std::uint8_t>(a.octets()[i] ^ b.octets()[i]);
    bits += std::countl_zero(different);
    if (different != 0) break;
  }
  return bits;
}

net::IpAddress any_of_family(const net::IpAddress& address) {
  static constexpr std::array<std::uint8_t, 16> kZero{};
  return address.is_v4() ? net::IpAddress() : net::IpAddress::v6(kZero);
}

}  // namespace

Host& Host::add_address(std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  ASSERT(parsed && !network_.owner_of(*parsed));
  addresses_.push_back(*parsed);
  network_.owners_[*parsed] = this;
  return *this;
}

Host& Host::add_route(std::string_view prefix, std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  ASSERT(parsed && owns(*parsed));
  routes_.emplace_back(prefix, *parsed);
  return *this;
}

void Host::power_off() {
  powered_ = false;
  for (const auto& [local, socket] : udp_) {
    if (socket != nullptr) socket->die();
  }
  for (const auto& [local, listener] : tcp_) listener->die();
  for (Stream* stream : std::set<Stream*>(streams_)) stream->die();
  for (const auto& [id, socket] : network_.multicast_sockets_) socket->die_with(*this);
  udp_.clear();
  tcp_.clear();
}

bool Host::owns(const net::IpAddress& address) const {
  const auto owner = network_.owners_.find(address);
  return owner != network_.owners_.end() && owner->second == this;
}

template <class Table>
net::Result<net::Endpoint> Host::claim(const Table& table, net::Endpoint local) {
  if (!powered_) return net::Error::unreachable;
  if (!local.address.is_unspecified() && !owns(local.address)) {
    return net::Error::address_not_available;
  }
  if (local.port == 0) local.port = next_port_++;
  for (const auto& [taken, socket] : table) {
    if (taken.port != local.port || taken.address.is_v4() != local.address.is_v4()) continue;
    if (taken.address == local.address || taken.address.is_unspecified() ||
        local.address.is_unspecified()) {
      return net::Error::address_in_use;
    }
  }
  return local;
}

template <class Table>
typename Table::mapped_type Host::listening(const Table& table, const net::Endpoint& at) const {
  auto found = table.find(at);
  if (found == table.end()) found = table.find({any_of_family(at.address), at.port});
  return found == table.end() ? nullptr : found->second;
}

template Datagrams* Host::listening(const std::map<net::Endpoint, Datagrams*>&,
                                    const net::Endpoint&) const;
template TcpListener* Host::listening(const std::map<net::Endpoint, TcpListener*>&,
                                      const net::Endpoint&) const;

net::Result<std::unique_ptr<net::UdpSocket>> Host::bind_udp(const net::Endpoint& local,
                                                            net::UdpUser& user) {
  const auto claimed = claim(udp_, local);
  if (!claimed) return claimed.error();
  return std::unique_ptr<net::UdpSocket>(std::make_unique<Datagrams>(*this, *claimed, user));
}

net::Result<std::unique_ptr<net::UdpPort>> Host::hold_udp(const net::Endpoint& local) {
  const auto claimed = claim(udp_, local);
  if (!claimed) return claimed.error();
  return std::unique_ptr<net::UdpPort>(std::make_unique<DatagramPort>(*this, *claimed));
}

net::Result<std::unique_ptr<net::UdpSocket>> Host::open_udp(std::unique_ptr<net::UdpPort> port,
                                                            net::UdpUser& user) {
  const net::Endpoint local = port->local();
  port.reset();
  return bind_udp(local, user);
}

net::Result<std::unique_ptr<net::Listener>> Host::listen_tcp(const net::Endpoint& local,
                                                             net::ListenerUser& user) {
  const auto claimed = claim(tcp_, local);
  if (!claimed) return claimed.error();
  auto listener = std::make_unique<TcpListener>(*this, *claimed, user);
  tcp_[*claimed] = listener.get();
  return std::unique_ptr<net::Listener>(std::move(listener));
}

std::unique_ptr<net::StreamSocket> Host::connect_tcp(const net::Endpoint& remote,
                                                     const net::IpAddress& local,
                                                     net::StreamUser& user) {
  net::Endpoint from{local, next_port_++};
  if (local.is_unspecified()) {
    const auto source = source_address(remote.address);
    if (source) from.address = *source;
  }
  auto stream = std::make_unique<Stream>(*this, from, remote);
  stream->set_user(user);
  network_.connect(stream->id());
  return stream;
}

net::Result<net::IpAddress> Host::source_address(const net::IpAddress& remote) {
  const std::string text = net::to_string(remote);
  for (const auto& [prefix, address] : routes_) {
    if (text.starts_with(prefix) && address.is_v4() == remote.is_v4()) return address;
  }
  int longest = -1;
  net::IpAddress best;
  for (const net::IpAddress& own : addresses_) {
    const int shared = common_prefix(own, remote);
    if (shared > longest) {
      longest = shared;
      best = own;
    }
  }
  if (longest < 0) return net::Error::unreachable;
  return best;
}

}  // namespace sim
