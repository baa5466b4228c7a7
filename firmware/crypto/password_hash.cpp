#include "firmware/crypto/password_hash.h"

#include <sodium.h>

#include <array>
#include <cerrno>

#include "firmware/base/assert.h"

namespace crypto {

namespace {

// Three passes over 16 MiB, one lane. OWASP's least is 19 MiB and two passes; a board with 1 GB
// keeps its calls while two of these run at a time, which 64 MiB ("interactive") would not let it.
constexpr unsigned long long kPasses = 3;
constexpr std::size_t kOctets = 16 << 20;

void begin() {
  ASSERT(sodium_init() >= 0);
}

}  // namespace

base::Result<std::string, PasswordError> hash_password(std::string_view password) {
  begin();
  if (password.size() > kLongestPassword) return PasswordError::too_long;
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(), kPasses, kOctets) != 0) {
    return PasswordError::out_of_memory;
  }
  return std::string(hash.data());
}

base::Result<bool, PasswordError> verify_password(std::string_view password,
                                                  const std::string& hash) {
  begin();
  if (password.size() > kLongestPassword) return PasswordError::too_long;
  errno = 0;
  if (crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0) return true;
  if (errno == ENOMEM) return PasswordError::out_of_memory;
  return false;
}

bool is_outdated(const std::string& hash) {
  begin();
  return hash.size() >= crypto_pwhash_STRBYTES ||
         crypto_pwhash_str_needs_rehash(hash.c_str(), kPasses, kOctets) != 0;
}

}  // namespace crypto
