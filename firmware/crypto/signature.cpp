#include "firmware/crypto/signature.h"

#include <mbedtls/pk.h>

#include <string>

#include "firmware/crypto/digest.h"

namespace crypto {

namespace {

struct PublicKey {
  PublicKey() { mbedtls_pk_init(&context); }
  ~PublicKey() { mbedtls_pk_free(&context); }
  PublicKey(const PublicKey&) = delete;
  PublicKey& operator=(const PublicKey&) = delete;

  [[nodiscard]] bool parse(std::string_view pem) {
    const std::string terminated(pem);  // which mbedTLS wants to see counted
    const auto* octets = reinterpret_cast<const unsigned char*>(terminated.c_str());
    return mbedtls_pk_parse_public_key(&context, octets, terminated.size() + 1) == 0;
  }

  mbedtls_pk_context context;
};

}  // namespace

Signature check_signature(std::string_view public_key_pem, std::string_view text,
                          std::string_view signature) {
  PublicKey key;
  if (!key.parse(public_key_pem) || mbedtls_pk_get_type(&key.context) != MBEDTLS_PK_RSA ||
      mbedtls_pk_get_bitlen(&key.context) < kLeastRsaBits) {
    return Signature::no_key;
  }
  const Sha256 digest = sha256({text});
  // The padding is that of PKCS #1 v1.5 unless one asks for another.
  const int checked =
      mbedtls_pk_verify(&key.context, MBEDTLS_MD_SHA256, digest.data(), digest.size(),
                        reinterpret_cast<const unsigned char*>(signature.data()), signature.size());
  return checked == 0 ? Signature::good : Signature::wrong;
}

}  // namespace crypto
