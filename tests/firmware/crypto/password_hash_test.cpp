#include "firmware/crypto/password_hash.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

TEST(PasswordHash, KnowsItsPasswordAndNoOther) {
  const auto hash = hash_password("correct horse");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=16384,t=3,p=1$")) << *hash;
  EXPECT_TRUE(*verify_password("correct horse", *hash));
  EXPECT_FALSE(*verify_password("correct hors", *hash));
  EXPECT_FALSE(*verify_password("", *hash));
}

TEST(PasswordHash, IsAnotherEachTime) {
  EXPECT_NE(*hash_password("same"), *hash_password("same"));
}

TEST(PasswordHash, IsNeverThePasswordOfWhatIsNoHash) {
  for (const char* none : {"", "x", "$argon2id$v=19$m=16384,t=3,p=1$", "$6$rounds=5000$a$b"}) {
    EXPECT_FALSE(*verify_password("x", none)) << none;
    EXPECT_TRUE(is_outdated(none)) << none;
  }
  EXPECT_FALSE(*verify_password("x", std::string(5000, 'x')));
}

TEST(PasswordHash, TakesPasswordsUpToTheLimitAndNotOneOctetMore) {
  const std::string longest(kLongestPassword, 'p');
  const auto hash = hash_password(longest);
  ASSERT_TRUE(hash);
  EXPECT_TRUE(*verify_password(longest, *hash));
  EXPECT_EQ(hash_password(longest + "p").error(), PasswordError::too_long);
  EXPECT_EQ(verify_password(longest + "p", *hash).error(), PasswordError::too_long);
}

TEST(PasswordHash, IsOutdatedWhenMadeWithOtherParameters) {
  EXPECT_FALSE(is_outdated(*hash_password("x")));
  EXPECT_TRUE(
      is_outdated("$argon2id$v=19$m=8192,t=3,p=1$"
                  "c29tZXNhbHRzb21lc2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"));
}

}  // namespace
}  // namespace crypto
