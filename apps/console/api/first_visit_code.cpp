#include "apps/console/api/first_visit_code.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/crypto/digest.h"

namespace console {

namespace {

// Neither 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, nor U beside V.
constexpr std::string_view kCharacters = "ACDEFGHJKMNPQRTVWXY34679";
constexpr std::size_t kHalf = 4;

std::string without_ornaments(std::string_view typed) {
  std::string code;
  for (const char c : base::to_lower(typed)) {
    if (base::is_alpha(c) || base::is_digit(c)) code += c;
  }
  return code;
}

}  // namespace

std::string make_first_visit_code(base::Random& random) {
  std::string code;
  while (code.size() < 2 * kHalf + 1) {
    if (code.size() == kHalf) code += '-';
    code += kCharacters[static_cast<std::size_t>(random.below(kCharacters.size()))];
  }
  return code;
}

bool is_first_visit_code(std::string_view text) {
  return text.size() == 2 * kHalf + 1 && text[kHalf] == '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return c == '-' || kCharacters.find(c) != std::string_view::npos;
         });
}

bool is_same_code(std::string_view code, std::string_view typed) {
  return crypto::equal_in_constant_time(without_ornaments(code), without_ornaments(typed));
}

}  // namespace console
