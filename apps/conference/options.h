// What a rule may say behind the app's name: the PIN of its room, or nothing. Pure.
#pragma once

#include <string_view>

namespace conference {

inline bool takes(std::string_view pin) {
  constexpr std::size_t kLongest = 16;
  return pin.size() <= kLongest && pin.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace conference
