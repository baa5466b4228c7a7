#include "firmware/sip/transport/connections.h"

#include "firmware/base/assert.h"

namespace sip {

bool Connections::has_room_for(const net::IpAddress& remote) const {
  if (by_serial_.size() >= max_) return false;
  const auto used = per_address_.find({remote, 0});
  return used == per_address_.end() || used->second < max_per_address_;
}

Connection& Connections::add(ConnectionUser& user, const ConnectionLimits& limits, Flow flow) {
  flow.connection = next_serial();
  auto connection = std::make_unique<Connection>(user, timers_, limits, flow);
  Connection& added = *connection;
  by_serial_.emplace(flow.connection, std::move(connection));
  by_remote_.emplace(flow.remote, &added);
  ++per_address_[{flow.remote.address, 0}];
  return added;
}

// Serial numbers repeat after 2^32 connections, and then the whole flow is compared as well.
std::uint32_t Connections::next_serial() {
  do {
    ++last_serial_;
  } while (last_serial_ == 0 || by_serial_.contains(last_serial_));
  return last_serial_;
}

Connection* Connections::find(const Flow& flow) const {
  const auto found = by_serial_.find(flow.connection);
  if (found == by_serial_.end()) return nullptr;
  Connection& connection = *found->second;
  return connection.flow() == flow && connection.is_alive() ? &connection : nullptr;
}

template <class Accept>
Connection* Connections::find_if(const net::Endpoint& remote, Accept accept) const {
  const auto [begin, end] = by_remote_.equal_range(remote);
  for (auto at = begin; at != end; ++at) {
    if (at->second->is_alive() && accept(*at->second)) return at->second;
  }
  return nullptr;
}

Connection* Connections::find(const net::Endpoint& remote) const {
  return find_if(remote, [](const Connection&) { return true; });
}

Connection* Connections::find(const net::Endpoint& remote, std::uint16_t interface) const {
  return find_if(remote, [&](const Connection& c) { return c.flow().interface == interface; });
}

void Connections::retire(Connection& connection) {
  const Flow& flow = connection.flow();
  const auto [begin, end] = by_remote_.equal_range(flow.remote);
  for (auto at = begin; at != end; ++at) {
    if (at->second == &connection) {
      by_remote_.erase(at);
      break;
    }
  }
  const auto used = per_address_.find({flow.remote.address, 0});
  ASSERT(used != per_address_.end());
  if (--used->second == 0) per_address_.erase(used);

  const auto owned = by_serial_.find(flow.connection);
  ASSERT(owned != by_serial_.end());
  retired_.push_back(std::move(owned->second));
  by_serial_.erase(owned);
  burial_.arm({});
}

}  // namespace sip
