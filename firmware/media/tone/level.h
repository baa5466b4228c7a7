// Levels in dBm0: the power of a tone relative to the reference point of the telephone network. In
// G.711 the greatest sine has +3.14 dBm0 (A-law; 3.17 µ-law), and so it has here.
#pragma once

#include <cmath>

namespace media {

constexpr double kFullScaleSineDbm0 = 3.14;

// The peak of a sine of that level, in units of a 16-bit sample.
inline double amplitude_of(double level_dbm0) {
  return 32'767.0 * std::pow(10.0, (level_dbm0 - kFullScaleSineDbm0) / 20.0);
}

}  // namespace media
