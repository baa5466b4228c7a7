#include "firmware/directory/account.h"

#include <algorithm>
#include <cstddef>

#include "firmware/base/ascii.h"

namespace directory {

namespace {

constexpr std::size_t kMaxNumber = 32;
constexpr std::size_t kMaxName = 64;

// Octets of the UTF-8 character that `lead` begins, or 0.
std::size_t utf8_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

bool is_valid_number(std::string_view number) {
  if (number.empty() || number.size() > kMaxNumber) return false;
  return std::all_of(number.begin(), number.end(), [](char c) {
    return base::is_digit(c) || base::is_alpha(c) ||
           std::string_view("._+*#-").find(c) != std::string_view::npos;
  });
}

bool is_valid_name(std::string_view name) {
  if (name.size() > kMaxName) return false;
  while (!name.empty()) {
    const auto lead = static_cast<unsigned char>(name.front());
    const std::size_t length = utf8_length(lead);
    if (length == 0 || length > name.size() || lead < 0x20 || lead == 0x7f) return false;
    const std::string_view rest = name.substr(1, length - 1);
    if (!std::all_of(rest.begin(), rest.end(), is_continuation)) return false;
    name.remove_prefix(length);
  }
  return true;
}

}  // namespace directory
