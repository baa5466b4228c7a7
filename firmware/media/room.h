// Room: legs that hear each other, and what is announced to all of them. Also a leg and its echo.
// Owned by the Engine; media thread.
#pragma once

#include <optional>

#include "firmware/media/mixer/mixer.h"
#include "firmware/media/port/echo_port.h"
#include "firmware/media/sound_player.h"

namespace media {

class Room {
 public:
  Room() = default;
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  void add(AudioPort& leg);
  void remove(AudioPort& leg);  // not from inside tick()
  void add_echo() { mixer_.add(echo_); }
  bool empty() const { return legs_ == 0; }

  // A second announcement takes the place of the first.
  void announce(SoundPlayer sound);

  void tick();

  ConstFrame said_by(const AudioPort& leg) const { return mixer_.said_by(leg); }
  Rate rate() const { return mixer_.rate(); }

 private:
  // Says the announcement, hears nothing.
  class Announcer final : public AudioPort {
   public:
    Rate rate() const override { return Rate::narrowband; }  // whatever the others make of it
    bool pull(Frame frame, Rate rate) override;
    void push(ConstFrame, Rate) override {}
    std::optional<SoundPlayer> sound;
    bool is_over = false;
  };

  Mixer mixer_;
  std::size_t legs_ = 0;
  EchoPort echo_;
  Announcer announcer_;
};

}  // namespace media
