#include "firmware/media/room.h"

#include <utility>

namespace media {

void Room::add(AudioPort& leg) {
  mixer_.add(leg);
  ++legs_;
}

void Room::remove(AudioPort& leg) {
  mixer_.remove(leg);
  --legs_;
}

void Room::announce(SoundPlayer sound) {
  if (!announcer_.sound) mixer_.add(announcer_);
  announcer_.sound.emplace(std::move(sound));
  announcer_.is_over = false;
}

void Room::tick() {
  mixer_.tick();
  if (!announcer_.sound || !announcer_.is_over) return;
  mixer_.remove(announcer_);
  announcer_.sound.reset();
}

bool Room::Announcer::pull(Frame frame, Rate rate) {
  is_over = !sound->next(frame, rate);
  return true;
}

}  // namespace media
