#include "tests/sim/tones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace sim {

namespace {

constexpr int kSamples = 160;
constexpr double kRate = 8000;
constexpr std::array<double, 4> kRows = {697, 770, 852, 941};
constexpr std::array<double, 4> kColumns = {1209, 1336, 1477, 1633};
constexpr std::string_view kPad = "123A456B789C*0#D";

// ITU-T G.711, by its definition: segments that double in width.
unsigned char mu_law(double sample) {
  const int sign = sample < 0 ? 0x80 : 0;
  const int magnitude = std::min(static_cast<int>(std::abs(sample)) / 4 + 33, 8191);
  int segment = 0;
  while (magnitude >> (segment + 6) != 0) ++segment;
  const int step = magnitude >> (segment + 1) & 0x0f;
  return static_cast<unsigned char>(~(sign | segment << 4 | step));
}

double linear(unsigned char octet) {
  const int code = ~octet & 0xff;
  const int magnitude = (((code & 0x0f) << 1 | 33) << (code >> 4 & 7)) - 33;
  return 4.0 * ((code & 0x80) != 0 ? -magnitude : magnitude);
}

// Goertzel's sum: how much of the samples is at `hz`, as an amplitude.
double amplitude(std::string_view pcmu, double hz) {
  const double turn = 2 * std::cos(2 * std::numbers::pi * hz / kRate);
  double last = 0;
  double before = 0;
  for (const char octet : pcmu) {
    const double next = linear(static_cast<unsigned char>(octet)) + turn * last - before;
    before = std::exchange(last, next);
  }
  const double power = last * last + before * before - turn * last * before;
  return 2 * std::sqrt(std::max(power, 0.0)) / static_cast<double>(pcmu.size());
}

std::size_t loudest(std::string_view pcmu, const std::array<double, 4>& tones, double& level) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < tones.size(); ++i) {
    const double here = amplitude(pcmu, tones[i]);
    if (here > level) {
      level = here;
      best = i;
    }
  }
  return best;
}

}  // namespace

std::string tone_of(char digit, int packet) {
  const std::size_t key = kPad.find(digit);
  std::string pcmu;
  for (int i = 0; i < kSamples; ++i) {
    const double angle = 2 * std::numbers::pi * (packet * kSamples + i) / kRate;
    const double sample =
        4000 * (std::sin(angle * kRows[key / 4]) + std::sin(angle * kColumns[key % 4]));
    pcmu += static_cast<char>(mu_law(sample));
  }
  return pcmu;
}

char key_in(std::string_view pcmu) {
  if (pcmu.size() != kSamples) return 0;
  constexpr double kAudible = 1000;
  double row_level = kAudible;
  double column_level = kAudible;
  const std::size_t row = loudest(pcmu, kRows, row_level);
  const std::size_t column = loudest(pcmu, kColumns, column_level);
  const bool both = row_level > kAudible && column_level > kAudible;
  return both ? kPad[row * 4 + column] : '\0';
}

}  // namespace sim
