// Record-Route (RFC 3261 section 16.6 step 4, section 16.7 step 8; RFC 5658): the values that keep
// us on the path of a dialog. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firmware/sip/message/edits.h"
#include "firmware/sip/message/message.h"
#include "firmware/sip/transport/transport_layer.h"

namespace proxy {

enum class RecordRouteMode : std::uint8_t {
  twice,    // RFC 5658: one value a side when the sides differ
  rewrite,  // RFC 3261 section 16.12.1.3: the outgoing side's value, rewritten in responses
};

// The values for a request that came by `in` and leaves by `out`, topmost first.
std::vector<std::string> record_routes(const sip::TransportLayer& transport, const sip::Flow& in,
                                       const sip::Flow& out, RecordRouteMode mode);

// RecordRouteMode::rewrite: a response to such a request shows the incoming side's value.
void rewrite_record_route(const sip::TransportLayer& transport, const sip::Message& response,
                          const sip::Flow& in, const sip::Flow& out, sip::Edits& edits);

}  // namespace proxy
