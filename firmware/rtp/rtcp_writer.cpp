#include "firmware/rtp/rtcp_writer.h"

#include <algorithm>

namespace rtp {
namespace {

void put_sender(std::uint8_t* at, const SenderReport& report) {
  store32(at, static_cast<std::uint32_t>(report.ntp >> 32));
  store32(at + 4, static_cast<std::uint32_t>(report.ntp));
  store32(at + 8, report.timestamp);
  store32(at + 12, report.packets);
  store32(at + 16, report.octets);
}

void put_block(std::uint8_t* at, const ReportBlock& block) {
  store32(at, block.ssrc);
  store32(at + 4, static_cast<std::uint32_t>(block.lost) & 0xffffff);
  at[4] = block.fraction_lost;
  store32(at + 8, block.highest_sequence);
  store32(at + 12, block.jitter);
  store32(at + 16, block.last_sr);
  store32(at + 20, block.delay_since_sr);
}

}  // namespace

// Room for a packet, header written and body zero; null when it does not fit.
std::uint8_t* ControlWriter::append(ControlType type, std::size_t count, std::size_t body_size) {
  const std::size_t words = (body_size + 3) / 4;
  if (buffer_.size() - size_ < 4 + 4 * words) return nullptr;
  std::uint8_t* at = buffer_.data() + size_;
  at[0] = static_cast<std::uint8_t>(0x80 | count);
  at[1] = static_cast<std::uint8_t>(type);
  store16(at + 2, static_cast<std::uint32_t>(words));
  std::fill_n(at + 4, 4 * words, std::uint8_t{0});
  size_ += 4 + 4 * words;
  return at + 4;
}

bool ControlWriter::report(std::uint32_t ssrc, const SenderReport* sender,
                           std::span<const ReportBlock> blocks) {
  if (blocks.size() > kMaxBlocks) return false;
  const std::size_t head = sender != nullptr ? 24 : 4;
  std::uint8_t* at = append(sender != nullptr ? ControlType::sr : ControlType::rr, blocks.size(),
                            head + 24 * blocks.size());
  if (at == nullptr) return false;
  store32(at, ssrc);
  if (sender != nullptr) put_sender(at + 4, *sender);
  at += head;
  for (const ReportBlock& block : blocks) {
    put_block(at, block);
    at += 24;
  }
  return true;
}

bool ControlWriter::cname(std::uint32_t ssrc, std::string_view cname) {
  if (cname.size() > kMaxText) return false;
  // A zero octet behind the item at least.
  std::uint8_t* at = append(ControlType::sdes, 1, 4 + 2 + cname.size() + 1);
  if (at == nullptr) return false;
  store32(at, ssrc);
  at[4] = 1;
  at[5] = static_cast<std::uint8_t>(cname.size());
  std::copy(cname.begin(), cname.end(), at + 6);
  return true;
}

bool ControlWriter::bye(std::uint32_t ssrc, std::string_view reason) {
  if (reason.size() > kMaxText) return false;
  std::uint8_t* at = append(ControlType::bye, 1, 4 + (reason.empty() ? 0 : 1 + reason.size()));
  if (at == nullptr) return false;
  store32(at, ssrc);
  if (!reason.empty()) {
    at[4] = static_cast<std::uint8_t>(reason.size());
    std::copy(reason.begin(), reason.end(), at + 5);
  }
  return true;
}

}  // namespace rtp
