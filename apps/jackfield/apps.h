// What can be dialled beside people, by name: the one visible list. A rule names them;
// Conversation has their stories in the same order.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace jackfield {

inline constexpr std::array<std::string_view, 3> kApps = {"echo", "milliwatt", "conference"};

// The app that a rule's argument names: its first word. What follows is for the app.
inline std::string_view app_of(std::string_view argument) {
  return argument.substr(0, argument.find(' '));
}

inline bool is_app(std::string_view name) {
  return std::ranges::find(kApps, name) != kApps.end();
}

}  // namespace jackfield
