#include "firmware/media/clip/clips.h"

namespace media {

void Clips::keep(ClipId id, ClipAudio audio) {
  kept_.try_emplace(id, Kept{std::move(audio)});
}

void Clips::forget(ClipId id) {
  const auto place = kept_.find(id);
  if (place == kept_.end()) return;
  place->second.forgotten = true;
  if (place->second.players == 0) kept_.erase(place);
}

Clips::Hold Clips::take(ClipId id) {
  const auto place = kept_.find(id);
  if (place == kept_.end() || place->second.forgotten) return {};
  ++place->second.players;
  return {*this, place};
}

void Clips::release(Place place) {
  Kept& kept = place->second;
  if (--kept.players == 0 && kept.forgotten) kept_.erase(place);
}

}  // namespace media
