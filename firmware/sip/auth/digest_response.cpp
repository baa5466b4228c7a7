#include "firmware/sip/auth/digest_response.h"

#include <algorithm>

#include "firmware/base/ascii.h"

namespace sip {

namespace {

template <std::size_t Size>
std::array<char, 2 * Size> hex(const std::array<std::uint8_t, Size>& octets) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::array<char, 2 * Size> digits;
  for (std::size_t i = 0; i < Size; ++i) {
    digits[2 * i] = kDigits[octets[i] >> 4];
    digits[2 * i + 1] = kDigits[octets[i] & 15];
  }
  return digits;
}

// KD(H(A1), nonce:nc:cnonce:qop:H(A2)) with qop=auth, in hexadecimal.
template <auto Hash, class Digest>
auto respond(const DigestQuestion& question, const Digest& ha1) {
  const auto a1 = hex(ha1);
  const auto a2 = hex(Hash({question.method, ":", question.uri}));
  return hex(Hash({crypto::as_view(a1), ":", question.nonce, ":", question.nc, ":", question.cnonce,
                   ":", question.qop, ":", crypto::as_view(a2)}));
}

}  // namespace

std::optional<DigestAlgorithm> digest_algorithm_of(std::string_view name) {
  if (name.empty() || base::iequals(name, "MD5")) return DigestAlgorithm::md5;
  if (base::iequals(name, "SHA-256")) return DigestAlgorithm::sha256;
  return std::nullopt;
}

std::string_view to_string(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::sha256 ? "SHA-256" : "MD5";
}

Ha1 Ha1::of(std::string_view username, std::string_view realm, std::string_view password) {
  return {crypto::md5({username, ":", realm, ":", password}),
          crypto::sha256({username, ":", realm, ":", password})};
}

DigestResponse::DigestResponse(const DigestQuestion& question, const Ha1& ha1) {
  if (question.algorithm == DigestAlgorithm::sha256) {
    digits_ = respond<crypto::sha256>(question, ha1.sha256);
    size_ = 64;
  } else {
    std::ranges::copy(respond<crypto::md5>(question, ha1.md5), digits_.begin());
    size_ = 32;
  }
}

bool DigestResponse::matches(std::string_view given) const {
  if (given.size() != size_) return false;
  std::array<char, 64> lower{};
  std::ranges::transform(given, lower.begin(), [](char c) { return base::to_lower(c); });
  return crypto::equal_in_constant_time({lower.data(), size_}, text());
}

}  // namespace sip
