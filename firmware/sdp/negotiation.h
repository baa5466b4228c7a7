// What an offer and its answer agree upon (RFC 3264 sections 6 to 8), as seen from one side. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "firmware/base/result.h"
#include "firmware/sdp/media_view.h"

namespace sdp {

enum class Side : std::uint8_t { offerer, answerer };  // which of the two descriptions is ours

// One m= line, agreed upon.
struct NegotiatedStream {
  bool is_accepted = false;  // false: no such stream, and nothing below means anything
  // As we see it: what both allow. We never send to a peer that holds with c=0.0.0.0.
  Direction direction = Direction::inactive;

  net::Endpoint remote;  // where we send; 0.0.0.0 if the peer holds so or leaves it to ICE
  std::optional<net::Endpoint> remote_rtcp;  // nothing: the peer has none
  bool rtcp_mux = false;                     // both agreed: RTCP goes to `remote`

  // RTP. Payload types are set, and those of each list belong to the one who receives: they may
  // differ (RFC 3264 section 5.1). CN stands in `receive` only.
  std::vector<Codec> send;           // best first; with the peer's fmtp. Never empty
  std::optional<Codec> send_events;  // telephone-event, of the clock rate of send.front() if any is
  std::vector<Codec> other_events;   // the peer's other telephone-events that we list too
  std::vector<Codec> receive;        // all that may come, telephone-event and CN too; our fmtp
  std::chrono::milliseconds ptime{};  // of media in a packet we send: as the peer likes it, else 20

  std::vector<std::string> formats;  // any other protocol: those in common
};

enum class Misfit : std::uint8_t {
  stream_count,   // the answer has other than one m= line for each offered one
  kind,           // audio answered by video
  protocol,       // RTP/AVP answered by RTP/SAVP
  no_format,      // nothing accepted was offered
  revived,        // offered with port 0, answered with another
  domain_name,    // c= has a name; names are not looked up for media
  multicast,      // c= is a group
  fewer_streams,  // a new offer with fewer m= lines than the session has
};

std::string_view to_string(Misfit misfit);

struct NegotiationError {
  Misfit misfit;
  std::size_t stream;  // index of the m= line
};

// "m= line 2: nothing accepted was offered".
std::string to_string(const NegotiationError& error);

JACKFIELD_RESULT_ERROR(NegotiationError)

// One stream for each m= line of the offer. An answer may add formats nobody offered (section 6.1);
// they are left out.
base::Result<std::vector<NegotiatedStream>, NegotiationError> negotiate(
    const SessionDescription& offer, const SessionDescription& answer, Side ours);

// May `offer` follow the description the same peer sent last (section 8)?
base::Result<void, NegotiationError> check_succession(const SessionDescription& previous,
                                                      const SessionDescription& offer);

}  // namespace sdp
