// The packets a JitterBuffer holds: at most kSlots, in order of their timestamps, payloads in cells
// of one block inside the object. No allocation ever. Private to firmware/rtp; media thread.
//
// 8 KiB hold 42 packets of 20 ms of G.711, 16 of 60 ms, or 5 payloads of 1,500 octets.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>

#include "firmware/rtp/packet.h"

namespace rtp {

struct StoredPacket {
  std::uint32_t timestamp = 0;
  std::uint16_t sequence = 0;
  std::uint16_t size = 0;
  std::uint8_t payload_type = 0;
  bool marker = false;
  std::uint8_t first_cell = 0;
};

class PacketStore {
 public:
  static constexpr std::size_t kSlots = 32;
  static constexpr std::size_t kCells = 128;
  static constexpr std::size_t kCellSize = 64;
  static constexpr std::size_t kMaxPayload = 1500;

  bool contains(const Header& header) const;
  bool has_room_for(std::size_t payload_size) const;
  // Only with room for it, and not one it contains already.
  void insert(const Packet& packet);

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  const StoredPacket& front() const { return packets_[0]; }  // the oldest; not when empty
  const StoredPacket& operator[](std::size_t i) const { return packets_[i]; }
  // Its payload stays where it is until the next insert().
  StoredPacket take_front();
  Octets payload(const StoredPacket& packet) const;
  void clear();

 private:
  static std::size_t cells_of(std::size_t payload_size);
  std::size_t find_cells(std::size_t count) const;  // kCells: nowhere

  std::array<StoredPacket, kSlots> packets_;
  std::size_t size_ = 0;
  std::bitset<kCells> used_;
  std::array<std::uint8_t, kCells * kCellSize> octets_;
};

}  // namespace rtp
