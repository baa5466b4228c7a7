// KeyCode: hears the keys that one party presses, and tells when they spell a code: one after the
// other, each within two seconds of the one before. Passive.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"

namespace recording {

inline constexpr std::size_t kLongestCode = 8;

// One to eight keys; or none, for a code that nobody can press.
bool is_code(std::string_view text);

class KeyCode {
 public:
  static constexpr base::Duration kPatience = std::chrono::seconds(2);

  // True when this key ends the code.
  bool press(char digit, std::string_view code, base::Instant now);

 private:
  std::string pressed_;  // the last that may belong together
  base::Instant at_;
};

}  // namespace recording
