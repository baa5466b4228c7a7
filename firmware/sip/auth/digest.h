// HTTP digest for SIP, the server's side (RFC 3261 section 22, RFC 7616, RFC 8760): challenges,
// nonces, verification. Pure: the secret key and the time are handed in. Signalling thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/crypto/digest.h"
#include "firmware/net/address.h"
#include "firmware/sip/message/message.h"

namespace sip {

// H(username:realm:password) for both algorithms; what is stored in place of a password.
struct Ha1 {
  crypto::Md5 md5{};
  crypto::Sha256 sha256{};
  static Ha1 of(std::string_view username, std::string_view realm, std::string_view password);
  friend bool operator==(const Ha1&, const Ha1&) = default;
};

enum class Verdict : std::uint8_t {
  accepted,
  no_credentials,   // none for our realm: challenge
  stale,            // right password, nonce expired or from another source: challenge, stale=true
  replayed,         // nonce count not above the window's floor or seen before: challenge, stale=true
  wrong_password,   // or no such user: challenge; counts for the brake
  wrong_uri,        // digest-uri is not the Request-URI: 400
  malformed,        // 400
};

std::string_view to_string(Verdict verdict);

struct DigestSettings {
  std::string realm;
  std::vector<std::string> algorithms;  // offered, best first: "SHA-256", "MD5"
  base::Duration nonce_lifetime = std::chrono::minutes(5);
  std::size_t max_nonce_counts = 16384;  // nonces whose counts are remembered; oldest forgotten first
};

class DigestVerifier {
 public:
  // `key`: 32 random octets of this process; nonces of another key are stale.
  DigestVerifier(DigestSettings settings, std::string key);

  // The values of the WWW-Authenticate (or Proxy-Authenticate) lines, one an algorithm.
  std::vector<std::string> challenge(const net::Endpoint& source, base::Instant now, bool stale);

  struct Outcome {
    Verdict verdict;
    std::string_view username;  // into the message; "" without credentials
  };
  // `header` is authorization or proxy_authorization. `ha1_of` knows the accounts.
  Outcome verify(const Message& request, HeaderId header, const net::Endpoint& source,
                 base::Instant now,
                 const std::function<std::optional<Ha1>(std::string_view username)>& ha1_of);

 private:
  // the nonce-count windows (digest.cpp's affair)
};

}  // namespace sip
