// What can be dialled beside people: the one visible list. A rule names an app, and behind the name
// the value of its option, if it has one; what values it takes stands with the app, in
// apps/<name>/options.h. Conversation has the stories in the same order; words.cpp has every
// sentence here in Chinese. Pure.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include "apps/conference/options.h"
#include "apps/sound/sound.h"
#include "firmware/base/ascii.h"

namespace jackfield {

inline constexpr std::string_view kPlay = "play";

// What an app may be told by the rule that leads into it.
struct AppOption {
  std::string_view name;
  std::string_view meaning;
  std::string_view refusal;  // to who gave it something else
  bool (*takes)(std::string_view value) = nullptr;
};

struct App {
  std::string_view name;   // in rules
  std::string_view title;  // for people
  AppOption option{};      // one without a name: none
};

inline constexpr App kApps[] = {
    {"echo", "echo test"},
    {"milliwatt", "test tone"},
    {"conference",
     "conference room",
     {"pin", "asked of whoever dials the room: 1 to 16 digits; without it, nobody is asked",
      "A conference takes nothing, or a PIN of 1 to 16 digits: \"conference 1234\"",
      conference::takes}},
    {kPlay,
     "announcement",
     {"sound", "said once to whoever calls: the name of a sound",
      "What is to be played is the name of a sound: \"play Welcome\"", sound::is_name}},
};

// The app that a rule's argument names: its first word. What follows is for the app.
inline std::string_view app_of(std::string_view argument) {
  return argument.substr(0, argument.find(' '));
}

// What follows the name.
inline std::string_view argument_of(std::string_view argument) {
  return base::trim(argument.substr(app_of(argument).size()));
}

// Null: there is none.
inline const App* find_app(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(kApps, [name](const App& app) { return app.name == name; });
  return found == std::end(kApps) ? nullptr : found;
}

inline bool is_app(std::string_view name) {
  return find_app(name) != nullptr;
}

// Whether this may follow the name; "" for nothing.
inline bool takes(const App& app, std::string_view value) {
  return app.option.takes != nullptr ? app.option.takes(value) : value.empty();
}

}  // namespace jackfield
