// The phone's side of digest (RFC 7616, RFC 8760).
#include <cstdio>

#include "firmware/base/ascii.h"
#include "firmware/crypto/digest.h"
#include "tests/sim/phone_parts.h"

namespace sim {

namespace {

std::string digest(const std::string& algorithm, const std::string& text) {
  if (algorithm == "SHA-256") return base::to_hex(crypto::as_view(crypto::sha256({text})));
  return base::to_hex(crypto::as_view(crypto::md5({text})));
}

}  // namespace

std::string Phone::credentials(const std::string& value, const Draft& draft) {
  const std::string algorithm = auth_param(value, "algorithm");
  const std::string realm = auth_param(value, "realm");
  const std::string nonce = auth_param(value, "nonce");
  const std::string opaque = auth_param(value, "opaque");
  const std::string user = take_apart(aor_).user;
  const std::string ha1 = digest(algorithm, user + ":" + realm + ":" + options_.password);
  const std::string ha2 = digest(algorithm, draft.method + ":" + draft.uri);
  std::string line = "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce +
                     "\", uri=\"" + draft.uri + "\"";
  if (!algorithm.empty()) line += ", algorithm=" + algorithm;
  if (!opaque.empty()) line += ", opaque=\"" + opaque + "\"";
  if (auth_param(value, "qop").empty()) {
    return line + ", response=\"" + digest(algorithm, ha1 + ":" + nonce + ":" + ha2) + "\"";
  }
  char count[16];
  std::snprintf(count, sizeof count, "%08x", ++nonce_counts_[nonce]);
  const std::string cnonce = world_.random().token(12);
  return line + ", qop=auth, nc=" + count + ", cnonce=\"" + cnonce + "\", response=\"" +
         digest(algorithm, ha1 + ":" + nonce + ":" + count + ":" + cnonce + ":auth:" + ha2) + "\"";
}

}  // namespace sim
