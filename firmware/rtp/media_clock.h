// Media time: RTP timestamps count ticks of the clock rate modulo 2^32 (RFC 3550 section 5.1), so
// two of them compare by their difference only.
#pragma once

#include <cstdint>

#include "firmware/base/instant.h"

namespace rtp {

// Whole ticks in a time of 0 or more, modulo 2^32.
inline std::uint32_t ticks_in(base::Duration time, std::uint32_t clock_rate) {
  const auto microseconds = static_cast<std::uint64_t>(time.count());
  return static_cast<std::uint32_t>(microseconds / 1'000'000 * clock_rate +
                                    microseconds % 1'000'000 * clock_rate / 1'000'000);
}

// What a media clock that began with the monotonic one shows at `now`.
inline std::uint32_t ticks_at(base::Instant now, std::uint32_t clock_rate) {
  return ticks_in(now.time_since_epoch(), clock_rate);
}

inline base::Duration duration_of(std::uint64_t ticks, std::uint32_t clock_rate) {
  return base::Duration(static_cast<base::Duration::rep>(
      ticks / clock_rate * 1'000'000 + ticks % clock_rate * 1'000'000 / clock_rate));
}

// How far `a` lies after `b`; negative: before.
inline std::int32_t ticks_between(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b);
}

}  // namespace rtp
