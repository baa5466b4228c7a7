// What offer and answer agreed upon for the audio of one leg, as the media engine needs it. Values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "firmware/media/codec/codec.h"
#include "firmware/net/address.h"

namespace media {

// A codec under the payload type that the one who receives it gave it (RFC 3264 section 5.1).
struct Encoding {
  const Codec* codec = nullptr;  // of codecs()
  std::uint8_t payload_type = 0;

  friend bool operator==(const Encoding&, const Encoding&) = default;
};

struct AudioStream {
  net::Endpoint remote;  // where we send, as the peer's description says
  // Where else the peer's packets may come from: the address it signals from, when NAT stands
  // between.
  std::optional<net::IpAddress> signalled_from;
  std::vector<Encoding> receives;               // what may come
  std::optional<Encoding> sends;                // nothing: the peer listens to nothing (hold)
  std::optional<std::uint8_t> receives_events;  // telephone-event
  std::uint32_t events_clock_rate_hz = 8000;
  std::optional<std::uint8_t> sends_events;
  std::uint32_t sent_events_clock_rate_hz = 8000;
  std::chrono::milliseconds ptime{20};  // of media in a packet that we send
  bool hears_tones = false;             // digits come as tones: the peer has no telephone-event
  bool is_expected = true;              // the peer is to send: silence is told (LegSilent)
  bool is_rtp = true;                   // else (T.38) datagrams are relayed unread

  friend bool operator==(const AudioStream&, const AudioStream&) = default;
};

}  // namespace media
