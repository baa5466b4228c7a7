#include "apps/sound/shelf.h"

#include <utility>

namespace sound {

void Shelf::put(Sound sound) {
  remove(sound.name);
  const media::ClipId clip{++last_};
  media_.carry_out(media::KeepClip{clip, std::move(sound.audio)});
  clips_.emplace(std::move(sound.name), clip);
}

void Shelf::remove(std::string_view name) {
  const auto clip = clips_.find(name);
  if (clip == clips_.end()) return;
  media_.carry_out(media::ForgetClip{clip->second});
  clips_.erase(clip);
}

std::optional<media::ClipId> Shelf::find(std::string_view name) const {
  const auto clip = clips_.find(name);
  if (clip == clips_.end()) return std::nullopt;
  return clip->second;
}

}  // namespace sound
