#include "apps/conference/conference.h"

#include <algorithm>
#include <utility>

namespace conference {

namespace {

using std::chrono::milliseconds;

constexpr int kTries = 3;
constexpr base::Duration kPatience = std::chrono::seconds(15);  // for each key

const media::Sound kEnterPin{media::Tone{.first_hz = 440}, milliseconds(400)};
const media::Sound kWrongPin{media::Tone{.first_hz = 220}, milliseconds(800)};
const media::Sound kSomebodyCame{media::Tone{.first_hz = 660, .level_dbm0 = -20},
                                 milliseconds(250)};

}  // namespace

// Somebody's being in a room: the room goes with the last.
class Rooms::Stay {
 public:
  Stay(Rooms& rooms, const std::string& number, std::string who)
      : rooms_(rooms), who_(std::move(who)) {
    const auto [place, made] = rooms.rooms_.try_emplace(number);
    if (made) place->second.id = rooms.floors_.calls.new_room();
    place_ = place;
    place_->second.people.push_back(who_);
  }
  Stay(const Stay&) = delete;
  Stay& operator=(const Stay&) = delete;
  ~Stay() {
    std::vector<std::string>& people = place_->second.people;
    people.erase(std::ranges::find(people, who_));
    if (people.empty()) rooms_.rooms_.erase(place_);
  }
  media::RoomId room() const { return place_->second.id; }

 private:
  Rooms& rooms_;
  const std::string who_;
  std::map<std::string, Room, std::less<>>::iterator place_;
};

std::vector<OpenRoom> Rooms::open() const {
  std::vector<OpenRoom> open;
  for (const auto& [number, room] : rooms_) open.push_back({number, room.people});
  return open;
}

base::Task<> Rooms::story(call::Call& call, std::string number, std::string pin) {
  const auto room = rooms_.find(number);
  if (room != rooms_.end() && room->second.people.size() >= kMostInARoom) {
    call.reject(486);
    co_return;
  }
  const bool answered = co_await call.answer();
  if (!answered) co_return;
  const bool admitted = co_await asks_for_pin(call, std::move(pin));
  if (!admitted) co_return;
  const Stay stay(*this, number, call.number());
  call.join(stay.room());
  floors_.media.carry_out(media::Announce{stay.room(), kSomebodyCame});
  co_await call.over();
}

base::Task<bool> Rooms::asks_for_pin(call::Call& call, std::string pin) {
  if (pin.empty()) co_return true;
  for (int tries = 0; tries < kTries; ++tries) {
    co_await call.played(tries == 0 ? kEnterPin : kWrongPin);
    std::string entered;
    for (;;) {
      const std::optional<char> key = co_await call.next_digit(kPatience);
      if (!key) co_return false;
      if (*key == '#') break;
      if (entered.size() <= pin.size()) entered += *key;
    }
    if (entered == pin) co_return true;
  }
  co_return false;
}

}  // namespace conference
