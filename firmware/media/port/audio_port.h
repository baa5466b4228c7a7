// AudioPort: whatever says and hears audio: a phone, a file, a tone, a recorder, the loudspeaker.
// Driven by a Mixer, one frame of 20 ms a tick; 16-bit linear PCM, mono. Media thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace media {

// Samples a second that audio may have inside.
enum class Rate : std::uint16_t { narrowband = 8000, wideband = 16000, fullband = 48000 };

constexpr std::size_t kFramesASecond = 50;
constexpr std::size_t samples_of_frame(Rate rate) {
  return static_cast<std::size_t>(rate) / kFramesASecond;
}
constexpr std::size_t kMaxFrameSamples = samples_of_frame(Rate::fullband);

using Frame = std::span<std::int16_t>;             // one frame, as long as its rate says
using ConstFrame = std::span<const std::int16_t>;  // the same, to be heard

class AudioPort {
 public:
  virtual ~AudioPort() = default;

  // The best that this port can say or hear.
  virtual Rate rate() const = 0;

  // What it says now, at `rate`. False for silence: `frame` is as it was.
  virtual bool pull(Frame frame, Rate rate) = 0;

  // What it hears now, at `rate`; after pull() in the same tick.
  virtual void push(ConstFrame frame, Rate rate) = 0;
};

}  // namespace media
