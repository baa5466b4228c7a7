// What offers, answers and negotiation share: the lines that describe one stream of ours, and when
// two m= lines are of one protocol. Private to firmware/sdp.
#pragma once

#include <span>

#include "firmware/sdp/local_stream.h"
#include "firmware/sdp/session_description.h"

namespace sdp {

// Our session level: c= of the first stream that has a port, and `times`, "t=" lines.
Lines session_lines(std::span<const LocalStream> streams, const Lines& times);

// The m= line and all lines of `stream` with these codecs, whose payload types are set; port 0 and
// nothing behind it when there is no codec and no format. c= stands here only where `session` says
// something else. a=rtcp-mux is written when the stream wants it.
Media describe(const LocalStream& stream, std::span<const Codec> codecs, const Lines& session);

// Case-insensitive; RTP/AVP and RTP/AVPF are the same here, see LocalStream::protocol.
bool is_same_protocol(std::string_view a, std::string_view b);

}  // namespace sdp
