// Connection: the media of two calls, joined as what was agreed upon on both sides allows: packets
// pass as they are, or through a room where they are decoded. Who holds lets the other hear music.
// A part of a Hunt or Bridge; signalling thread only.
#pragma once

#include "firmware/b2bua/passing.h"
#include "firmware/call/call.h"

namespace b2bua {

// What `to` has offered is answered with what `from` has said; each for itself when they have no
// codec in common, or `from` has said nothing yet. False: it cannot be answered.
bool answer_as(call::Call& to, const call::Call& from);

class Connection {
 public:
  Connection(const call::Floors& floors, const media::Sound& hold_music)
      : floors_(floors), hold_music_(hold_music), room_(floors.calls.new_room()) {}

  // Again after each agreement.
  void join(call::Call& a, call::Call& b);
  // From now on the audio passes through the room, if we can decode it: for what has to be heard or
  // said by us. join() is due.
  void decode() { decoded_ = true; }
  // Of another pair: the shortest way again. join() is due.
  void forget_decoding() { decoded_ = false; }
  // Also when neither side has audio.
  bool is_relayed() const { return !in_room_; }
  bool a_hears_music() const { return a_hears_music_; }
  bool b_hears_music() const { return b_hears_music_; }
  // To both, beside what they say to each other; who hears music is left to it.
  void announce(call::Call& a, call::Call& b, const media::Sound& sound);

 private:
  void relay(call::Call& a, call::Call& b, const Pair& pair);
  void play_to_held(call::Call& call, const call::Call& other, bool& playing);

  const call::Floors& floors_;
  const media::Sound& hold_music_;
  const media::RoomId room_;
  bool decoded_ = false;
  bool in_room_ = false;
  bool a_hears_music_ = false;
  bool b_hears_music_ = false;
};

}  // namespace b2bua
