// What RTCP carries (RFC 3550 section 6): values shared by reader, writer, Source and Session.
#pragma once

#include <cstdint>

namespace rtp {

enum class ControlType : std::uint8_t { sr = 200, rr = 201, sdes = 202, bye = 203, app = 204 };

// The sender's half of a sender report (section 6.4.1).
struct SenderReport {
  std::uint64_t ntp = 0;        // seconds in the upper half, their fraction in the lower
  std::uint32_t timestamp = 0;  // the same instant in media time
  std::uint32_t packets = 0;
  std::uint32_t octets = 0;  // of payload
  friend bool operator==(const SenderReport&, const SenderReport&) = default;
};

// What somebody tells about the stream of one source.
struct ReportBlock {
  std::uint32_t ssrc = 0;
  std::uint8_t fraction_lost = 0;      // of 256, since the last report
  std::int32_t lost = 0;               // in all, 24 bits; duplicates make it less
  std::uint32_t highest_sequence = 0;  // extended
  std::uint32_t jitter = 0;            // ticks
  std::uint32_t last_sr = 0;           // the middle of the last sender report's NTP; 0: none yet
  std::uint32_t delay_since_sr = 0;    // of 1/65536 s
  friend bool operator==(const ReportBlock&, const ReportBlock&) = default;
};

// The middle 32 bits: seconds of 16 bits and a fraction of 16.
inline std::uint32_t middle_of(std::uint64_t ntp) {
  return static_cast<std::uint32_t>(ntp >> 16);
}

}  // namespace rtp
