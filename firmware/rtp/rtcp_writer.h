// Writes a compound RTCP packet into a caller's buffer (RFC 3550 section 6.1): a report first, then
// the CNAME, then perhaps BYE. Each call appends one packet, or nothing when it does not fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "firmware/rtp/octets.h"
#include "firmware/rtp/rtcp.h"

namespace rtp {

class ControlWriter {
 public:
  static constexpr std::size_t kMaxBlocks = 31;
  static constexpr std::size_t kMaxText = 255;

  explicit ControlWriter(std::span<std::uint8_t> buffer) : buffer_(buffer) {}

  // SR when there is a sender's half, else RR. At most kMaxBlocks.
  bool report(std::uint32_t ssrc, const SenderReport* sender, std::span<const ReportBlock> blocks);
  bool cname(std::uint32_t ssrc, std::string_view cname);
  bool bye(std::uint32_t ssrc, std::string_view reason = {});

  std::size_t size() const { return size_; }

 private:
  std::uint8_t* append(ControlType type, std::size_t count, std::size_t body_size);

  std::span<std::uint8_t> buffer_;
  std::size_t size_ = 0;
};

}  // namespace rtp
