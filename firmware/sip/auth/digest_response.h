// The response of HTTP digest (RFC 7616 section 3.4.1), which both sides compute. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "firmware/crypto/digest.h"

namespace sip {

enum class DigestAlgorithm : std::uint8_t { md5, sha256 };

// "MD5" (also when the parameter is absent, as "") or "SHA-256", in any case; no session variants.
std::optional<DigestAlgorithm> digest_algorithm_of(std::string_view name);
std::string_view to_string(DigestAlgorithm algorithm);

// H(username:realm:password) for both algorithms; what is stored in place of a password.
struct Ha1 {
  crypto::Md5 md5{};
  crypto::Sha256 sha256{};
  static Ha1 of(std::string_view username, std::string_view realm, std::string_view password);
  friend bool operator==(const Ha1&, const Ha1&) = default;
};

// What goes into the response, each as it stands in the message.
struct DigestQuestion {
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  std::string_view nonce, nc, cnonce, qop;
  std::string_view method, uri;
};

// Lower-case hexadecimal digits: 32 (MD5) or 64 (SHA-256).
class DigestResponse {
 public:
  DigestResponse(const DigestQuestion& question, const Ha1& ha1);

  std::string_view text() const { return {digits_.data(), size_}; }
  // Compares in constant time; the digits' case does not matter.
  bool matches(std::string_view given) const;

 private:
  std::array<char, 64> digits_{};
  std::size_t size_;
};

}  // namespace sip
