#include "tests/sim/multicast.h"

#include <algorithm>

#include "firmware/base/assert.h"

namespace sim {

namespace {

constexpr unsigned kPrefixV4 = 24;
constexpr unsigned kPrefixV6 = 64;

const net::IpAddress* address_on(const net::Link& link, bool is_v4) {
  for (const net::LinkAddress& own : link.addresses) {
    if (own.address.is_v4() == is_v4) return &own.address;
  }
  return nullptr;
}

bool has(const net::Link& link, const net::IpAddress& address) {
  return std::any_of(link.addresses.begin(), link.addresses.end(),
                     [&](const net::LinkAddress& own) { return own.address == address; });
}

}  // namespace

Host& Host::plug(std::string_view cable, std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  ASSERT(parsed);
  if (!owns(*parsed)) add_address(address);
  auto place = links_.find(cable);
  if (place == links_.end()) {
    const auto count = static_cast<unsigned>(sockets_.size());
    const auto known = sockets_.try_emplace(std::string(cable), count + 1).first;
    net::Link link{known->second, "eth" + std::to_string(known->second - 1), {}};
    place = links_.emplace(cable, std::move(link)).first;
  }
  place->second.addresses.push_back({*parsed, parsed->is_v4() ? kPrefixV4 : kPrefixV6});
  tell_watchers();
  return *this;
}

void Host::unplug(std::string_view cable) {
  const auto place = links_.find(cable);
  ASSERT(place != links_.end());
  links_.erase(place);
  tell_watchers();
}

void Host::renumber(std::string_view cable, std::string_view address) {
  links_.find(cable)->second.addresses.clear();
  plug(cable, address);
}

void Host::tell_watchers() {
  network_.events_.post({}, [this] {
    for (Watching* watching : std::set<Watching*>(watching_)) {
      if (watching_.contains(watching)) watching->tell();
    }
  });
}

const net::Link* Host::link_of(std::string_view cable) const {
  const auto place = links_.find(cable);
  return place == links_.end() ? nullptr : &place->second;
}

const std::string* Host::cable_of(unsigned link) const {
  for (const auto& [cable, candidate] : links_) {
    if (candidate.index == link) return &cable;
  }
  return nullptr;
}

net::Result<std::unique_ptr<net::MulticastSocket>> Host::bind_multicast(const net::Endpoint& group,
                                                                        net::MulticastUser& user) {
  if (!powered_) return net::Error::unreachable;
  return std::unique_ptr<net::MulticastSocket>(std::make_unique<Multicast>(*this, group, user));
}

net::Result<std::unique_ptr<net::LinkWatch>> Host::watch_links(net::LinkWatch::Changed changed) {
  return std::unique_ptr<net::LinkWatch>(std::make_unique<Watching>(*this, std::move(changed)));
}

Watching::Watching(Host& host, Changed changed) : host_(host), changed_(std::move(changed)) {
  host_.watching_.insert(this);
}

Watching::~Watching() {
  host_.watching_.erase(this);
}

std::vector<net::Link> Watching::links() const {
  std::vector<net::Link> links;
  for (const auto& [cable, link] : host_.links_) links.push_back(link);
  return links;
}

Multicast::Multicast(Host& host, const net::Endpoint& group, net::MulticastUser& user)
    : network_(host.network_), host_(&host), group_(group), user_(user), id_(network_.next_id_++) {
  network_.multicast_sockets_[id_] = this;
}

Multicast::~Multicast() {
  network_.multicast_sockets_.erase(id_);
}

net::Result<void> Multicast::join(unsigned link) {
  if (host_ == nullptr || host_->cable_of(link) == nullptr) return net::Error::unreachable;
  joined_.insert(link);
  return {};
}

void Multicast::send(unsigned link, const net::Endpoint& to, std::string_view octets) {
  if (host_ != nullptr) network_.send_on_link(*this, link, to, octets);
}

void SimNetwork::send_on_link(Multicast& sender, unsigned link_index, const net::Endpoint& to,
                              std::string_view octets) {
  const std::string* cable = sender.host()->cable_of(link_index);
  if (cable == nullptr) return;
  const net::IpAddress* own =
      address_on(*sender.host()->link_of(*cable), sender.group().address.is_v4());
  if (own == nullptr) return;
  const net::Endpoint from{*own, sender.group().port};
  for (const auto& [id, socket] : multicast_sockets_) {
    const net::Link* there = socket->host() ? socket->host()->link_of(*cable) : nullptr;
    if (there == nullptr || socket->group().port != to.port) continue;
    const bool to_group = to.address == socket->group().address && socket->has_joined(there->index);
    if (!to_group && !has(*there, to.address)) continue;
    const net::IpAddress* arrives_at = address_on(*there, own->is_v4());
    if (arrives_at == nullptr) continue;
    const LinkSettings& way = link(from.address, *arrives_at);
    if (is_lost(way, from, {*arrives_at, to.port}, octets)) continue;
    for (int copies = chance(way.duplicate) ? 2 : 1; copies > 0; --copies) {
      events_.post(delay_on(way), [this, receiver = id, cable = *cable, from, to = to.address,
                                   text = std::string(octets)] {
        deliver_on_link(receiver, cable, from, to, text);
      });
    }
  }
}

void SimNetwork::deliver_on_link(std::uint64_t receiver, const std::string& cable,
                                 const net::Endpoint& from, const net::IpAddress& to,
                                 const std::string& octets) {
  Multicast* socket = find(multicast_sockets_, receiver);
  const net::Link* there =
      socket != nullptr && socket->host() != nullptr ? socket->host()->link_of(cable) : nullptr;
  if (there != nullptr) socket->user().on_datagram(octets, {from, to, there->index});
}

}  // namespace sim
