// Making an offer (RFC 3264 sections 5 and 8). Pure.
#pragma once

#include <span>

#include "firmware/sdp/local_stream.h"
#include "firmware/sdp/session_description.h"

namespace sdp {

// A description of ours with nothing in it yet: version 1 at this address. `session_id` is a
// decimal number below 2**62 that nobody else uses (RFC 3264 section 5).
Origin make_origin(std::uint64_t session_id, const net::IpAddress& address);

// An offer of these streams, the i-th m= line for streams[i]; at most kMaxMedia. A codec without a
// preferred payload type gets its static one or a free dynamic one.
//
// `previous` is the description we sent last in this session, offer or answer; null at first. Its
// m= lines keep their places: those beyond `streams` stay with port 0. Its payload types keep their
// meaning (RFC 3264 section 8.3.2). What the peer said counts for nothing else: an offer states
// what we want now (RFC 6337 section 5.1). `origin` is taken as it is; version.h counts.
SessionDescription make_offer(const Origin& origin, std::span<const LocalStream> streams,
                              const SessionDescription* previous = nullptr);

// m= lines never go away (RFC 3264 section 8): those that `next` lacks come from `previous`, with
// port 0.
void keep_positions(SessionDescription& next, const SessionDescription& previous);

}  // namespace sdp
