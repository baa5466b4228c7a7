#include "firmware/b2bua/connection.h"

#include <utility>

namespace b2bua {

namespace {

Side side_of(const call::Call& call) {
  if (call.theirs() == nullptr) return {};
  return {call.agreed(), call.theirs()->media};
}

// The first audio of what was agreed upon; nullptr when there is none.
const sdp::NegotiatedStream* audio_of(const call::Call& call) {
  for (std::size_t i = 0; i < call.agreed().size(); ++i) {
    if (call.kinds()[i] == "audio" && call.agreed()[i].is_accepted) return &call.agreed()[i];
  }
  return nullptr;
}

}  // namespace

bool answer_as(call::Call& to, const call::Call& from) {
  const auto here = to.media().endpoints(to.offered()->media.size());
  if (!here) return false;
  auto answer = from.theirs() != nullptr
                    ? passed_answer(*to.offered(), *from.theirs(), to.origin(), *here)
                    : std::nullopt;
  return answer ? to.answer_with(std::move(*answer)) : to.answer_alone();
}

void Connection::join(call::Call& a, call::Call& b) {
  in_room_ = false;
  for (const Pair& pair : pair_streams(side_of(a), side_of(b))) {
    if (pair.a >= a.media().size() || pair.b >= b.media().size()) continue;
    if (pair.passes && !(pair.is_audio && pair.decodable && decoded_)) {
      relay(a, b, pair);
    } else if (pair.is_audio) {
      in_room_ = true;
      a.join(room_);
      b.join(room_);
    }
  }
  play_to_held(a, b, a_hears_music_);
  play_to_held(b, a, b_hears_music_);
}

void Connection::announce(call::Call& a, call::Call& b, const media::Sound& sound) {
  if (in_room_) {
    floors_.media.carry_out(media::Announce{room_, sound});
    return;
  }
  if (!a_hears_music_) a.play(sound);
  if (!b_hears_music_) b.play(sound);
}

void Connection::relay(call::Call& a, call::Call& b, const Pair& pair) {
  floors_.media.carry_out(
      media::Relay{a.media().leg(pair.a), b.media().leg(pair.b), pair.a_to_b, pair.b_to_a});
}

// The other side holds: it sends nothing, and this one listens.
void Connection::play_to_held(call::Call& call, const call::Call& other, bool& playing) {
  const auto* const here = audio_of(call);
  const auto* const there = audio_of(other);
  const bool held = here != nullptr && there != nullptr && sdp::sends(here->direction) &&
                    !sdp::sends(there->direction);
  if (held == std::exchange(playing, held)) return;
  if (held) {
    call.play(hold_music_);
  } else {
    call.stop_playing();
  }
}

}  // namespace b2bua
