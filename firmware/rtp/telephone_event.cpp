#include "firmware/rtp/telephone_event.h"

#include <string_view>

namespace rtp {
namespace {

constexpr std::string_view kCharacters = "0123456789*#ABCD!";

}  // namespace

TelephoneEvent TelephoneEvent::read(const std::uint8_t* at) {
  return {at[0], (at[1] & 0x80) != 0, static_cast<std::uint8_t>(at[1] & 0x3f), load16(at + 2)};
}

std::array<std::uint8_t, TelephoneEvent::kSize> TelephoneEvent::octets() const {
  std::array<std::uint8_t, kSize> octets{code};
  octets[1] = static_cast<std::uint8_t>((end ? 0x80 : 0) | (volume & 0x3f));
  store16(&octets[2], duration);
  return octets;
}

char character_of(std::uint8_t code) {
  return code < kCharacters.size() ? kCharacters[code] : '\0';
}

std::optional<std::uint8_t> code_of(char character) {
  const std::size_t code = kCharacters.find(character);
  if (code == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(code);
}

}  // namespace rtp
