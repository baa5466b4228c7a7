// Base64 (RFC 4648 section 4): octets in text, with padding.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

std::string to_base64(std::span<const std::uint8_t> octets);

// Nothing when it is not exactly what to_base64() makes.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace base
