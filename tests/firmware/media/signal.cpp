#include "tests/firmware/media/signal.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "firmware/base/random.h"

namespace media {

namespace {

constexpr double kTurn = 2 * std::numbers::pi;

std::int16_t clipped(double value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -32'768.0, 32'767.0)));
}

double decibels(double signal, double noise) {
  return 10 * std::log10(signal / std::max(noise, 1e-9));
}

double product(std::span<const std::int16_t> a, std::span<const std::int16_t> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

}  // namespace

Samples sine(double frequency_hz, double peak, std::uint32_t rate_hz, std::size_t count) {
  Samples pcm(count);
  for (std::size_t i = 0; i < count; ++i) {
    pcm[i] = clipped(peak * std::sin(kTurn * frequency_hz * static_cast<double>(i) / rate_hz));
  }
  return pcm;
}

Samples speech_band_noise(double rms, std::uint32_t rate_hz, std::size_t count) {
  constexpr int kSines = 60;
  base::SeededRandom random(1);
  std::vector<double> sum(count);
  for (int k = 0; k < kSines; ++k) {
    const double frequency_hz = 300 + static_cast<double>(random.below(3'100'000)) / 1'000;
    const double phase = static_cast<double>(random.below(1'000)) / 1'000;
    const double peak = rms * std::sqrt(2.0 / kSines);
    for (std::size_t i = 0; i < count; ++i) {
      const double turns = frequency_hz * static_cast<double>(i) / rate_hz + phase;
      sum[i] += peak * std::sin(kTurn * turns);
    }
  }
  Samples pcm(count);
  std::transform(sum.begin(), sum.end(), pcm.begin(), clipped);
  return pcm;
}

Samples sum_of(const Samples& a, const Samples& b) {
  Samples sum(std::min(a.size(), b.size()));
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = clipped(a[i] + b[i]);
  return sum;
}

double rms_of(std::span<const std::int16_t> pcm) {
  return std::sqrt(product(pcm, pcm) / static_cast<double>(pcm.size()));
}

double snr_of_sine(std::span<const std::int16_t> pcm, double frequency_hz, std::uint32_t rate_hz) {
  // Least squares: pcm = a sin + b cos + rest, by the normal equations.
  double ss = 0, cc = 0, sc = 0, ps = 0, pc = 0;
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    const double angle = kTurn * frequency_hz * static_cast<double>(i) / rate_hz;
    const double s = std::sin(angle), c = std::cos(angle);
    ss += s * s;
    cc += c * c;
    sc += s * c;
    ps += pcm[i] * s;
    pc += pcm[i] * c;
  }
  const double determinant = ss * cc - sc * sc;
  const double a = (ps * cc - pc * sc) / determinant;
  const double b = (pc * ss - ps * sc) / determinant;
  const double signal = a * ps + b * pc;
  return decibels(signal, product(pcm, pcm) - signal);
}

double peak_of_sine(std::span<const std::int16_t> pcm, double frequency_hz, std::uint32_t rate_hz) {
  double sine = 0, cosine = 0;
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    const double angle = kTurn * frequency_hz * static_cast<double>(i) / rate_hz;
    sine += pcm[i] * std::sin(angle);
    cosine += pcm[i] * std::cos(angle);
  }
  return 2 * std::hypot(sine, cosine) / static_cast<double>(pcm.size());
}

double snr_of(std::span<const std::int16_t> sent, std::span<const std::int16_t> received,
              std::size_t most_delay) {
  const std::size_t size = std::min(sent.size(), received.size()) - most_delay;
  const std::span<const std::int16_t> reference = sent.first(size);
  const double power = product(reference, reference);
  double best = -100;
  for (std::size_t delay = 0; delay <= most_delay; ++delay) {
    const std::span<const std::int16_t> part = received.subspan(delay, size);
    const double likeness = product(reference, part);
    const double signal = likeness * likeness / power;
    best = std::max(best, decibels(signal, product(part, part) - signal));
  }
  return best;
}

}  // namespace media
