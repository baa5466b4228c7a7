// Recorder: what two legs say, one on each channel, at 16 kHz whatever the mixer's rate, silence
// where a leg is silent; the two stay in step. Hands it on in blocks. Owned by the Engine; media
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "firmware/media/codec/resampler.h"
#include "firmware/media/port/audio_port.h"
#include "firmware/media/recording/recording.h"

namespace media {

class Recorder {
 public:
  // Tells that the recording began, and, when it is destroyed, that it ended.
  Recorder(RecordingId recording, const std::string& path, RecordingFormat format,
           RecordingTaker& taker);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder();

  // One frame each, at `rate`; an empty one: silence.
  void tick(ConstFrame left, ConstFrame right, Rate rate);

 private:
  static constexpr std::size_t kBlock = std::size_t{kRecordingRateHz} / 10 * kRecordingChannels;

  class Channel {
   public:
    void put(ConstFrame frame, Rate rate);
    std::span<const std::int16_t> pcm() const { return pcm_; }
    void drop(std::size_t samples);

   private:
    std::vector<std::int16_t> pcm_;  // at the recording's rate, waiting for the other channel
    std::optional<Resampler> widen_;
  };

  void hand_on();

  const RecordingId recording_;
  RecordingTaker& taker_;
  Channel left_;
  Channel right_;
  std::vector<std::int16_t> block_;
};

}  // namespace media
