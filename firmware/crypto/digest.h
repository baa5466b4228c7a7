// Message digests and HMAC, over mbedTLS. Pure functions; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace crypto {

using Md5 = std::array<std::uint8_t, 16>;
using Sha256 = std::array<std::uint8_t, 32>;

// The digest of the concatenation of all parts.
Md5 md5(std::initializer_list<std::string_view> parts);        // RFC 1321
Sha256 sha256(std::initializer_list<std::string_view> parts);  // FIPS 180-4

// RFC 2104 with SHA-256, over the concatenation of all parts.
Sha256 hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts);

// Takes the same time wherever the first difference stands. False on different lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

template <class Octets>
std::string_view as_view(const Octets& octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

}  // namespace crypto
