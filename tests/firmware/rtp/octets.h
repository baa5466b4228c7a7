// What the tests of rtp share: packets by hand, and an instant to begin with.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/rtp/packet.h"

namespace rtp {

using Bytes = std::vector<std::uint8_t>;

inline constexpr base::Instant kStart{std::chrono::hours(1000)};
inline constexpr base::Duration kFrame = std::chrono::milliseconds(20);
inline constexpr std::uint32_t kFrameTicks = 160;  // at 8,000 Hz

// In memory that ends where the packet ends, so that the sanitizer sees a read beyond it.
inline Bytes written(const Header& header, const Bytes& payload) {
  Bytes octets(kHeaderSize + payload.size());
  write_packet(header, payload, octets);
  return octets;
}

inline Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace rtp
