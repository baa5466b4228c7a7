#include "firmware/rtp/packet_store.h"

#include <algorithm>

#include "firmware/base/assert.h"
#include "firmware/rtp/media_clock.h"

namespace rtp {

bool PacketStore::contains(const Header& header) const {
  return std::any_of(packets_.begin(), packets_.begin() + static_cast<std::ptrdiff_t>(size_),
                     [&](const StoredPacket& packet) {
                       return packet.timestamp == header.timestamp &&
                              packet.sequence == header.sequence;
                     });
}

bool PacketStore::has_room_for(std::size_t payload_size) const {
  return size_ < kSlots && find_cells(cells_of(payload_size)) != kCells;
}

void PacketStore::insert(const Packet& packet) {
  const std::size_t count = cells_of(packet.payload().size());
  const std::size_t cell = find_cells(count);
  ASSERT(size_ < kSlots && cell != kCells);
  for (std::size_t i = 0; i < count; ++i) used_.set(cell + i);
  std::copy(packet.payload().begin(), packet.payload().end(),
            octets_.begin() + static_cast<std::ptrdiff_t>(cell * kCellSize));

  const Header& header = packet.header();
  std::size_t at = size_++;
  for (; at != 0 && ticks_between(header.timestamp, packets_[at - 1].timestamp) < 0; --at) {
    packets_[at] = packets_[at - 1];
  }
  packets_[at] = {
      header.timestamp,    header.sequence, static_cast<std::uint16_t>(packet.payload().size()),
      header.payload_type, header.marker,   static_cast<std::uint8_t>(cell)};
}

StoredPacket PacketStore::take_front() {
  ASSERT(size_ != 0);
  const StoredPacket packet = packets_[0];
  std::copy(packets_.begin() + 1, packets_.begin() + static_cast<std::ptrdiff_t>(size_),
            packets_.begin());
  --size_;
  for (std::size_t i = 0; i < cells_of(packet.size); ++i) used_.reset(packet.first_cell + i);
  return packet;
}

Octets PacketStore::payload(const StoredPacket& packet) const {
  return Octets(octets_).subspan(packet.first_cell * kCellSize, packet.size);
}

void PacketStore::clear() {
  size_ = 0;
  used_.reset();
}

std::size_t PacketStore::cells_of(std::size_t payload_size) {
  return (payload_size + kCellSize - 1) / kCellSize;
}

// First fit. Packets come and go nearly in order, so the free cells stay together.
std::size_t PacketStore::find_cells(std::size_t count) const {
  std::size_t free = 0;
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    if (free == count) return cell - free;
    free = used_.test(cell) ? 0 : free + 1;
  }
  return free == count ? kCells - free : kCells;
}

}  // namespace rtp
