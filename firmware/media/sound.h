// What can be played to a leg or a room. Values.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <variant>

#include "firmware/media/clip/clip.h"
#include "firmware/media/tone/tone_generator.h"

namespace media {

struct Note {
  double hz;  // 0: a rest
  std::chrono::milliseconds length;
};

struct Melody {                 // one voice, over and over
  std::span<const Note> notes;  // of static storage
  double level_dbm0 = -16;
};

struct Clip {  // what KeepClip brought; one that is not there ends at once
  ClipId id;
  bool over_and_over = false;  // else once
};

struct Sound {
  std::variant<Tone, Melody, Clip> what;
  std::chrono::milliseconds length{0};  // 0: until it is stopped, or has been played once
};

}  // namespace media
