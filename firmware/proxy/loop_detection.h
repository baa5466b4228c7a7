// Loop detection that lets spirals pass (RFC 5393 section 4.2). Our branches have two parts,
// "z9hG4bK<unique>.<route hash>"; a request that comes back with nothing changed that routing looks
// at has looped.
#pragma once

#include <string>
#include <string_view>

#include "firmware/sip/message/message.h"
#include "firmware/sip/transport/transport_layer.h"

namespace proxy {

// The second part: a hash of the received Request-URI, Route values and From. The method and the
// credentials are not in it.
std::string route_hash(const sip::Message& request);

// True when a Via of ours in the request carries this very hash.
bool has_looped(const sip::Message& request, std::string_view hash,
                const sip::TransportLayer& transport);

}  // namespace proxy
