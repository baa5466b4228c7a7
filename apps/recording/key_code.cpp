#include "apps/recording/key_code.h"

#include <algorithm>

namespace recording {

bool is_code(std::string_view text) {
  return text.size() <= kLongestCode && std::ranges::all_of(text, [](char c) {
           return std::string_view("0123456789*#ABCD").find(c) != std::string_view::npos;
         });
}

bool KeyCode::press(char digit, std::string_view code, base::Instant now) {
  if (now - at_ > kPatience) pressed_.clear();
  at_ = now;
  pressed_ += digit;
  if (pressed_.size() > kLongestCode) pressed_.erase(0, 1);
  if (code.empty() || !pressed_.ends_with(code)) return false;
  pressed_.clear();
  return true;
}

}  // namespace recording
