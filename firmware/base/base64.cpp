#include "firmware/base/base64.h"

#include <algorithm>
#include <array>

namespace base {

namespace {

constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 64;

constexpr std::array<std::uint8_t, 256> values_of_digits() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < kBase64Digits.size(); ++i) {
    values[static_cast<unsigned char>(kBase64Digits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr auto kBase64Values = values_of_digits();

// The digits of one group of four, of which the last `padding` are none; nothing when one is wrong.
std::optional<std::uint32_t> value_of(std::string_view four, std::size_t padding) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < four.size(); ++i) {
    const bool padded = i >= four.size() - padding;
    const std::uint8_t digit = padded ? 0 : kBase64Values[static_cast<unsigned char>(four[i])];
    if (digit == kNoDigit || (padded && four[i] != '=')) return std::nullopt;
    value = value << 6 | digit;
  }
  return value;
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> octets) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  while (!octets.empty()) {
    const std::size_t size = std::min<std::size_t>(octets.size(), 3);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 3; ++i) value = value << 8 | (i < size ? octets[i] : 0u);
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= size ? kBase64Digits[value >> (18 - 6 * i) & 63] : '=';
    }
    octets = octets.subspan(size);
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::vector<std::uint8_t> octets;
  octets.reserve(text.size() / 4 * 3);
  for (; !text.empty(); text.remove_prefix(4)) {
    const std::string_view four = text.substr(0, 4);
    const bool last = text.size() == 4;
    const std::size_t padding = !last || four[3] != '=' ? 0 : four[2] != '=' ? 1 : 2;
    const auto value = value_of(four, padding);
    if (!value || (*value & ((1u << 8 * padding) - 1)) != 0) return std::nullopt;
    for (std::size_t i = 0; i < 3 - padding; ++i) {
      octets.push_back(static_cast<std::uint8_t>(*value >> (16 - 8 * i)));
    }
  }
  return octets;
}

}  // namespace base
