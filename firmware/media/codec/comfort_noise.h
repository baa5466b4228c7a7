// Comfort noise (RFC 3389): what the silence of a line sounds like, in a dozen octets. The first is
// the level in -dBov, the others are reflection coefficients of an all-pole model of its colour.
// An audio port owns a ComfortNoise, on the media thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/media/codec/codec.h"

namespace media {

constexpr std::string_view kComfortNoiseName = "CN";   // of a=rtpmap
constexpr std::uint8_t kComfortNoisePayloadType = 13;  // at a clock of 8,000 Hz
constexpr std::size_t kComfortNoiseMostOrder = 12;     // further coefficients are passed over
constexpr std::size_t kComfortNoiseOctets = 1 + 10;    // what describe_noise() writes at most

// The payload that describes `pcm`, as long as there is room for it; pcm and octets are not empty.
std::size_t describe_noise(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets);

class ComfortNoise {
 public:
  // From now on noise of this kind; silence before the first.
  base::Result<void, CodecError> describe(std::span<const std::uint8_t> payload);

  void generate(std::span<std::int16_t> pcm);

 private:
  double next();
  double white();

  double gain_ = 0;  // of the excitation, so that the output has the level
  std::size_t order_ = 0;
  std::array<double, kComfortNoiseMostOrder> reflection_{};
  std::array<double, kComfortNoiseMostOrder + 1> backward_{};
  std::uint32_t seed_ = 1;
};

}  // namespace media
