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
#include "firmware/base/result.h"
#include "firmware/net/address.h"
#include "firmware/sip/auth/digest_response.h"
#include "firmware/sip/auth/nonce_counts.h"
#include "firmware/sip/auth/nonce_mint.h"
#include "firmware/sip/message/fields.h"
#include "firmware/sip/message/message.h"

namespace sip {

enum class Verdict : std::uint8_t {
  accepted,
  no_credentials,  // none for our realm: challenge
  stale,           // nonce expired, of another source or key: challenge with stale=true
  replayed,        // right password, nonce count below the window or seen: challenge, stale=true
  wrong_password,  // or no such user: challenge; counts for the brake
  wrong_uri,       // digest-uri is not the Request-URI: 400
  malformed,       // 400
};

std::string_view to_string(Verdict verdict);

JACKFIELD_RESULT_ERROR(Verdict)

struct DigestSettings {
  std::string realm;
  // Offered, best first: "SHA-256", "MD5". RFC 8760 lets a client skip what it does not know, but
  // baresip 1.0 gives up when any line names SHA-256, and SIPp 3.6 when the first one does.
  std::vector<std::string> algorithms = {"MD5"};
  // Also a digest-uri of the Request-URI's host and port without its user: so SIPp computes it for
  // every method. The response then holds for any user of that host.
  bool accept_host_uri = false;
  base::Duration nonce_lifetime = std::chrono::minutes(5);
  std::size_t max_nonce_counts =
      16384;  // nonces whose counts are remembered; oldest forgotten first
  friend bool operator==(const DigestSettings&, const DigestSettings&) = default;
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
  using Accounts = std::function<std::optional<Ha1>(std::string_view username)>;

  // `header` is authorization or proxy_authorization. `ha1_of` knows the accounts, by the username
  // without quotes and escapes. The password is looked at only for a nonce of ours that is good:
  // so whoever is told wrong_password can receive at `source`, and a flood costs little.
  Outcome verify(const Message& request, HeaderId header, const net::Endpoint& source,
                 base::Instant now, const Accounts& ha1_of);

 private:
  struct Credentials;
  template <class T>
  using Found = base::Result<T, Verdict>;

  Found<DigestFields> find(const Message& request, HeaderId header) const;
  Found<Credentials> read(const DigestFields& fields) const;
  Verdict judge(const Credentials& credentials, const Message& request, const net::Endpoint& source,
                base::Instant now, const Accounts& ha1_of);

  const DigestSettings settings_;
  std::vector<DigestAlgorithm> algorithms_;
  NonceMint nonces_;
  NonceCounts counts_;
};

}  // namespace sip
