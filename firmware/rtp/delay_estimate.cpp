#include "firmware/rtp/delay_estimate.h"

#include <algorithm>

#include "firmware/rtp/media_clock.h"

namespace rtp {

DelayEstimate::DelayEstimate(std::uint32_t clock_rate, std::uint32_t max_delay)
    : window_(kWindowSeconds * clock_rate),
      bin_width_(std::max<std::uint32_t>(1, (max_delay + kBins - 1) / kBins)) {}

void DelayEstimate::add(std::uint32_t timestamp, std::uint32_t clock) {
  const std::uint32_t transit = clock - timestamp;
  follow_fastest(transit, clock);
  const auto above = static_cast<std::uint32_t>(std::max(0, ticks_between(transit, fastest())));
  const std::uint32_t bin = std::min(above / bin_width_, kBins - 1);
  // Each of the first packets weighs the same; later the old ones fade.
  const float weight = 1.0F / static_cast<float>(count_ + 1);
  for (float& share : shares_) share *= 1.0F - weight;
  shares_[bin] += weight;
  count_ = std::min(count_ + 1, kMemory);
}

void DelayEstimate::follow_fastest(std::uint32_t transit, std::uint32_t clock) {
  const std::uint32_t age = clock - window_begin_;
  if (count_ == 0 || age >= 2 * window_) {
    window_begin_ = clock;
    fastest_now_ = fastest_before_ = transit;
  } else if (age >= window_) {
    window_begin_ = clock;
    fastest_before_ = fastest_now_;
    fastest_now_ = transit;
  } else if (ticks_between(transit, fastest_now_) < 0) {
    fastest_now_ = transit;
  }
}

std::uint32_t DelayEstimate::fastest() const {
  return ticks_between(fastest_now_, fastest_before_) < 0 ? fastest_now_ : fastest_before_;
}

std::uint32_t DelayEstimate::variation() const {
  float late = 1.0F - kInTime;
  std::uint32_t bin = kBins;
  while (bin > 1 && shares_[bin - 1] <= late) late -= shares_[--bin];
  return bin * bin_width_;
}

void DelayEstimate::reset() {
  count_ = 0;
  shares_.fill(0);
}

}  // namespace rtp
