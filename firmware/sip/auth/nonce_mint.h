// Nonces that need no memory (RFC 7616 section 3.3): the instant of issue and a code over it, made
// with a key of this process. Owned by DigestVerifier, on the signalling thread.
//
// A nonce is bound to the IP address it was sent to, not to the port: a NAT may give a phone
// another port for its next request. It is bound to one algorithm, so that what was challenged
// with SHA-256 cannot be answered with MD5.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"
#include "firmware/crypto/digest.h"
#include "firmware/net/address.h"
#include "firmware/sip/auth/digest_response.h"

namespace sip {

class NonceMint {
 public:
  static constexpr std::size_t kInstantDigits = 16;
  static constexpr std::size_t kCodeDigits = 32;

  explicit NonceMint(std::string_view key) : code_(key) {}

  // An instant of issue that no other challenge has: now, or microseconds later where two would
  // share one. (One challenge may offer several algorithms; its nonces share the instant.)
  base::Instant next_issue(base::Instant now);

  std::string nonce(base::Instant issue, DigestAlgorithm algorithm,
                    const net::IpAddress& source) const;

  // The instant of issue; nothing unless this mint made the nonce for this source and algorithm.
  std::optional<base::Instant> read(std::string_view nonce, DigestAlgorithm algorithm,
                                    const net::IpAddress& source) const;

 private:
  crypto::HmacSha256 code_;
  base::Instant last_issue_{};
};

}  // namespace sip
