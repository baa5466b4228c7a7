#include "firmware/media/mixer/mixer.h"

#include <algorithm>
#include <limits>

#include "firmware/base/assert.h"

namespace media {

namespace {

std::int16_t saturated(std::int32_t sum) {
  using Limits = std::numeric_limits<std::int16_t>;
  return static_cast<std::int16_t>(std::clamp<std::int32_t>(sum, Limits::min(), Limits::max()));
}

}  // namespace

void Mixer::add(AudioPort& port) {
  seats_.push_back({&port, false, {}});
}

void Mixer::remove(AudioPort& port) {
  const auto seat = std::ranges::find(seats_, &port, &Seat::port);
  ASSERT(seat != seats_.end());
  seats_.erase(seat);
}

Rate Mixer::best_rate() const {
  const bool wide = std::ranges::any_of(
      seats_, [](const Seat& seat) { return seat.port->rate() > Rate::narrowband; });
  return wide ? Rate::wideband : Rate::narrowband;
}

ConstFrame Mixer::said_by(const AudioPort& port) const {
  const auto seat = std::ranges::find(seats_, &port, &Seat::port);
  if (seat == seats_.end() || !seat->speaks) return {};
  return ConstFrame(seat->said).first(samples_of_frame(rate_));
}

void Mixer::tick() {
  rate_ = best_rate();
  const std::size_t samples = samples_of_frame(rate_);
  sum_.fill(0);
  std::size_t speakers = 0;
  for (Seat& seat : seats_) {
    seat.speaks = seat.port->pull(Frame(seat.said).first(samples), rate_);
    if (!seat.speaks) continue;
    ++speakers;
    for (std::size_t i = 0; i < samples; ++i) sum_[i] += seat.said[i];
  }
  std::array<std::int16_t, kMaxSamples> all{};  // for whoever said nothing
  const std::size_t sounding = speakers > 0 && speakers < seats_.size() ? samples : 0;
  for (std::size_t i = 0; i < sounding; ++i) all[i] = saturated(sum_[i]);
  for (Seat& seat : seats_) {
    if (seat.speaks) {
      push_less_own(seat, samples);
    } else {
      seat.port->push(ConstFrame(all).first(samples), rate_);
    }
  }
}

void Mixer::push_less_own(Seat& seat, std::size_t samples) {
  std::array<std::int16_t, kMaxSamples> heard;
  for (std::size_t i = 0; i < samples; ++i) heard[i] = saturated(sum_[i] - seat.said[i]);
  seat.port->push(ConstFrame(heard).first(samples), rate_);
}

}  // namespace media
