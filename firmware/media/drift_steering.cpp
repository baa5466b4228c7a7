#include "firmware/media/drift_steering.h"

#include <algorithm>
#include <cmath>

namespace media {

namespace {

constexpr int kWorthIt = 3;        // ppm; a change of the ratio costs a new filter
constexpr double kReserve = 0.05;  // frames: a block may come out a sample short

double frames_in(base::Duration time) {
  return static_cast<double>(time.count()) / 20'000;
}

}  // namespace

bool DriftSteering::is_needed(base::Duration surplus, bool quiet) {
  const double frames = frames_in(surplus);
  strayed_ = !quiet && (frames > kMost || frames < kLeast) ? strayed_ + 1 : 0;
  if (strayed_ < kPatience) return false;
  ppm_ = static_cast<int>(kProportion * std::clamp(frames - kWished, -1.0, 1.0));
  return true;
}

int DriftSteering::frames_due() {
  waiting_ -= ppm_ / 1e6;
  if (ppm_ > 0 && waiting_ < kReserve) {
    waiting_ += 1;
    return 2;
  }
  if (waiting_ > 1 + 2 * kReserve) {
    waiting_ -= 1;
    return 0;
  }
  return 1;
}

bool DriftSteering::steer(base::Duration surplus) {
  sum_ += frames_in(surplus) + waiting_ - kWished;
  if (++ticks_ < kTicksOfStep) return false;
  const double mean = sum_ / ticks_;
  sum_ = ticks_ = 0;
  if (std::abs(mean) < 1) drift_ = std::clamp(drift_ + kIntegral * mean, -kMostPpm, kMostPpm);
  const double wished = std::clamp(drift_ + kProportion * mean, -kMostPpm, kMostPpm);
  if (std::abs(wished - ppm_) < kWorthIt) return false;
  ppm_ = static_cast<int>(std::lround(wished));
  return true;
}

}  // namespace media
