#include "firmware/rtp/rtcp_reader.h"

#include <algorithm>

namespace rtp {
namespace {

constexpr std::uint8_t kCnameItem = 1;

// One RTCP packet of a compound, without its padding.
struct ControlPart {
  ControlType type{};
  unsigned count = 0;
  bool padded = false;
  Octets body;  // behind the four octets of the header
};

std::string_view text_of(Octets octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

base::Result<ControlPart, ControlError> take_part(Octets& rest) {
  if (rest.size() < 4) return ControlError::too_short;
  if (rest[0] >> 6 != 2) return ControlError::not_version_2;
  const std::size_t size = 4 + std::size_t{4} * load16(&rest[2]);
  if (rest.size() < size) return ControlError::too_short;
  ControlPart part;
  part.type = static_cast<ControlType>(rest[1]);
  part.count = rest[0] & 0x1f;
  part.padded = (rest[0] & 0x20) != 0;
  part.body = rest.subspan(4, size - 4);
  rest = rest.subspan(size);
  if (part.padded) {
    const bool fits = !part.body.empty() && part.body.back() != 0 && part.body.back() % 4 == 0 &&
                      part.body.back() <= part.body.size();
    if (!fits || !rest.empty()) return ControlError::bad_padding;
    part.body = part.body.first(part.body.size() - part.body.back());
  }
  return part;
}

// Takes one SDES chunk: SSRC, items, at least one zero octet, up to a whole word.
bool take_chunk(Octets& chunks, Description& description) {
  if (chunks.size() < 8) return false;
  description = {load32(chunks.data()), {}};
  std::size_t at = 4;
  while (at < chunks.size() && chunks[at] != 0) {
    if (chunks.size() - at < 2) return false;
    const std::uint8_t type = chunks[at];
    const std::size_t size = chunks[at + 1];
    at += 2;
    if (chunks.size() - at < size) return false;
    if (type == kCnameItem) description.cname = text_of(chunks.subspan(at, size));
    at += size;
  }
  const std::size_t end = (at / 4 + 1) * 4;
  if (at == chunks.size() || end > chunks.size()) return false;
  chunks = chunks.subspan(end);
  return true;
}

bool has_whole_chunks(Octets chunks, unsigned count) {
  Description ignored;
  while (count != 0 && take_chunk(chunks, ignored)) --count;
  return count == 0;
}

bool is_whole(const ControlPart& part) {
  const std::size_t size = part.body.size();
  switch (part.type) {
    case ControlType::sr:
      return size >= 24 + std::size_t{24} * part.count;
    case ControlType::rr:
      return size >= 4 + std::size_t{24} * part.count;
    case ControlType::sdes:
      return has_whole_chunks(part.body, part.count);
    case ControlType::bye:
      return size >= std::size_t{4} * part.count;
    case ControlType::app:
      break;
  }
  return true;
}

Report report_of(const ControlPart& part) {
  Report report;
  report.ssrc = load32(part.body.data());
  std::size_t at = 4;
  if (part.type == ControlType::sr) {
    const std::uint8_t* info = &part.body[at];
    report.sender = SenderReport{std::uint64_t{load32(info)} << 32 | load32(info + 4),
                                 load32(info + 8), load32(info + 12), load32(info + 16)};
    at += 20;
  }
  report.blocks = part.body.subspan(at, std::size_t{24} * part.count);
  return report;
}

Bye bye_of(const ControlPart& part) {
  Bye bye;
  bye.sources = part.body.first(std::size_t{4} * part.count);
  const Octets rest = part.body.subspan(bye.sources.size());
  if (!rest.empty()) {
    bye.reason = text_of(rest.subspan(1, std::min<std::size_t>(rest[0], rest.size() - 1)));
  }
  return bye;
}

}  // namespace

ReportBlock Report::block(std::size_t i) const {
  const std::uint8_t* at = blocks.data() + 24 * i;
  const std::uint32_t lost = load32(at + 4);
  ReportBlock block;
  block.ssrc = load32(at);
  block.fraction_lost = at[4];
  block.lost = static_cast<std::int32_t>(lost << 8) >> 8;  // 24 bits with their sign
  block.highest_sequence = load32(at + 8);
  block.jitter = load32(at + 12);
  block.last_sr = load32(at + 16);
  block.delay_since_sr = load32(at + 20);
  return block;
}

base::Result<ControlReader, ControlError> ControlReader::parse(Octets octets) {
  Octets rest = octets;
  bool first = true;
  do {
    const auto part = take_part(rest);
    if (!part) return part.error();
    if (first && part->type != ControlType::sr && part->type != ControlType::rr) {
      return ControlError::not_a_report;
    }
    if (!is_whole(*part)) return ControlError::bad_length;
    first = false;
  } while (!rest.empty());
  return ControlReader(octets);
}

bool ControlReader::next(ControlItem& item) {
  for (;;) {
    if (chunks_left_ != 0) {
      --chunks_left_;
      Description description;
      if (!take_chunk(chunks_, description)) return false;
      item = description;
      return true;
    }
    if (rest_.empty()) return false;
    const auto part = take_part(rest_);
    if (!part) return false;
    switch (part->type) {
      case ControlType::sr:
      case ControlType::rr:
        item = report_of(*part);
        return true;
      case ControlType::sdes:
        chunks_ = part->body;
        chunks_left_ = part->count;
        break;
      case ControlType::bye:
        item = bye_of(*part);
        return true;
      case ControlType::app:
        break;
    }
  }
}

}  // namespace rtp
