// What else may change in a description that is passed on (relayed.h), so that the two sides of a
// relay can do with each other. Pure.
#pragma once

#include <cstddef>
#include <span>

#include "firmware/sdp/codec.h"
#include "firmware/sdp/direction.h"
#include "firmware/sdp/session_description.h"

namespace sdp {

// As the one who wrote the description sees it.
void set_direction(Media& media, Direction direction);

// Adds to an RTP stream what it does not have yet of these, behind all that it has, under payload
// types that it does not use; as far as kMaxFormats goes.
void append_codecs(const SessionDescription& session, Media& media, std::span<const Codec> codecs);

// Takes out of the stream's m= line the formats that match none of these, with their rtpmap and
// fmtp. False, and nothing has changed, when no codec would be left (is_auxiliary() is none).
bool keep_codecs(const SessionDescription& session, Media& media, std::span<const Codec> codecs);

}  // namespace sdp
