// Codec: what SDP and RTP must know of an encoding (RFC 3551, RFC 4855), and how to make its
// Encoder and Decoder. Everywhere inside, audio is 16-bit linear PCM of one channel.
//
// Both are state of one stream in one direction: an audio port owns them, on the media thread. All
// memory is taken when they are made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "firmware/base/result.h"

namespace media {

enum class CodecError : std::uint8_t {
  empty,       // a payload without octets
  malformed,   // no payload of this codec
  bad_length,  // samples that are no whole number of frames
  no_room,     // more than the caller's span holds
};
JACKFIELD_RESULT_ERROR(CodecError)
std::string_view to_string(CodecError error);

// How many octets or samples were written into the caller's span.
using CodecResult = base::Result<std::size_t, CodecError>;

class Encoder {
 public:
  virtual ~Encoder() = default;

  // The payload of one packet. `pcm` is one or more whole frames.
  virtual CodecResult encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) = 0;
};

class Decoder {
 public:
  virtual ~Decoder() = default;

  // The samples of one packet. After an error the stream may go on with the next packet.
  virtual CodecResult decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> pcm) = 0;

  // Fills `pcm`, whole frames, in place of a packet that did not come.
  virtual void conceal(std::span<std::int16_t> pcm) = 0;

  // The same when the packet after the lost one is here already: a codec with forward error
  // correction finds the lost frame in it. decode() of that packet follows.
  virtual void recover(std::span<const std::uint8_t> /*next*/, std::span<std::int16_t> pcm) {
    conceal(pcm);
  }
};

// What may be chosen; a codec ignores what it does not have.
struct CodecOptions {
  std::uint32_t pcm_rate_hz = 0;           // of a codec that offers several; 0: Codec::pcm_rate_hz
  std::uint32_t max_average_bit_rate = 0;  // bit/s; 0: the codec's choice
  std::uint32_t max_playback_rate_hz = 0;  // what the peer can make heard; 0: everything
  std::uint8_t expected_loss_percent = 0;  // in-band FEC is sized for it
  std::uint8_t complexity = 5;             // 0 to 10
  bool in_band_fec = false;
  bool constant_bit_rate = false;
  bool discontinuous = false;  // may send next to nothing in silence (DTX)
};

struct Codec {
  std::string_view name;        // encoding name of a=rtpmap
  std::uint32_t clock_rate_hz;  // of RTP timestamps and a=rtpmap
  std::uint8_t channels;        // of a=rtpmap; what is decoded has one
  std::uint8_t payload_type;    // static below 96, else our number in an offer
  std::string_view fmtp;        // our a=fmtp, or nothing
  std::uint32_t pcm_rate_hz;    // of encode() and decode()
  std::size_t frame_samples;    // encode() takes multiples of these at pcm_rate_hz
  std::unique_ptr<Encoder> (*make_encoder)(const CodecOptions& options);
  std::unique_ptr<Decoder> (*make_decoder)(const CodecOptions& options);

  bool has_static_payload_type() const { return payload_type < 96; }
};

}  // namespace media
