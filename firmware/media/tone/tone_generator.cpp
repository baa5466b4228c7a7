#include "firmware/media/tone/tone_generator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "firmware/base/assert.h"
#include "firmware/media/tone/level.h"

namespace media {

namespace {

double amplitude_for(const Tone& tone, double frequency_hz) {
  return frequency_hz == 0 ? 0 : amplitude_of(tone.level_dbm0);
}

}  // namespace

Oscillator::Oscillator(double frequency_hz, double amplitude, std::uint32_t rate_hz)
    : amplitude_(amplitude) {
  ASSERT(frequency_hz >= 0 && frequency_hz < rate_hz / 2.0);
  const double step = 2 * std::numbers::pi * frequency_hz / rate_hz;
  step_cos_ = std::cos(step);
  step_sin_ = std::sin(step);
}

void Oscillator::restart() {
  cos_ = 1;
  sin_ = 0;
}

double Oscillator::next() {
  const double sample = amplitude_ * sin_;
  const double turned = cos_ * step_cos_ - sin_ * step_sin_;
  sin_ = sin_ * step_cos_ + cos_ * step_sin_;
  cos_ = turned;
  return sample;
}

ToneGenerator::ToneGenerator(const Tone& tone, std::uint32_t rate_hz)
    : tone_(tone),
      rate_hz_(rate_hz),
      first_(tone.first_hz, amplitude_for(tone, tone.first_hz), rate_hz),
      second_(tone.second_hz, amplitude_for(tone, tone.second_hz), rate_hz) {
  enter(0);
}

std::size_t ToneGenerator::length_of(std::size_t phase) const {
  return static_cast<std::size_t>(tone_.cadence[phase].count()) * rate_hz_ / 1'000;
}

void ToneGenerator::enter(std::size_t phase) {
  phase_ = phase < tone_.cadence.size() && length_of(phase) != 0 ? phase : 0;
  remaining_ = length_of(phase_);
  if (remaining_ == 0) remaining_ = std::numeric_limits<std::size_t>::max();
  first_.restart();
  second_.restart();
}

void ToneGenerator::generate(std::span<std::int16_t> pcm) {
  while (!pcm.empty()) {
    if (remaining_ == 0) enter(phase_ + 1);
    const std::size_t size = std::min(remaining_, pcm.size());
    const bool sounds = phase_ % 2 == 0;
    for (std::int16_t& sample : pcm.first(size)) {
      const double sum = sounds ? first_.next() + second_.next() : 0;
      sample = static_cast<std::int16_t>(std::lround(std::clamp(sum, -32'768.0, 32'767.0)));
    }
    remaining_ -= size;
    pcm = pcm.subspan(size);
  }
}

}  // namespace media
