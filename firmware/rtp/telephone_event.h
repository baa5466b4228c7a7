// The payload of telephone-event (RFC 4733 section 2.3): four octets an event.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "firmware/base/instant.h"
#include "firmware/rtp/octets.h"

namespace rtp {

// A key and how long it was held.
struct Digit {
  char character = 0;  // 0-9 * # A-D, or '!' for a hook flash
  base::Duration duration{};
  friend bool operator==(const Digit&, const Digit&) = default;
};

struct TelephoneEvent {
  static constexpr std::size_t kSize = 4;
  static constexpr std::uint32_t kMaxDuration = 0xffff;

  std::uint8_t code = 0;
  bool end = false;
  std::uint8_t volume = 0;     // dBm0 without its sign, 0 to 63
  std::uint16_t duration = 0;  // ticks since the timestamp

  static TelephoneEvent read(const std::uint8_t* at);
  std::array<std::uint8_t, kSize> octets() const;
};

// Events 0 to 16 (sections 3.2, 3.3) as characters; 0 or nothing for others.
char character_of(std::uint8_t code);
std::optional<std::uint8_t> code_of(char character);

}  // namespace rtp
