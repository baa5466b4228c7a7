// Sounds that people bring, prompts and music, by name: what a name is, and how much there may be.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"
#include "firmware/media/clip/clip.h"

namespace sound {

constexpr std::chrono::minutes kLongest{10};
constexpr std::chrono::minutes kLongestSum{20};  // of all: they are kept in memory, 480 KB a minute
constexpr std::size_t kMost = 100;
constexpr std::size_t kLongestFile = 32 << 20;  // octets of one that is brought
constexpr std::size_t kLongestName = 64;        // octets

constexpr std::size_t octets_of(std::chrono::seconds length) {
  return static_cast<std::size_t>(length.count()) * media::kClipOctetsASecond;
}

struct Sound {
  std::string name;
  base::WallTime created;
  media::ClipAudio audio;
};

// The same without what is to be heard.
struct Entry {
  std::string name;
  base::WallTime created;
  std::size_t octets = 0;
};

// Letters of any script, digits, blanks inside, - and _; such as "Music 1" or "欢迎词".
bool is_name(std::string_view name);

}  // namespace sound
