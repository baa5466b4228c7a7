#include "firmware/media/codec/repeat_concealment.h"

#include <algorithm>

#include "firmware/base/assert.h"

namespace media {

namespace {

constexpr std::size_t kPeriods = 3;  // 20 ms each, until silence

// What `numerator` / `denominator` leaves of a sample.
std::int16_t scaled(std::int16_t sample, std::size_t numerator, std::size_t denominator) {
  return static_cast<std::int16_t>(sample * static_cast<int>(numerator) /
                                   static_cast<int>(denominator));
}

}  // namespace

RepeatConcealment::RepeatConcealment(std::uint32_t rate_hz) : length_(rate_hz / 50) {
  ASSERT(length_ > 0 && length_ <= kMost);
}

void RepeatConcealment::heard(std::span<std::int16_t> pcm) {
  if (lost_ > 0) {
    const std::size_t ramp = std::min(length_ / 4, pcm.size());
    for (std::size_t i = 0; i < ramp; ++i) {
      // Out of what would have been filled, into what is heard.
      std::int16_t filled = 0;
      fill({&filled, 1});
      pcm[i] = static_cast<std::int16_t>(scaled(pcm[i], i, ramp) + scaled(filled, ramp - i, ramp));
    }
    lost_ = 0;
  }
  const std::span<std::int16_t> history(history_.data(), length_);
  const std::span<const std::int16_t> recent = pcm.last(std::min(pcm.size(), length_));
  std::shift_left(history.begin(), history.end(), static_cast<std::ptrdiff_t>(recent.size()));
  std::copy(recent.begin(), recent.end(),
            history.end() - static_cast<std::ptrdiff_t>(recent.size()));
}

void RepeatConcealment::fill(std::span<std::int16_t> pcm) {
  const std::size_t audible = kPeriods * length_;
  for (std::int16_t& sample : pcm) {
    sample = lost_ < audible ? scaled(history_[lost_ % length_], audible - lost_, audible)
                             : std::int16_t{0};
    lost_ = std::min(lost_ + 1, audible);
  }
}

}  // namespace media
