// ClipPlayer: a clip, frame by frame, at whatever rate is asked for; goes on where it is when the
// rate changes. Owned by a SoundPlayer; media thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "firmware/media/clip/clip.h"
#include "firmware/media/codec/codec.h"
#include "firmware/media/codec/resampler.h"
#include "firmware/media/port/audio_port.h"

namespace media {

class ClipPlayer {
 public:
  // `audio` outlives it. Over and over, or once and silence behind its end.
  ClipPlayer(std::span<const std::uint8_t> audio, bool over_and_over);

  void generate(Frame frame, Rate rate);

 private:
  static constexpr std::size_t kPart = 160;  // octets that are decoded at a time: 20 ms

  void use_rate(Rate rate);
  void decode();

  const std::span<const std::uint8_t> audio_;
  const bool over_and_over_;
  std::size_t position_ = 0;
  std::unique_ptr<Decoder> decoder_;
  std::array<std::int16_t, 2 * kPart> decoded_{};
  std::size_t taken_ = decoded_.size();  // of decoded_
  Rate rate_ = Rate::wideband;
  std::optional<Resampler> resampler_;  // none for wideband
};

}  // namespace media
