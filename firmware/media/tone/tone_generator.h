// Tones of one or two frequencies, with a cadence: dial tone, ringing, busy, the milliwatt. Which
// tone means what in which country is for the apps to know.
// An audio port owns the generator, on the media thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace media {

struct Tone {
  double first_hz = 0;      // 0: none
  double second_hz = 0;     // 0: none
  double level_dbm0 = -13;  // of each frequency

  // On, off, on, off … up to the first zero, then again from the beginning; none: always on.
  std::array<std::chrono::milliseconds, 8> cadence{};
};

// The digital milliwatt: what a line is measured with (North American practice, 1004 Hz).
constexpr Tone kMilliwatt{.first_hz = 1004, .level_dbm0 = 0};

// A sine that can be had sample by sample.
class Oscillator {
 public:
  Oscillator(double frequency_hz, double amplitude, std::uint32_t rate_hz);
  void restart();  // at zero, going up
  double next();

 private:
  double amplitude_;
  double step_cos_, step_sin_;
  double cos_ = 1, sin_ = 0;
};

class ToneGenerator {
 public:
  ToneGenerator(const Tone& tone, std::uint32_t rate_hz);

  // The next samples; a tone has no end.
  void generate(std::span<std::int16_t> pcm);

 private:
  void enter(std::size_t phase);
  std::size_t length_of(std::size_t phase) const;

  const Tone tone_;
  const std::uint32_t rate_hz_;
  Oscillator first_;
  Oscillator second_;
  std::size_t phase_ = 0;      // index in the cadence: even ones sound
  std::size_t remaining_ = 0;  // samples of this phase
};

}  // namespace media
