// Route information preprocessing (RFC 3261 section 16.4), as a plan: what of the request's routing
// is for us, where it goes on. Pure; its views point into the
// message.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "firmware/sip/message/edits.h"
#include "firmware/sip/message/message.h"
#include "firmware/sip/message/uri.h"
#include "firmware/sip/transport/transport_layer.h"

namespace proxy {

struct RoutePlan {
  std::string request_uri;          // the one to go by: without a maddr that is ours
  std::size_t routes = 0;           // Route values as received
  std::size_t own_routes = 0;       // of these, so many at the top are ours and go
  bool from_strict_router = false;  // the last Route value became the Request-URI and goes too
  std::string_view next_route;      // the first Route value that stays, as name-addr; "" when none
  std::string_view next_route_uri;  // its URI
  bool next_is_strict = false;      // it lacks lr (section 16.6 step 6)

  // The request came by a Route (or strict Request-URI) of ours, as requests in a dialog do.
  bool came_by_route() const { return own_routes > 0 || from_strict_router; }
};

// A Route is ours when it names one of our interfaces, or one of `domains` (on a port of ours, if
// on any). Fails when a Route value is malformed.
sip::Result<RoutePlan> plan_route(const sip::Message& request, const sip::TransportLayer& transport,
                                  std::span<const std::string> domains = {});

// Puts the plan, with the target's URI, into the edits of the request to be forwarded: Request-URI,
// our Route values gone, and the fix-up for a strict next hop.
void apply(const RoutePlan& plan, std::string_view target_uri, sip::Edits& edits);

}  // namespace proxy
