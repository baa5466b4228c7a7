#include "firmware/crypto/digest.h"

#include <mbedtls/md.h>
#include <mbedtls/md5.h>
#include <mbedtls/sha256.h>

// The one header of mbedTLS 2.28 that forgets C++.
extern "C" {
#include <mbedtls/constant_time.h>
}

#include "firmware/base/assert.h"

namespace crypto {

namespace {

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Md5 md5(std::initializer_list<std::string_view> parts) {
  mbedtls_md5_context context;
  mbedtls_md5_init(&context);
  ASSERT(mbedtls_md5_starts_ret(&context) == 0);
  for (const std::string_view part : parts) {
    ASSERT(mbedtls_md5_update_ret(&context, octets(part), part.size()) == 0);
  }
  Md5 digest;
  ASSERT(mbedtls_md5_finish_ret(&context, digest.data()) == 0);
  mbedtls_md5_free(&context);
  return digest;
}

Sha256 sha256(std::initializer_list<std::string_view> parts) {
  mbedtls_sha256_context context;
  mbedtls_sha256_init(&context);
  ASSERT(mbedtls_sha256_starts_ret(&context, /*is224=*/0) == 0);
  for (const std::string_view part : parts) {
    ASSERT(mbedtls_sha256_update_ret(&context, octets(part), part.size()) == 0);
  }
  Sha256 digest;
  ASSERT(mbedtls_sha256_finish_ret(&context, digest.data()) == 0);
  mbedtls_sha256_free(&context);
  return digest;
}

Sha256 hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts) {
  mbedtls_md_context_t context;
  mbedtls_md_init(&context);
  const mbedtls_md_info_t* sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
  ASSERT(mbedtls_md_setup(&context, sha256, /*hmac=*/1) == 0);
  ASSERT(mbedtls_md_hmac_starts(&context, octets(key), key.size()) == 0);
  for (const std::string_view part : parts) {
    ASSERT(mbedtls_md_hmac_update(&context, octets(part), part.size()) == 0);
  }
  Sha256 code;
  ASSERT(mbedtls_md_hmac_finish(&context, code.data()) == 0);
  mbedtls_md_free(&context);
  return code;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && mbedtls_ct_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crypto
