// Which way a stream flows, as the one who wrote the description sees it (RFC 8866 section 6.7, RFC
// 3264 section 5.1). A set of two bits.
#pragma once

#include <cstdint>
#include <string_view>

namespace sdp {

enum class Direction : std::uint8_t { inactive = 0, sendonly = 1, recvonly = 2, sendrecv = 3 };

constexpr Direction operator&(Direction a, Direction b) {
  return static_cast<Direction>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
constexpr bool sends(Direction direction) {
  return (direction & Direction::sendonly) != Direction::inactive;
}
constexpr bool receives(Direction direction) {
  return (direction & Direction::recvonly) != Direction::inactive;
}

// The same stream as the other side sees it.
constexpr Direction reversed(Direction direction) {
  if (direction == Direction::sendonly) return Direction::recvonly;
  if (direction == Direction::recvonly) return Direction::sendonly;
  return direction;
}

constexpr std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::inactive:
      return "inactive";
    case Direction::sendonly:
      return "sendonly";
    case Direction::recvonly:
      return "recvonly";
    case Direction::sendrecv:
      break;
  }
  return "sendrecv";
}

}  // namespace sdp
