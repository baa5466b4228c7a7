// SoundPlayer: a Sound, frame by frame, at whatever rate is asked for. When the rate changes the
// sound begins anew, without being any longer. Owned by a leg or a room; media thread.
#pragma once

#include <optional>
#include <variant>

#include "firmware/media/melody_player.h"
#include "firmware/media/port/audio_port.h"
#include "firmware/media/sound.h"

namespace media {

class SoundPlayer {
 public:
  explicit SoundPlayer(const Sound& sound) : sound_(sound) {}

  // Fills the frame. False: this was the last one.
  bool next(Frame frame, Rate rate);

 private:
  static constexpr std::chrono::milliseconds kFrame{1000 / kFramesASecond};
  void use_rate(Rate rate);

  const Sound sound_;
  std::chrono::milliseconds past_{0};
  Rate rate_{};
  std::variant<std::monostate, ToneGenerator, MelodyPlayer> player_;
};

}  // namespace media
