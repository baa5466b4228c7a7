// DigitListener: hears keys as tones in what a leg says, whatever the mixer's rate. Owned by a Leg;
// media thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "firmware/media/codec/resampler.h"
#include "firmware/media/port/audio_port.h"
#include "firmware/media/tone/dtmf_detector.h"

namespace media {

class DigitListener {
 public:
  // The events of this frame, until the next call.
  std::span<const DtmfEvent> hear(ConstFrame frame, Rate rate);

 private:
  DtmfDetector detector_;
  Rate hears_at_ = Rate::narrowband;
  std::optional<Resampler> to_narrowband_;
};

}  // namespace media
