// Passwords of people, kept as argon2id (RFC 9106) in libsodium's text form
// ("$argon2id$v=19$m=16384,t=3,p=1$..."). Takes about a tenth of a second of a Raspberry Pi 3 and
// 16 MiB: any thread but those that must not wait.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/base/result.h"

namespace crypto {

enum class PasswordError : std::uint8_t {
  too_long,       // above kLongestPassword octets
  out_of_memory,  // the 16 MiB were not to be had
};

JACKFIELD_RESULT_ERROR(PasswordError)

inline constexpr std::size_t kLongestPassword = 1024;

base::Result<std::string, PasswordError> hash_password(std::string_view password);

// Takes as long for a wrong password as for the right one, wherever they differ. False for what is
// no hash.
base::Result<bool, PasswordError> verify_password(std::string_view password,
                                                  const std::string& hash);

// Made with other parameters than those of today: to be made again when the password is at hand.
bool is_outdated(const std::string& hash);

}  // namespace crypto
