// Mixer: everybody hears everybody else. Each tick pulls all ports once, sums once in 32 bits, and
// pushes to each port the sum less its own part: N ports cost N, not N*N.
//
// It runs at the best rate of its ports, 16 kHz at most. Owns no port; a port leaves before it
// goes. Media thread only.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "firmware/media/port/audio_port.h"

namespace media {

class Mixer {
 public:
  void add(AudioPort& port);
  void remove(AudioPort& port);  // not from inside tick()
  bool empty() const { return seats_.empty(); }
  std::size_t size() const { return seats_.size(); }

  void tick();

  // What a port said in the last tick, at rate(); nothing: silence, or not here.
  ConstFrame said_by(const AudioPort& port) const;
  Rate rate() const { return rate_; }

 private:
  static constexpr std::size_t kMaxSamples = samples_of_frame(Rate::wideband);
  struct Seat {
    AudioPort* port;
    bool speaks = false;
    std::array<std::int16_t, kMaxSamples> said;
  };
  Rate best_rate() const;
  void push_less_own(Seat& seat, std::size_t samples);

  Rate rate_ = Rate::narrowband;
  std::vector<Seat> seats_;
  std::array<std::int32_t, kMaxSamples> sum_;
};

}  // namespace media
