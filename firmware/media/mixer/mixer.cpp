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

Rate Mixer::rate() const {
  const bool wide = std::ranges::any_of(
      seats_, [](const Seat& seat) { return seat.port->rate() > Rate::narrowband; });
  return wide ? Rate::wideband : Rate::narrowband;
}

void Mixer::tick() {
  const Rate now = rate();
  const std::size_t samples = samples_of_frame(now);
  sum_.fill(0);
  for (Seat& seat : seats_) {
    seat.speaks = seat.port->pull(Frame(seat.said).first(samples), now);
    if (!seat.speaks) continue;
    for (std::size_t i = 0; i < samples; ++i) sum_[i] += seat.said[i];
  }
  for (Seat& seat : seats_) push_to(seat, samples, now);
}

void Mixer::push_to(Seat& seat, std::size_t samples, Rate rate) {
  std::array<std::int16_t, kMaxSamples> heard;
  for (std::size_t i = 0; i < samples; ++i) {
    heard[i] = saturated(seat.speaks ? sum_[i] - seat.said[i] : sum_[i]);
  }
  seat.port->push(ConstFrame(heard).first(samples), rate);
}

}  // namespace media
