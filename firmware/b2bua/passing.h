// What one side of a bridge says of its media, as the other side hears it; and whether the media of
// both can pass as it is. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "firmware/media/orders.h"
#include "firmware/net/address.h"
#include "firmware/sdp/negotiation.h"
#include "firmware/sdp/session_description.h"

namespace b2bua {

// An offer, passed on: our address in place of the peer's, everything else as it was, and behind
// its codecs those that we can turn into them. Audio flows both ways, be the peer on hold or not:
// the other side hears music meanwhile, which some phones could not while they are told of a hold.
sdp::SessionDescription passed_offer(const sdp::SessionDescription& offer,
                                     const sdp::Origin& origin,
                                     std::span<const net::Endpoint> relays);

// A new offer that changes nothing but who holds, or where the peer listens: none of the other
// side's affair.
bool is_only_hold(const sdp::SessionDescription& before, const sdp::SessionDescription& offer);

// What the other side has answered, or said last, as the answer to `offer`; keys may come as
// telephone-events though it knows none. Nothing when it takes
// none of the offerer's own codecs, or its streams are others (it spoke last with somebody else):
// then both sides are to be answered each for itself.
std::optional<sdp::SessionDescription> passed_answer(const sdp::SessionDescription& offer,
                                                     const sdp::SessionDescription& answer,
                                                     const sdp::Origin& origin,
                                                     std::span<const net::Endpoint> relays);

// What one side has agreed upon with us, and its m= lines then.
struct Side {
  std::span<const sdp::NegotiatedStream> agreed;
  std::span<const sdp::Media> described;
};

// Two streams, one of each side, that belong together: the first audio with the first audio, and
// so on.
struct Pair {
  std::size_t a, b;
  bool is_audio;
  bool passes;     // as it is; else it has to be decoded
  bool decodable;  // by us: a codec of ours on both sides, and not encrypted
  std::vector<media::PayloadTypeChange> a_to_b, b_to_a;
};
std::vector<Pair> pair_streams(const Side& a, const Side& b);

}  // namespace b2bua
