// Making an answer (RFC 3264 section 6). Pure.
#pragma once

#include <span>

#include "firmware/sdp/local_stream.h"
#include "firmware/sdp/session_description.h"

namespace sdp {

// The answer to `offer`: one m= line for each offered one, in its order; streams[i] says what we
// have for the i-th. Rejected, with port 0, is what was offered with port 0, what has no stream or
// one of port 0, what is of another kind or protocol, and what has no codec (or format) in common;
// CN and telephone-event alone are not enough.
//
// All codecs in common are accepted: in the offerer's order, under its payload types and names,
// with our format parameters. Of the telephone-events those are accepted whose clock rate an
// accepted codec has, since one RTP stream has one clock (RFC 3550 section 5.2); if none has, what
// was offered is accepted nevertheless, because many phones offer opus with telephone-event/8000
// alone and send digits so.
//
// The direction is ours as far as the offer's permits it (section 6.1); c=0.0.0.0 in the offer
// makes no difference (RFC 6337 section 5.4). t= and a=mid are the offer's, rtcp-mux is written
// when both want it. `origin` is taken as it is; successor() in version.h counts.
SessionDescription make_answer(const SessionDescription& offer, const Origin& origin,
                               std::span<const LocalStream> streams);

}  // namespace sdp
