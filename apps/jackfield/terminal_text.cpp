#include "apps/jackfield/terminal_text.h"

namespace jackfield {

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if ((octet & 0xc0) != 0x80) width += octet >= 0xe3 ? 2 : 1;
  }
  return width;
}

std::string visible(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    shown += octet < 0x20 || octet == 0x7f ? '?' : c;
  }
  return shown;
}

}  // namespace jackfield
