// What a rule may say behind the app's name: the PIN of its room. Pure.
#pragma once

#include <string_view>

namespace conference {

inline bool is_pin(std::string_view text) {
  constexpr std::size_t kLongest = 16;
  return !text.empty() && text.size() <= kLongest &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace conference
