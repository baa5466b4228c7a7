#include "firmware/call/audio_description.h"

#include <algorithm>

#include "firmware/media/codec/codecs.h"

namespace call {

namespace {

const media::Codec* codec_of(const sdp::Codec& agreed) {
  return media::find_codec(agreed.name, agreed.clock_rate, agreed.channels);
}

std::optional<media::Encoding> encoding_of(const sdp::Codec& agreed) {
  const media::Codec* codec = codec_of(agreed);
  if (codec == nullptr || !agreed.payload_type) return std::nullopt;
  return media::Encoding{codec, *agreed.payload_type};
}

// The telephone-event that comes with the best codec, as it has its clock rate; else the first.
const sdp::Codec* events_of(const sdp::NegotiatedStream& agreed) {
  const sdp::Codec* first = nullptr;
  for (const sdp::Codec& codec : agreed.receive) {
    if (!codec.is_telephone_event()) continue;
    if (codec.clock_rate == agreed.send.front().clock_rate) return &codec;
    if (first == nullptr) first = &codec;
  }
  return first;
}

}  // namespace

media::AudioStream stream_of(const sdp::NegotiatedStream& agreed) {
  media::AudioStream stream;
  stream.remote = agreed.remote;
  stream.is_rtp = agreed.formats.empty();
  stream.ptime = agreed.ptime;
  for (const sdp::Codec& codec : agreed.receive) {
    if (const auto encoding = encoding_of(codec)) stream.receives.push_back(*encoding);
  }
  if (const sdp::Codec* const events = events_of(agreed)) {
    stream.receives_events = events->payload_type;
    stream.events_clock_rate_hz = events->clock_rate;
  }
  if (!agreed.send.empty() && sdp::sends(agreed.direction)) {
    stream.sends = encoding_of(agreed.send.front());
  }
  if (agreed.send_events) {
    stream.sends_events = agreed.send_events->payload_type;
    stream.sent_events_clock_rate_hz = agreed.send_events->clock_rate;
  }
  stream.hears_tones = !stream.receives_events && !stream.receives.empty();
  stream.is_expected = sdp::receives(agreed.direction) && !stream.receives.empty();
  return stream;
}

sdp::LocalStream local_audio(const net::Endpoint& address) {
  sdp::LocalStream audio;
  audio.address = address;
  for (const media::Codec& codec : media::codecs()) {
    audio.codecs.push_back({std::string(codec.name), codec.clock_rate_hz, codec.channels,
                            std::string(codec.fmtp), codec.payload_type});
  }
  audio.codecs.push_back({"telephone-event", 8000, 1, "0-16", 101});
  audio.codecs.push_back({"telephone-event", 48000, 1, "0-16", 102});
  return audio;
}

std::vector<sdp::LocalStream> streams_for(const sdp::SessionDescription& offer,
                                          const sdp::LocalStream& audio) {
  std::vector<sdp::LocalStream> streams(offer.media.size());
  const auto first = std::ranges::find_if(offer.media, [](const sdp::Media& media) {
    return media.kind == "audio" && media.port != 0;
  });
  if (first != offer.media.end()) {
    streams[static_cast<std::size_t>(first - offer.media.begin())] = audio;
  }
  return streams;
}

}  // namespace call
