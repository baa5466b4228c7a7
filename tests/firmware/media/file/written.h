// A sound file as others write it, made in memory by libsndfile when a test needs one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace media {

// `format` as in SF_INFO; the same samples in each channel. Empty: it cannot be written.
std::vector<std::uint8_t> written(int format, int rate_hz, int channels,
                                  std::span<const float> pcm);

}  // namespace media
