// EchoPort: says what it heard, one tick later. In a mixer with one phone, the phone hears itself.
#pragma once

#include <algorithm>
#include <array>

#include "firmware/media/port/audio_port.h"

namespace media {

class EchoPort final : public AudioPort {
 public:
  Rate rate() const override { return Rate::narrowband; }  // whatever the others make of it

  bool pull(Frame frame, Rate rate) override {
    if (heard_ != rate) return false;  // nothing yet, or before the mixer changed its rate
    std::copy_n(kept_.begin(), frame.size(), frame.begin());
    return true;
  }
  void push(ConstFrame frame, Rate rate) override {
    std::ranges::copy(frame, kept_.begin());
    heard_ = rate;
  }

 private:
  std::array<std::int16_t, kMaxFrameSamples> kept_;
  Rate heard_{};
};

}  // namespace media
