// PitchConcealment: fills what was lost of a stream at 8 kHz with the last pitch period of what was
// heard, fading to silence within 50 ms, and blends over when the stream goes on (in the manner of
// G.711 appendix I). For codecs that conceal nothing themselves; their decoders own it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace media {

class PitchConcealment {
 public:
  PitchConcealment();
  ~PitchConcealment();
  PitchConcealment(const PitchConcealment&) = delete;
  PitchConcealment& operator=(const PitchConcealment&) = delete;

  // What was decoded. The beginning changes a little after a gap.
  void heard(std::span<std::int16_t> pcm);

  // In place of what was lost.
  void fill(std::span<std::int16_t> pcm);

 private:
  struct State;
  static constexpr std::size_t kHistory = 280;  // 35 ms: as much as the library looks at

  const std::unique_ptr<State> state_;
  std::array<std::int16_t, kHistory> history_{};
  bool is_filling_ = false;
};

}  // namespace media
