// The audio of a call between its descriptions (sdp) and the engine that carries it (media). Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "firmware/media/audio_stream.h"
#include "firmware/sdp/local_stream.h"
#include "firmware/sdp/negotiation.h"
#include "firmware/sdp/session_description.h"

namespace call {

// What we can do, at this address: all codecs of the box and telephone-events.
sdp::LocalStream local_audio(const net::Endpoint& address);

// Our streams for the answer to `offer`: `audio` for its first audio line, nothing for others.
std::vector<sdp::LocalStream> streams_for(const sdp::SessionDescription& offer,
                                          const sdp::LocalStream& audio);

// What the engine is to do with an m= line that was agreed upon. Of what it cannot decode (video,
// unknown codecs, T.38) it learns the address alone.
media::AudioStream stream_of(const sdp::NegotiatedStream& agreed);

}  // namespace call
