#include "tests/sim/network.h"

#include <algorithm>
#include <functional>

#include "firmware/base/assert.h"
#include "tests/sim/sockets.h"

namespace sim {

LinkSettings storm() {
  using std::chrono::milliseconds;
  LinkSettings link;
  link.loss = 0.33;
  link.delay = milliseconds(5);
  link.jitter = milliseconds(40);
  link.duplicate = 0.3;
  link.reorder = 0.3;
  link.losses_in_succession = 2;
  link.segments = true;
  return link;
}

SimNetwork::SimNetwork(Events& events, base::Random& random, Ladder& ladder)
    : events_(events), random_(random), ladder_(ladder) {}

SimNetwork::~SimNetwork() = default;

Host& SimNetwork::host(std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  ASSERT(parsed);
  if (Host* owner = owner_of(*parsed)) return *owner;
  hosts_.push_back(std::make_unique<Host>(*this));
  return hosts_.back()->add_address(address);
}

void SimNetwork::set_link(std::string_view a, std::string_view b, const LinkSettings& settings) {
  const auto one = net::IpAddress::parse(a);
  const auto other = net::IpAddress::parse(b);
  ASSERT(one && other);
  links_[{*one, *other}] = links_[{*other, *one}] = settings;
}

void SimNetwork::set_nat(std::string_view inside, std::string_view outside) {
  const auto in = net::IpAddress::parse(inside);
  const auto out = net::IpAddress::parse(outside);
  ASSERT(in && out);
  auto nat = std::make_unique<Nat>();
  nat->outside = *out;
  outsides_[*out] = nat.get();
  nats_[*in] = std::move(nat);
}

void SimNetwork::send_datagram(std::uint64_t sender, net::Endpoint from, net::Endpoint to,
                               std::string_view octets) {
  const LinkSettings& way = link(from.address, to.address);
  Ladder::Rung rung{events_.now(), from, to, false, Ladder::Fate::sent, std::string(octets)};
  if (is_lost(way, from, to, octets)) {
    rung.fate = Ladder::Fate::lost;
    ladder_.add(std::move(rung));
    return;
  }
  const auto target = translate(from, to);
  if (!target) {
    rung.fate = Ladder::Fate::unreachable;
    ladder_.add(std::move(rung));
    return;
  }
  const int copies = chance(way.duplicate) ? 2 : 1;
  if (copies == 2) rung.fate = Ladder::Fate::duplicated;
  ladder_.add(std::move(rung));
  for (int copy = 0; copy < copies; ++copy) {
    events_.post(delay_on(way), [this, sender, from, to = *target, text = std::string(octets)] {
      deliver_datagram(sender, from, to, text);
    });
  }
}

void SimNetwork::deliver_datagram(std::uint64_t sender, const net::Endpoint& from,
                                  const net::Endpoint& to, const std::string& octets) {
  Host* host = owner_of(to.address);
  Datagrams* socket = host ? host->listening(host->udp_, to) : nullptr;
  if (socket) return socket->user().on_datagram(octets, from);
  const LinkSettings& way = link(from.address, to.address);
  if (!way.reports_unreachable) return;
  events_.post(way.delay, [this, sender, to] {
    if (Datagrams* origin = find(datagram_sockets_, sender)) origin->user().on_unreachable(to);
  });
}

namespace {

// The branch of its transaction if it has one, else all of it.
std::string_view what_it_belongs_to(std::string_view octets) {
  const std::size_t branch = octets.find("branch=");
  if (branch == std::string_view::npos) return octets;
  return octets.substr(branch, octets.find_first_of(";,\r\n", branch) - branch);
}

}  // namespace

bool SimNetwork::is_lost(const LinkSettings& way, const net::Endpoint& from,
                         const net::Endpoint& to, std::string_view octets) {
  if (way.loss <= 0) return false;
  const bool lost = chance(way.loss);
  if (way.losses_in_succession == 0) return lost;
  const net::EndpointHash hash;
  const std::uint64_t key =
      std::hash<std::string_view>()(what_it_belongs_to(octets)) ^ (hash(from) * 31 + hash(to));
  int& losses = losses_[key];
  losses = lost && losses < way.losses_in_succession ? losses + 1 : 0;
  return losses > 0;
}

std::optional<net::Endpoint> SimNetwork::translate(net::Endpoint& from, const net::Endpoint& to) {
  const auto leaves = nats_.find(from.address);
  if (leaves != nats_.end() && from.address != to.address) {
    Nat& nat = *leaves->second;
    const auto [mapping, is_new] = nat.port_of.try_emplace(from, nat.next_port);
    if (is_new) nat.inside_of[nat.next_port++] = from;
    nat.open.insert({mapping->second, to});
    from = {nat.outside, mapping->second};
  }
  const auto enters = outsides_.find(to.address);
  if (enters == outsides_.end()) {
    if (nats_.contains(to.address) && from.address != to.address) return std::nullopt;
    return to;
  }
  const Nat& nat = *enters->second;
  const auto inside = nat.inside_of.find(to.port);
  if (inside == nat.inside_of.end() || !nat.open.contains({to.port, from})) return std::nullopt;
  return inside->second;
}

Host* SimNetwork::owner_of(const net::IpAddress& address) const {
  const auto owner = owners_.find(address);
  return owner == owners_.end() ? nullptr : owner->second;
}

const LinkSettings& SimNetwork::link(const net::IpAddress& a, const net::IpAddress& b) const {
  const auto own = links_.find({a, b});
  return own == links_.end() ? weather_ : own->second;
}

base::Duration SimNetwork::delay_on(const LinkSettings& way) {
  base::Duration delay = way.delay;
  const auto evenly = [this](base::Duration up_to) {
    return base::Duration(random_.below(static_cast<std::uint64_t>(up_to.count()) + 1));
  };
  if (way.jitter > base::Duration{}) delay += evenly(way.jitter);
  if (chance(way.reorder)) delay += evenly(way.reorder_delay);
  return delay;
}

bool SimNetwork::chance(double probability) {
  if (probability <= 0) return false;
  return static_cast<double>(random_.below(1'000'000)) < probability * 1e6;
}

Datagrams::Datagrams(Host& host, const net::Endpoint& local, net::UdpUser& user)
    : network_(host.network_), host_(&host), local_(local), user_(user), id_(network_.next_id_++) {
  host.udp_[local] = this;
  network_.datagram_sockets_[id_] = this;
}

Datagrams::~Datagrams() {
  if (host_) host_->udp_.erase(local_);
  network_.datagram_sockets_.erase(id_);
}

DatagramPort::DatagramPort(Host& host, const net::Endpoint& local) : host_(host), local_(local) {
  host_.udp_[local_] = nullptr;
}

// After a power cut it is not there, or another's.
DatagramPort::~DatagramPort() {
  const auto held = host_.udp_.find(local_);
  if (held != host_.udp_.end() && held->second == nullptr) host_.udp_.erase(held);
}

void Datagrams::send(const net::Endpoint& to, std::string_view octets) {
  if (!host_) return;
  net::Endpoint from = local_;
  if (from.address.is_unspecified()) {
    const auto source = host_->source_address(to.address);
    if (!source) return;
    from.address = *source;
  }
  network_.send_datagram(id_, from, to, octets);
}

}  // namespace sim
