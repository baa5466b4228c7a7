// What a recording hands on, and to whom: values, which cross to the thread that may wait for the
// disk.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace media {

// Chosen by whoever asks for the recording, and never used again.
enum class RecordingId : std::uint64_t {};
enum class RecordingFormat : std::uint8_t { wav, ogg_opus };

constexpr std::uint32_t kRecordingRateHz = 16'000;
constexpr std::uint8_t kRecordingChannels = 2;

struct RecordingBegan {
  RecordingId recording;
  std::string path;
  RecordingFormat format = RecordingFormat::wav;
};
struct RecordedAudio {
  RecordingId recording;
  std::vector<std::int16_t> pcm;  // left and right in turn
};
struct RecordingEnded {
  RecordingId recording;
};
using RecordingEvent = std::variant<RecordingBegan, RecordedAudio, RecordingEnded>;

class RecordingTaker {
 public:
  virtual ~RecordingTaker() = default;
  virtual void on_recording(RecordingEvent event) = 0;  // media thread
};

}  // namespace media
