#include "firmware/crypto/signature.h"

#include <mbedtls/pk.h>

#include "firmware/crypto/digest.h"
#include "firmware/crypto/pem.h"

namespace crypto {

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
