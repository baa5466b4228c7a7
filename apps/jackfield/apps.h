// What can be dialled beside people, by name: the one visible list. A rule names them; AppCalls has
// their stories in the same order.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace jackfield {

inline constexpr std::array<std::string_view, 1> kApps = {"echo"};

inline bool is_app(std::string_view name) {
  return std::ranges::find(kApps, name) != kApps.end();
}

}  // namespace jackfield
