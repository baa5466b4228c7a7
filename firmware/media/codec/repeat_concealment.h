// RepeatConcealment: fills what was lost of a stream with its last 20 ms again and again, each time
// fainter, until silence after 60 ms. For codecs at rates that PitchConcealment is not made for;
// their decoders own it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace media {

class RepeatConcealment {
 public:
  // At most 16,000 Hz.
  explicit RepeatConcealment(std::uint32_t rate_hz);

  // What was decoded. After a gap its beginning is faded in over 5 ms.
  void heard(std::span<std::int16_t> pcm);

  // In place of what was lost.
  void fill(std::span<std::int16_t> pcm);

 private:
  static constexpr std::size_t kMost = 16'000 / 50;

  const std::size_t length_;  // of the history
  std::array<std::int16_t, kMost> history_{};
  std::size_t lost_ = 0;  // samples filled since the last that was heard
};

}  // namespace media
