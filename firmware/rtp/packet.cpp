#include "firmware/rtp/packet.h"

#include <cstring>

namespace rtp {

base::Result<Packet, PacketError> Packet::parse(Octets octets) {
  if (octets.size() < kHeaderSize) return PacketError::too_short;
  const std::uint8_t first = octets[0];
  if (first >> 6 != 2) return PacketError::not_version_2;
  Packet packet;
  Header& header = packet.header_;
  header.marker = (octets[1] & 0x80) != 0;
  header.payload_type = octets[1] & 0x7f;
  if (header.payload_type >= 72 && header.payload_type <= 76) return PacketError::is_rtcp;
  header.sequence = load16(&octets[2]);
  header.timestamp = load32(&octets[4]);
  header.ssrc = load32(&octets[8]);

  Octets rest = octets.subspan(kHeaderSize);
  const std::size_t csrcs = std::size_t{4} * (first & 0x0f);
  if (rest.size() < csrcs) return PacketError::too_short;
  packet.csrcs_ = rest.first(csrcs);
  rest = rest.subspan(csrcs);
  if ((first & 0x10) != 0) {  // extension (section 5.3.1)
    if (rest.size() < 4) return PacketError::too_short;
    const std::size_t size = 4 + std::size_t{4} * load16(&rest[2]);
    if (rest.size() < size) return PacketError::too_short;
    rest = rest.subspan(size);
  }
  if ((first & 0x20) != 0) {
    if (rest.empty() || rest.back() == 0 || rest.back() > rest.size()) {
      return PacketError::bad_padding;
    }
    rest = rest.first(rest.size() - rest.back());
  }
  packet.payload_ = rest;
  return packet;
}

std::size_t write_packet(const Header& header, Octets payload, std::span<std::uint8_t> buffer) {
  if (buffer.size() < kHeaderSize || buffer.size() - kHeaderSize < payload.size()) return 0;
  if (!payload.empty()) std::memmove(&buffer[kHeaderSize], payload.data(), payload.size());
  buffer[0] = 0x80;
  buffer[1] = static_cast<std::uint8_t>((header.marker ? 0x80 : 0) | (header.payload_type & 0x7f));
  store16(&buffer[2], header.sequence);
  store32(&buffer[4], header.timestamp);
  store32(&buffer[8], header.ssrc);
  return kHeaderSize + payload.size();
}

}  // namespace rtp
