// mbedTLS's CTR_DRBG, seeded by the operating system, in the form its own functions ask for.
// Private to this folder; one thread each.
#pragma once

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>

namespace crypto {

struct RandomSource {
  RandomSource() {
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&drbg);
  }
  ~RandomSource() {
    mbedtls_ctr_drbg_free(&drbg);
    mbedtls_entropy_free(&entropy);
  }
  RandomSource(const RandomSource&) = delete;
  RandomSource& operator=(const RandomSource&) = delete;

  [[nodiscard]] bool seed() {
    return mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, nullptr, 0) == 0;
  }

  mbedtls_entropy_context entropy;
  mbedtls_ctr_drbg_context drbg;
};

}  // namespace crypto
