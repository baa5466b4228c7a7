#include "firmware/media/digit_listener.h"

#include <array>

namespace media {

std::span<const DtmfEvent> DigitListener::hear(ConstFrame frame, Rate rate) {
  if (rate == Rate::narrowband) return detector_.feed(frame);
  if (!to_narrowband_ || hears_at_ != rate) {
    hears_at_ = rate;
    to_narrowband_.emplace(static_cast<std::uint32_t>(rate), DtmfDetector::kRateHz);
  }
  std::array<std::int16_t, kMaxFrameSamples> narrow;
  const auto progress = to_narrowband_->process(frame, narrow);
  return detector_.feed(std::span(narrow).first(progress.produced));
}

}  // namespace media
