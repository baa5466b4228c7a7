#include "firmware/crypto/digest.h"

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

struct RunningSha256::State {
  State() {
    mbedtls_sha256_init(&context);
    ASSERT(mbedtls_sha256_starts_ret(&context, /*is224=*/0) == 0);
  }
  ~State() { mbedtls_sha256_free(&context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  mbedtls_sha256_context context;
};

RunningSha256::RunningSha256() : state_(std::make_unique<State>()) {}
RunningSha256::~RunningSha256() = default;
RunningSha256::RunningSha256(RunningSha256&&) noexcept = default;
RunningSha256& RunningSha256::operator=(RunningSha256&&) noexcept = default;

void RunningSha256::add(std::string_view piece) {
  ASSERT(mbedtls_sha256_update_ret(&state_->context, octets(piece), piece.size()) == 0);
}

Sha256 RunningSha256::finish() {
  Sha256 digest;
  ASSERT(mbedtls_sha256_finish_ret(&state_->context, digest.data()) == 0);
  return digest;
}

struct HmacSha256::States {
  States() {
    mbedtls_sha256_init(&inner);
    mbedtls_sha256_init(&outer);
  }
  ~States() {
    mbedtls_sha256_free(&inner);
    mbedtls_sha256_free(&outer);
  }
  States(const States&) = delete;
  States& operator=(const States&) = delete;

  mbedtls_sha256_context inner, outer;  // each after its block of the key
};

HmacSha256::HmacSha256(std::string_view key) : states_(std::make_unique<States>()) {
  constexpr std::size_t kBlock = 64;
  std::array<unsigned char, kBlock> block{};
  const Sha256 long_key = sha256({key});
  const std::string_view used = key.size() > kBlock ? as_view(long_key) : key;
  const auto absorb = [&](mbedtls_sha256_context& state, unsigned char pad) {
    block.fill(pad);
    for (std::size_t i = 0; i < used.size(); ++i) block[i] ^= static_cast<unsigned char>(used[i]);
    ASSERT(mbedtls_sha256_starts_ret(&state, /*is224=*/0) == 0);
    ASSERT(mbedtls_sha256_update_ret(&state, block.data(), block.size()) == 0);
  };
  absorb(states_->inner, 0x36);
  absorb(states_->outer, 0x5c);
}

HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;

Sha256 HmacSha256::operator()(std::initializer_list<std::string_view> parts) const {
  mbedtls_sha256_context context;
  mbedtls_sha256_init(&context);
  mbedtls_sha256_clone(&context, &states_->inner);
  for (const std::string_view part : parts) {
    ASSERT(mbedtls_sha256_update_ret(&context, octets(part), part.size()) == 0);
  }
  Sha256 code;
  ASSERT(mbedtls_sha256_finish_ret(&context, code.data()) == 0);
  mbedtls_sha256_clone(&context, &states_->outer);
  ASSERT(mbedtls_sha256_update_ret(&context, code.data(), code.size()) == 0);
  ASSERT(mbedtls_sha256_finish_ret(&context, code.data()) == 0);
  mbedtls_sha256_free(&context);
  return code;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && mbedtls_ct_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crypto
