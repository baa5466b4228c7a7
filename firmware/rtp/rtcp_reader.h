// Reads a compound RTCP packet (RFC 3550 section 6.1). It is validated whole (appendix A.2, and the
// inside of what we read), so that reading on cannot fail. Views live as long as the octets do.
// Media thread; owns nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "firmware/base/result.h"
#include "firmware/rtp/octets.h"
#include "firmware/rtp/rtcp.h"

namespace rtp {

enum class ControlError : std::uint8_t {
  too_short,      // no header, or a length beyond the datagram
  not_version_2,  // of any packet
  not_a_report,   // the first packet is neither SR nor RR
  bad_padding,    // anywhere but in the last packet, or of a wrong size
  bad_length,     // too short for the blocks, chunks or sources it counts
};
JACKFIELD_RESULT_ERROR(ControlError)

// SR or RR (sections 6.4.1, 6.4.2).
struct Report {
  std::uint32_t ssrc = 0;  // whose report
  std::optional<SenderReport> sender;
  Octets blocks;  // 24 octets each

  std::size_t block_count() const { return blocks.size() / 24; }
  ReportBlock block(std::size_t i) const;
};

// One chunk of SDES (section 6.5); of its items the CNAME alone.
struct Description {
  std::uint32_t ssrc = 0;
  std::string_view cname;  // "" when absent; never trusted to be UTF-8
};

// BYE (section 6.6).
struct Bye {
  Octets sources;  // 4 octets each
  std::string_view reason;

  std::size_t source_count() const { return sources.size() / 4; }
  std::uint32_t source(std::size_t i) const { return load32(sources.data() + 4 * i); }
};

using ControlItem = std::variant<Report, Description, Bye>;

class ControlReader {
 public:
  static base::Result<ControlReader, ControlError> parse(Octets octets);

  // False at the end. Packets of other types are passed over.
  bool next(ControlItem& item);

 private:
  explicit ControlReader(Octets octets) : rest_(octets) {}

  Octets rest_;    // packets to come
  Octets chunks_;  // of the SDES packet under way
  unsigned chunks_left_ = 0;
};

}  // namespace rtp
