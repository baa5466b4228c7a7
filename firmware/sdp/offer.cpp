#include "firmware/sdp/offer.h"

#include <algorithm>
#include <bitset>

#include "firmware/base/assert.h"
#include "firmware/sdp/media_lines.h"
#include "firmware/sdp/media_view.h"

namespace sdp {
namespace {

std::optional<std::uint8_t> static_payload_type(const Codec& codec) {
  for (std::uint8_t number = 0; number < 35; ++number) {
    const auto known = Codec::of_static(number);
    if (known && matches(*known, codec)) return number;
  }
  return std::nullopt;
}

// Gives payload types to the codecs of one stream.
class PayloadTypes {
 public:
  // Numbers that have had a meaning in this stream are not given another.
  explicit PayloadTypes(std::vector<Codec> had) : had_(std::move(had)) {
    for (const Codec& codec : had_) used_.set(*codec.payload_type);
  }

  // Codecs for which no number is left are left out.
  std::vector<Codec> assign(const std::vector<Codec>& wanted) {
    std::vector<Codec> codecs = wanted;
    for (Codec& codec : codecs) codec.payload_type = had_number(codec);
    for (std::size_t i = 0; i < codecs.size(); ++i) {
      if (!codecs[i].payload_type) codecs[i].payload_type = own_number(wanted[i]);
    }
    for (Codec& codec : codecs) {
      if (!codec.payload_type) codec.payload_type = free_number();
    }
    std::erase_if(codecs, [](const Codec& codec) { return !codec.payload_type; });
    return codecs;
  }

 private:
  std::optional<std::uint8_t> had_number(const Codec& codec) {
    const auto found = std::find_if(had_.begin(), had_.end(),
                                    [&](const Codec& had) { return matches(had, codec); });
    if (found == had_.end()) return std::nullopt;
    const auto number = found->payload_type;
    had_.erase(found);
    return number;
  }

  std::optional<std::uint8_t> own_number(const Codec& codec) {
    if (const auto number = take(codec.payload_type)) return number;
    return take(static_payload_type(codec));
  }

  std::optional<std::uint8_t> free_number() {
    for (std::uint8_t number = kFirstDynamicPayloadType; number <= kMaxPayloadType; ++number) {
      if (take(number)) return number;
    }
    for (std::uint8_t number = 35; number < 64; ++number) {
      if (take(number)) return number;
    }
    return std::nullopt;
  }

  std::optional<std::uint8_t> take(std::optional<std::uint8_t> number) {
    if (!number || *number > kMaxPayloadType || used_[*number]) return std::nullopt;
    used_.set(*number);
    return number;
  }

  std::vector<Codec> had_;
  std::bitset<kMaxPayloadType + 1> used_;
};

}  // namespace

Origin make_origin(std::uint64_t session_id, const net::IpAddress& address) {
  return {"-", std::to_string(session_id), 1, to_network_address(address)};
}

SessionDescription make_offer(const Origin& origin, std::span<const LocalStream> streams,
                              const SessionDescription* previous) {
  ASSERT(streams.size() <= kMaxMedia);
  SessionDescription offer{origin, "-", session_lines(streams, {{'t', "0 0"}}), {}};
  for (std::size_t i = 0; i < streams.size(); ++i) {
    std::vector<Codec> had;
    if (previous != nullptr && i < previous->media.size()) {
      had = MediaView(*previous, previous->media[i]).codecs();
    }
    const auto codecs = PayloadTypes(std::move(had)).assign(streams[i].codecs);
    offer.media.push_back(describe(streams[i], codecs, offer.lines));
  }
  if (previous != nullptr) keep_positions(offer, *previous);
  return offer;
}

void keep_positions(SessionDescription& next, const SessionDescription& previous) {
  for (std::size_t i = next.media.size(); i < previous.media.size(); ++i) {
    const Media& gone = previous.media[i];
    next.media.push_back({gone.kind, 0, 0, gone.protocol, gone.formats, {}});
  }
}

}  // namespace sdp
