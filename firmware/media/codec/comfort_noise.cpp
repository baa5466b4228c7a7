#include "firmware/media/codec/comfort_noise.h"

#include <algorithm>
#include <cmath>

#include "firmware/base/assert.h"

namespace media {

namespace {

constexpr double kOverload = 32'768;  // 0 dBov: a square wave of this height
constexpr double kSilenceDbov = 127;
constexpr double kIndexStep = 258.0 / 32'768;  // section 3.2
constexpr double kIndexZero = 127;

using Correlation = std::array<double, kComfortNoiseOctets>;

Correlation correlation_of(std::span<const std::int16_t> pcm) {
  Correlation sums{};
  for (std::size_t lag = 0; lag < std::min(sums.size(), pcm.size()); ++lag) {
    for (std::size_t i = lag; i < pcm.size(); ++i) {
      sums[lag] += static_cast<double>(pcm[i]) * pcm[i - lag];
    }
  }
  sums[0] = sums[0] * 1.0001 + 1;  // keeps the model stable
  return sums;
}

// The recursion of Levinson and Durbin, of which the reflection coefficients alone are wanted.
std::array<double, kComfortNoiseOctets - 1> reflection_of(const Correlation& correlation) {
  std::array<double, kComfortNoiseOctets - 1> reflection{};
  std::array<double, kComfortNoiseOctets> predictor{1};
  double error = correlation[0];
  for (std::size_t m = 1; m <= reflection.size(); ++m) {
    double sum = 0;
    for (std::size_t i = 0; i < m; ++i) sum += predictor[i] * correlation[m - i];
    const double k = -sum / error;
    const auto previous = predictor;
    for (std::size_t i = 1; i <= m; ++i) predictor[i] = previous[i] + k * previous[m - i];
    error *= 1 - k * k;
    reflection[m - 1] = k;
  }
  return reflection;
}

}  // namespace

std::size_t describe_noise(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) {
  ASSERT(!pcm.empty() && !octets.empty());
  const Correlation correlation = correlation_of(pcm);
  const double rms = std::sqrt(correlation[0] / static_cast<double>(pcm.size()));
  const double level = std::clamp(-20 * std::log10(rms / kOverload), 0.0, kSilenceDbov);
  octets[0] = static_cast<std::uint8_t>(std::lround(level));
  const auto reflection = reflection_of(correlation);
  const std::size_t order = std::min(reflection.size(), octets.size() - 1);
  for (std::size_t i = 0; i < order; ++i) {
    const double index = std::clamp(reflection[i] / kIndexStep + kIndexZero, 0.0, 254.0);
    octets[1 + i] = static_cast<std::uint8_t>(std::lround(index));
  }
  return 1 + order;
}

base::Result<void, CodecError> ComfortNoise::describe(std::span<const std::uint8_t> payload) {
  if (payload.empty()) return CodecError::empty;
  order_ = std::min(payload.size() - 1, kComfortNoiseMostOrder);
  const double level = payload[0] & 0x7F;
  gain_ = level == kSilenceDbov ? 0 : kOverload * std::pow(10, -level / 20);
  for (std::size_t i = 0; i < order_; ++i) {
    reflection_[i] = kIndexStep * (std::min<double>(payload[1 + i], 254) - kIndexZero);
    gain_ *= std::sqrt(1 - reflection_[i] * reflection_[i]);
  }
  return {};
}

// Even between -√3 and √3, so that its power is 1.
double ComfortNoise::white() {
  seed_ ^= seed_ << 13;
  seed_ ^= seed_ >> 17;
  seed_ ^= seed_ << 5;
  return (seed_ / 2147483648.0 - 1) * std::sqrt(3.0);
}

// The all-pole lattice.
double ComfortNoise::next() {
  double forward = gain_ * white();
  for (std::size_t i = order_; i > 0; --i) {
    forward -= reflection_[i - 1] * backward_[i - 1];
    backward_[i] = backward_[i - 1] + reflection_[i - 1] * forward;
  }
  backward_[0] = forward;
  return forward;
}

void ComfortNoise::generate(std::span<std::int16_t> pcm) {
  for (std::int16_t& sample : pcm) {
    sample = static_cast<std::int16_t>(std::lround(std::clamp(next(), -32'768.0, 32'767.0)));
  }
}

}  // namespace media
