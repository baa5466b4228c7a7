// What one side of a bridge says of its media, as the other side hears it; and whether the media of
// both can pass as it is. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "firmware/media/orders.h"
#include "firmware/net/address.h"
#include "firmware/sdp/negotiation.h"
#include "firmware/sdp/session_description.h"

namespace b2bua {

// An offer, passed on: our address in place of the peer's, everything else as it was, and behind
// its codecs those that we can turn into them. Who holds without sending (inactive, 0.0.0.0)
// becomes one who sends alone: the held side is to hear music.
sdp::SessionDescription passed_offer(const sdp::SessionDescription& offer,
                                     const sdp::Origin& origin,
                                     std::span<const net::Endpoint> relays);

// The same for a side that is to be talked with anew, whatever it was told before: nobody holds.
sdp::SessionDescription fresh_offer(const sdp::SessionDescription& theirs,
                                    const sdp::Origin& origin,
                                    std::span<const net::Endpoint> relays);

// The answer to a passed offer, passed back to the one who made `offer`. Nothing when the answer
// took none of the offerer's own codecs: then both sides are to be answered each for itself.
std::optional<sdp::SessionDescription> passed_answer(const sdp::SessionDescription& offer,
                                                     const sdp::SessionDescription& answer,
                                                     const sdp::Origin& origin,
                                                     std::span<const net::Endpoint> relays);

// What one side has agreed upon with us.
struct Side {
  std::span<const sdp::NegotiatedStream> agreed;
  std::span<const std::string> kinds;
};

// Two streams, one of each side, that belong together: the first audio with the first audio, and
// so on.
struct Pair {
  std::size_t a, b;
  bool is_audio;
  bool passes;  // as it is; else it has to be decoded
  std::vector<media::PayloadTypeChange> a_to_b, b_to_a;
};
std::vector<Pair> pair_streams(const Side& a, const Side& b);

}  // namespace b2bua
