// MelodyPlayer: a melody of one voice, as a music box would play it: each note is struck softly and
// fades, so that it sounds like music and clicks nowhere. Owned by a SoundPlayer; media thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/media/sound.h"

namespace media {

class MelodyPlayer {
 public:
  MelodyPlayer(const Melody& melody, std::uint32_t rate_hz);

  // The next samples; a melody begins anew when it is over.
  void generate(std::span<std::int16_t> pcm);

 private:
  void strike(std::size_t note);
  std::size_t length_of(std::size_t note) const;
  double envelope();

  const Melody melody_;
  const std::uint32_t rate_hz_;
  const double amplitude_;
  const double decay_step_;
  const bool has_sound_;  // some note lasts
  std::size_t note_ = 0;
  std::size_t position_ = 0;  // samples of the note that are past
  std::size_t length_ = 0;
  double decay_ = 1;
  Oscillator fundamental_;
  Oscillator octave_;
};

}  // namespace media
