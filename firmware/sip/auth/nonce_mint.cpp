#include "firmware/sip/auth/nonce_mint.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "firmware/base/ascii.h"

namespace sip {

namespace {

std::array<char, 8> octets_of(base::Instant instant) {
  auto value = static_cast<std::uint64_t>(instant.time_since_epoch().count());
  std::array<char, 8> octets;
  for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet, value >>= 8) {
    *octet = static_cast<char>(value);
  }
  return octets;
}

std::optional<base::Instant> instant_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) {
    const int digit = base::hex_value(c);
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<std::uint64_t>(digit);
  }
  return base::Instant(base::Duration(static_cast<base::Duration::rep>(value)));
}

}  // namespace

base::Instant NonceMint::next_issue(base::Instant now) {
  return last_issue_ = std::max(now, last_issue_ + base::Duration(1));
}

std::string NonceMint::nonce(base::Instant issue, DigestAlgorithm algorithm,
                             const net::IpAddress& source) const {
  const auto octets = octets_of(issue);
  const crypto::Sha256 code =
      code_({crypto::as_view(octets), to_string(algorithm), ":", crypto::as_view(source.octets())});
  return base::to_hex(crypto::as_view(octets)) +
         base::to_hex(crypto::as_view(code).substr(0, kCodeDigits / 2));
}

std::optional<base::Instant> NonceMint::read(std::string_view given, DigestAlgorithm algorithm,
                                             const net::IpAddress& source) const {
  if (given.size() != kInstantDigits + kCodeDigits) return std::nullopt;
  const auto issue = instant_of(given.substr(0, kInstantDigits));
  if (!issue) return std::nullopt;
  const bool is_ours = crypto::equal_in_constant_time(given, nonce(*issue, algorithm, source));
  return is_ours ? issue : std::nullopt;
}

}  // namespace sip
