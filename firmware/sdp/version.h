// The version in o= (RFC 3264 sections 5 and 8): it goes up by one when, and only when, something
// else of the description changed. Pure.
#pragma once

#include <cstdint>

#include "firmware/sdp/session_description.h"

namespace sdp {

// `next` as it follows `previous`, the description we sent last in this session: with its origin,
// and with its version, or one more if anything else differs.
SessionDescription successor(const SessionDescription& previous, SessionDescription next);

// What a peer's description is, compared with the one it sent last.
enum class Change : std::uint8_t {
  unchanged,      // same session, and nothing but the version may differ
  changed,        // same session; that phones forget to count the version makes no difference
  other_session,  // o= names another session: the peer was replaced by another
};
Change compare(const SessionDescription& previous, const SessionDescription& next);

}  // namespace sdp
