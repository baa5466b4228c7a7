#include "firmware/store/uuid.h"

#include <cstdint>

namespace store {

std::string uuid_v4(base::Random& random) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::uint64_t high = random.next();
  std::uint64_t low = random.next();
  high = (high & ~std::uint64_t{0xf000}) | 0x4000;                     // version 4
  low = (low & ~(std::uint64_t{3} << 62)) | (std::uint64_t{2} << 62);  // RFC 4122's variant
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    const std::uint64_t half = i < 16 ? high : low;
    text += kDigits[(half >> (60 - 4 * (i % 16))) & 15];
  }
  return text;
}

}  // namespace store
