// What can be dialled beside people, by name: the one visible list. A rule names them;
// Conversation has their stories in the same order.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "apps/sound/sound.h"
#include "firmware/base/ascii.h"

namespace jackfield {

inline constexpr std::string_view kPlay = "play";
inline constexpr std::array<std::string_view, 4> kApps = {"echo", "milliwatt", "conference", kPlay};

// The app that a rule's argument names: its first word. What follows is for the app.
inline std::string_view app_of(std::string_view argument) {
  return argument.substr(0, argument.find(' '));
}

// What follows the name.
inline std::string_view argument_of(std::string_view argument) {
  return base::trim(argument.substr(app_of(argument).size()));
}

// A conference may have a PIN to ask for, what is to be played is a sound; nothing else takes
// anything.
inline bool takes(std::string_view app, std::string_view argument) {
  if (app == kPlay) return sound::is_name(argument);
  if (argument.empty()) return true;
  return app == "conference" && argument.size() <= 16 &&
         argument.find_first_not_of("0123456789") == std::string_view::npos;
}

inline bool is_app(std::string_view name) {
  return std::ranges::find(kApps, name) != kApps.end();
}

}  // namespace jackfield
