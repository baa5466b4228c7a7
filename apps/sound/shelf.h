// Shelf: the sounds that can be played now. What is to be heard of them lies with the media engine,
// and here the names by which people call them. Signalling thread only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "apps/sound/sound.h"
#include "firmware/media/engine.h"

namespace sound {

class Shelf {
 public:
  explicit Shelf(media::OrderTaker& media) : media_(media) {}

  void put(Sound sound);               // in the place of one of that name, if there is one
  void remove(std::string_view name);  // whoever hears it hears it to its end

  // Nothing: there is no such sound.
  std::optional<media::ClipId> find(std::string_view name) const;

  std::size_t size() const { return clips_.size(); }

 private:
  media::OrderTaker& media_;
  std::uint64_t last_ = 0;
  std::map<std::string, media::ClipId, std::less<>> clips_;
};

}  // namespace sound
