// SoundPlayer: a Sound, frame by frame, at whatever rate is asked for. When the rate changes the
// sound begins anew, without being any longer; a clip goes on. Owned by a leg or a room; media
// thread.
#pragma once

#include <optional>
#include <variant>

#include "firmware/media/clip/clip_player.h"
#include "firmware/media/clip/clips.h"
#include "firmware/media/melody_player.h"
#include "firmware/media/port/audio_port.h"
#include "firmware/media/sound.h"

namespace media {

class SoundPlayer {
 public:
  // `clip`: the one the sound names, if it names one; empty, the sound is over at once.
  explicit SoundPlayer(const Sound& sound, Clips::Hold clip = {});

  // Fills the frame. False: this was the last one.
  bool next(Frame frame, Rate rate);

 private:
  static constexpr std::chrono::milliseconds kFrame{1000 / kFramesASecond};
  void use_rate(Rate rate);
  void generate(Frame frame, Rate rate);

  const Sound sound_;
  Clips::Hold clip_;
  const std::optional<std::chrono::milliseconds> length_;  // none: until it is stopped
  std::chrono::milliseconds past_{0};
  Rate rate_{};
  std::variant<std::monostate, ToneGenerator, MelodyPlayer, ClipPlayer> player_;
};

}  // namespace media
