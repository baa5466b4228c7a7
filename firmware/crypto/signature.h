// Whether a text bears a signature of a key: RSA with PKCS #1 v1.5 (RFC 8017 section 8.2) and
// SHA-256. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crypto {

inline constexpr std::size_t kLeastRsaBits = 3072;

enum class Signature : std::uint8_t {
  good,
  wrong,   // of another key, or of another text
  no_key,  // the key is no public RSA key (RFC 7468, "PUBLIC KEY") of kLeastRsaBits or more
};

Signature check_signature(std::string_view public_key_pem, std::string_view text,
                          std::string_view signature);

}  // namespace crypto
