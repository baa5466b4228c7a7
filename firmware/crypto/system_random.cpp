#include "firmware/crypto/system_random.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/platform_util.h>

#include <array>

#include "firmware/base/assert.h"

namespace crypto {

// Numbers are drawn 64 at a time and wiped as they are handed out.
struct SystemRandom::Generator {
  Generator() {
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&drbg);
    ASSERT(mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, nullptr, 0) == 0);
  }
  ~Generator() {
    mbedtls_platform_zeroize(drawn.data(), sizeof drawn);
    mbedtls_ctr_drbg_free(&drbg);
    mbedtls_entropy_free(&entropy);
  }
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  void draw() {
    static_assert(sizeof drawn <= MBEDTLS_CTR_DRBG_MAX_REQUEST);
    auto* octets = reinterpret_cast<unsigned char*>(drawn.data());
    ASSERT(mbedtls_ctr_drbg_random(&drbg, octets, sizeof drawn) == 0);
    left = drawn.size();
  }

  mbedtls_entropy_context entropy;
  mbedtls_ctr_drbg_context drbg;
  std::array<std::uint64_t, 64> drawn{};
  std::size_t left = 0;
};

SystemRandom::SystemRandom() : generator_(std::make_unique<Generator>()) {}
SystemRandom::~SystemRandom() = default;

std::uint64_t SystemRandom::next() {
  if (generator_->left == 0) generator_->draw();
  std::uint64_t& slot = generator_->drawn[--generator_->left];
  const std::uint64_t number = slot;
  slot = 0;
  return number;
}

}  // namespace crypto
