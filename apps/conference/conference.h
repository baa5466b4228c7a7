// The conference: everybody who dials a room's number hears everybody else who did. With a PIN,
// only who enters it, with # at the end, gets in; three tries. A tone says that somebody came.
// Signalling thread only.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "apps/conference/open_room.h"
#include "firmware/base/task.h"
#include "firmware/call/call.h"

namespace conference {

// The rooms that people are in, by number.
class Rooms {
 public:
  explicit Rooms(const call::Floors& floors) : floors_(floors) {}

  static constexpr std::size_t kMostInARoom = 200;

  // `pin`: digits, or "" for none.
  base::Task<> story(call::Call& call, std::string number, std::string pin);

  std::size_t size() const { return rooms_.size(); }
  std::vector<OpenRoom> open() const;  // by number

 private:
  struct Room {
    media::RoomId id;
    std::vector<std::string> people{};  // in the order they came
  };
  class Stay;

  base::Task<bool> asks_for_pin(call::Call& call, std::string pin);

  const call::Floors& floors_;
  std::map<std::string, Room, std::less<>> rooms_;
};

}  // namespace conference
