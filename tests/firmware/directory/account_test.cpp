#include "firmware/directory/account.h"

#include <gtest/gtest.h>

#include <string>

namespace directory {
namespace {

TEST(Account, NumbersAreOneTo32OfAFewCharacters) {
  EXPECT_TRUE(is_valid_number("101"));
  EXPECT_TRUE(is_valid_number("+49.30_a-Z*#"));
  EXPECT_TRUE(is_valid_number(std::string(32, '1')));
  EXPECT_FALSE(is_valid_number(std::string(33, '1')));
  EXPECT_FALSE(is_valid_number(""));
  EXPECT_FALSE(is_valid_number("10 1"));
  EXPECT_FALSE(is_valid_number("alice@example.com"));
  EXPECT_FALSE(is_valid_number("\xc3\xa4"));
}

TEST(Account, NamesAreUtf8OfUpTo64Octets) {
  EXPECT_TRUE(is_valid_name(""));
  EXPECT_TRUE(is_valid_name("Zoë 王小明 \xf0\x9f\x93\x9e"));
  EXPECT_TRUE(is_valid_name(std::string(64, 'x')));
  EXPECT_FALSE(is_valid_name(std::string(65, 'x')));
  EXPECT_FALSE(is_valid_name("two\nlines"));
  EXPECT_FALSE(is_valid_name("\x7f"));
  EXPECT_FALSE(is_valid_name("\xc3"));      // cut short
  EXPECT_FALSE(is_valid_name("\xc3x"));     // not continued
  EXPECT_FALSE(is_valid_name("\xff\xfe"));  // never in UTF-8
}

}  // namespace
}  // namespace directory
