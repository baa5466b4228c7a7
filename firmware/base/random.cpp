#include "firmware/base/random.h"

namespace base {

std::string Random::token(std::size_t length) {
  static constexpr char kAlphabet[] = "0123456789abcdefghijklmnopqrstuv";
  std::string text(length, '0');
  std::uint64_t bits = 0;
  int left = 0;
  for (char& c : text) {
    if (left < 5) {
      bits = next();
      left = 64;
    }
    c = kAlphabet[bits & 31];
    bits >>= 5;
    left -= 5;
  }
  return text;
}

std::uint64_t SeededRandom::next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace base
