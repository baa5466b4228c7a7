// The copy of a request that goes to one target (RFC 3261 section 16.6), as edits on the original.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/proxy/record_route.h"
#include "firmware/proxy/route_plan.h"
#include "firmware/proxy/target.h"
#include "firmware/sip/transport/transport_layer.h"

namespace proxy {

// What all copies of one request share.
struct Forwarding {
  sip::Inbound inbound;
  RoutePlan plan;         // points into inbound.message
  std::string loop_hash;  // second part of our branches; "" for none
  bool record_route = false;
  RecordRouteMode record_route_mode = RecordRouteMode::twice;
  std::string consumed_realm;  // Proxy-Authorization of this realm was for us and goes; "" for none
};

// Where a copy goes next (section 16.6 steps 6 and 7): by a known flow, or to a URI.
struct NextHop {
  std::optional<sip::Flow> flow;
  std::string_view uri;  // points into the message or the target
};

NextHop next_hop(const Forwarding& forwarding, const Target& target);

// Does this request make a dialog that we should stay on the path of?
bool makes_dialog(const sip::Message& request);

// The octets of the copy that leaves by `out` with `branch` in our Via. `max_breadth` 0: leave that
// header alone.
std::string print(const Forwarding& forwarding, const Target& target,
                  const sip::TransportLayer& transport, const sip::Flow& out,
                  std::string_view branch, std::uint32_t max_breadth);

}  // namespace proxy
