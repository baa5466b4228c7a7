// A peer's description as we pass it on when its media is relayed: our address and ports put in, so
// that the media meets the relay, and all else octet for octet as it was. Pure.
#pragma once

#include <span>

#include "firmware/net/address.h"
#include "firmware/sdp/session_description.h"

namespace sdp {

// `relays[i]` is where we receive for peer.media[i], one for each; with port_count n the first of n
// pairs. Port 0 there rejects the stream; port 0 of the peer stays 0.
//
// Changed are, and nothing else:
//  - o= is `origin`: the one we keep towards the side that gets the copy, whoever the peer is
//    (successor() in version.h counts its version);
//  - c= at each level, but a hold by 0.0.0.0 or :: stays one. An m= line gets a c= of its own only
//    if it needs another than the session level's; without any m= line c= is 0.0.0.0;
//  - the ports of m=;
//  - a=rtcp: our RTP port if the peer's named its own RTP port (RFC 5761), else the one above;
//  - ICE (RFC 8839) is gone, candidates, ufrag, pwd and their like; so is a=source-filter (RFC
//    4570), which tells of addresses that the relay hides.
// Lines of streams with port 0 are treated alike, lest the peer's address shows there.
//
// That m= lines keep their places when the peer is replaced by one with fewer: keep_positions() of
// offer.h, with the description passed on last.
SessionDescription relayed(const SessionDescription& peer, const Origin& origin,
                           std::span<const net::Endpoint> relays);

}  // namespace sdp
