// Signals made for tests, and how well they came through: nothing here uses what is tested.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace media {

using Samples = std::vector<std::int16_t>;

// `peak` in units of a sample.
Samples sine(double frequency_hz, double peak, std::uint32_t rate_hz, std::size_t count);

// Many sines between 300 and 3,400 Hz, sounding like noise; `rms` in units of a sample.
Samples speech_band_noise(double rms, std::uint32_t rate_hz, std::size_t count);

Samples sum_of(const Samples& a, const Samples& b);

double rms_of(std::span<const std::int16_t> pcm);

// Power of the sine of that frequency (its phase and level are found) against everything else, dB.
double snr_of_sine(std::span<const std::int16_t> pcm, double frequency_hz, std::uint32_t rate_hz);

// The peak of the sine of that frequency in `pcm`, whatever its phase.
double peak_of_sine(std::span<const std::int16_t> pcm, double frequency_hz, std::uint32_t rate_hz);

// Power of what is like `sent`, at the best delay up to `most_delay` samples and the best gain,
// against everything else, dB.
double snr_of(std::span<const std::int16_t> sent, std::span<const std::int16_t> received,
              std::size_t most_delay);

}  // namespace media
