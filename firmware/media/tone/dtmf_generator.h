// Digits as sound. Up to 64 wait in line and are played one after the other.
// An audio port owns the generator, on the media thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/media/tone/tone_generator.h"

namespace media {

class DtmfGenerator {
 public:
  static constexpr std::size_t kMostWaiting = 64;

  // The lower frequency of a pair; the upper one is 2 dB louder, as lines damp it more.
  static constexpr double kLevelDbm0 = -10;

  explicit DtmfGenerator(std::uint32_t rate_hz, double level_dbm0 = kLevelDbm0);

  // False: no such digit, or too many wait.
  bool put(char digit, std::chrono::milliseconds on = std::chrono::milliseconds(100),
           std::chrono::milliseconds off = std::chrono::milliseconds(100));

  // Digits, and silence when none waits.
  void generate(std::span<std::int16_t> pcm);

  bool is_idle() const { return waiting_ == 0; }

 private:
  struct Press {
    char digit;
    std::size_t on, off;  // samples still to come
  };

  std::size_t play(Press& press, std::span<std::int16_t> pcm);
  void start(const Press& press);

  const std::uint32_t rate_hz_;
  const double level_dbm0_;
  std::array<Press, kMostWaiting> line_{};
  std::size_t head_ = 0;
  std::size_t waiting_ = 0;
  Oscillator row_;
  Oscillator column_;
};

}  // namespace media
