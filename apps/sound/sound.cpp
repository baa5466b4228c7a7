#include "apps/sound/sound.h"

#include <algorithm>
#include <array>
#include <optional>

#include "firmware/base/ascii.h"

namespace sound {

namespace {

struct Letters {
  char32_t first, last;
};
// Blocks of Unicode that hold hardly anything but letters.
constexpr std::array kLetters = {
    Letters{0x00c0, 0x00d6},   Letters{0x00d8, 0x00f6}, Letters{0x00f8, 0x024f},  // Latin
    Letters{0x0370, 0x0373},   Letters{0x0386, 0x0386}, Letters{0x0388, 0x03ff},  // Greek
    Letters{0x0400, 0x0481},   Letters{0x048a, 0x052f},                           // Cyrillic
    Letters{0x05d0, 0x05ea},   Letters{0x0620, 0x064a},                           // Hebrew, Arabic
    Letters{0x0904, 0x0939},   Letters{0x0e01, 0x0e30}, Letters{0x1e00, 0x1eff},  // and others
    Letters{0x3041, 0x3096},   Letters{0x30a1, 0x30fa}, Letters{0x30fc, 0x30fc},  // Kana
    Letters{0x3400, 0x4dbf},   Letters{0x4e00, 0x9fff}, Letters{0xac00, 0xd7a3},  // Han, Hangul
    Letters{0x20000, 0x2ebe0},
};

// Takes the first character off the text; nothing when it is no UTF-8 (RFC 3629).
std::optional<char32_t> take_character(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length == 0 || length > text.size()) return std::nullopt;
  char32_t character = length == 1 ? lead : lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    character = character << 6 | (next & 0x3f);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  if (character < kLeast[length]) return std::nullopt;
  text.remove_prefix(length);
  return character;
}

bool fits(char32_t character) {
  if (character < 0x80) {
    const char c = static_cast<char>(character);
    return base::is_alpha(c) || base::is_digit(c) || c == ' ' || c == '-' || c == '_';
  }
  return std::ranges::any_of(kLetters, [character](const Letters& letters) {
    return character >= letters.first && character <= letters.last;
  });
}

}  // namespace

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return false;
  if (name.front() == ' ' || name.back() == ' ') return false;
  while (!name.empty()) {
    const auto character = take_character(name);
    if (!character || !fits(*character)) return false;
  }
  return true;
}

}  // namespace sound
