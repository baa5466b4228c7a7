// An RTP packet (RFC 3550 section 5.1): a view over received octets, checked as appendix A.1 asks,
// and the writer. A view lives as long as the octets do. Media thread; owns nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "firmware/base/result.h"
#include "firmware/rtp/octets.h"

namespace rtp {

inline constexpr std::size_t kHeaderSize = 12;

enum class PacketError : std::uint8_t {
  too_short,      // for its header, CSRC list or extension
  not_version_2,  // STUN, an old protocol, noise
  is_rtcp,        // payload type 72 to 76 would be an RTCP packet (RFC 3551 section 6)
  bad_padding,    // a count of 0, or beyond the payload
};
JACKFIELD_RESULT_ERROR(PacketError)

struct Header {
  std::uint8_t payload_type = 0;  // 0 to 127
  bool marker = false;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
  friend bool operator==(const Header&, const Header&) = default;
};

class Packet {
 public:
  // Whether the payload type is a negotiated one is for the caller to say.
  static base::Result<Packet, PacketError> parse(Octets octets);

  // For tests and for what was never on a wire.
  Packet(const Header& header, Octets payload) : header_(header), payload_(payload) {}

  const Header& header() const { return header_; }
  Octets payload() const { return payload_; }  // without extension and padding
  std::size_t csrc_count() const { return csrcs_.size() / 4; }
  std::uint32_t csrc(std::size_t i) const { return load32(csrcs_.data() + 4 * i); }

 private:
  Packet() = default;

  Header header_;
  Octets csrcs_;
  Octets payload_;
};

// The octets written, kHeaderSize more than the payload's; 0 when they do not fit. The payload may
// stand in the buffer already, best at kHeaderSize.
std::size_t write_packet(const Header& header, Octets payload, std::span<std::uint8_t> buffer);

// RTP and RTCP on one port (RFC 5761 section 4): is it RTCP?
inline bool is_rtcp(Octets octets) {
  return octets.size() >= 2 && octets[0] >> 6 == 2 && octets[1] >= 192 && octets[1] <= 223;
}

}  // namespace rtp
