// Incoming: what the phone of a leg says, from packets to frames: jitter buffer, decoders, the
// resampler to the mixer's rate. Made when a leg is first decoded; a relayed one has none. Owned by
// a Leg; media thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/media/audio_stream.h"
#include "firmware/media/codec/resampler.h"
#include "firmware/media/drift_steering.h"
#include "firmware/media/port/audio_port.h"
#include "firmware/rtp/jitter_buffer.h"

namespace media {

class Incoming {
 public:
  // What may come, each under its payload type.
  explicit Incoming(const std::vector<Encoding>& receives);

  // Packets of other payload types are ignored.
  void put(const rtp::Packet& packet, base::Instant now);
  void reset();  // another source speaks, or its numbers began anew

  // As AudioPort::pull; once a tick.
  bool pull(Frame frame, Rate rate, base::Instant now);

  std::uint32_t pcm_rate_hz() const;  // of the codec last heard; 0: none yet
  std::uint64_t late() const { return late_before_ + buffer_.counts().late; }

 private:
  struct Decoding {
    Encoding encoding;
    std::unique_ptr<Decoder> decoder;  // null until it is needed
  };
  static constexpr std::size_t kMaxPacketSamples = 48'000 * 120 / 1000;  // Opus: 120 ms

  Decoding* decoding_of(std::uint8_t payload_type);  // null: it was not negotiated
  void use_rate(Rate rate);
  void take_frames(base::Instant now);
  void watch_drift(base::Instant now);
  void take_frame(base::Instant now);
  void begin_anew();
  void decode(std::uint8_t payload_type, rtp::Octets payload);
  void conceal();
  void append(std::span<const std::int16_t> pcm);
  void resample(std::span<const std::int16_t> pcm);

  std::vector<Decoding> decodings_;
  rtp::JitterBuffer buffer_;
  std::uint32_t clock_rate_;       // buffer_'s
  std::uint64_t late_before_ = 0;  // in buffers of other clocks
  Decoding* speaking_ = nullptr;   // the decoder last used

  Rate rate_ = Rate::narrowband;       // the mixer's
  std::vector<std::int16_t> decoded_;  // at that rate, waiting to be pulled
  std::optional<Resampler> to_mixer_;  // from the decoder's rate, or of the sender's clock
  bool was_quiet_ = false;             // the frame pulled last
  DriftSteering steering_;
  bool steers_ = false;
};

}  // namespace media
