#include "firmware/media/recording/recorder.h"

#include <algorithm>
#include <array>
#include <utility>

namespace media {

Recorder::Recorder(RecordingId recording, const std::string& path, RecordingFormat format,
                   RecordingTaker& taker)
    : recording_(recording), taker_(taker) {
  taker_.on_recording(RecordingBegan{recording, path, format});
}

Recorder::~Recorder() {
  if (!block_.empty()) hand_on();
  taker_.on_recording(RecordingEnded{recording_});
}

void Recorder::Channel::put(ConstFrame frame, Rate rate) {
  const std::array<std::int16_t, kMaxFrameSamples> silence{};
  if (frame.empty()) frame = ConstFrame(silence).first(samples_of_frame(rate));
  if (static_cast<std::uint32_t>(rate) == kRecordingRateHz) {
    widen_.reset();
    pcm_.insert(pcm_.end(), frame.begin(), frame.end());
    return;
  }
  if (!widen_) widen_.emplace(static_cast<std::uint32_t>(rate), kRecordingRateHz);
  std::array<std::int16_t, kMaxFrameSamples> wide;
  const auto progress = widen_->process(frame, wide);
  pcm_.insert(pcm_.end(), wide.begin(),
              wide.begin() + static_cast<std::ptrdiff_t>(progress.produced));
}

void Recorder::Channel::drop(std::size_t samples) {
  pcm_.erase(pcm_.begin(), pcm_.begin() + static_cast<std::ptrdiff_t>(samples));
}

void Recorder::tick(ConstFrame left, ConstFrame right, Rate rate) {
  left_.put(left, rate);
  right_.put(right, rate);
  const std::size_t both = std::min(left_.pcm().size(), right_.pcm().size());
  for (std::size_t i = 0; i < both; ++i) {
    block_.push_back(left_.pcm()[i]);
    block_.push_back(right_.pcm()[i]);
  }
  left_.drop(both);
  right_.drop(both);
  if (block_.size() >= kBlock) hand_on();
}

void Recorder::hand_on() {
  taker_.on_recording(RecordedAudio{recording_, std::exchange(block_, {})});
}

}  // namespace media
