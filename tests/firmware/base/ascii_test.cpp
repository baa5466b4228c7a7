#include "firmware/base/ascii.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Ascii, ComparesLettersOfEitherCaseAndNothingElse) {
  EXPECT_TRUE(iequals("Via", "vIA"));
  EXPECT_FALSE(iequals("Via", "Vi"));
  EXPECT_FALSE(iequals("[", "{"));  // 0x20 apart, but no letters
  EXPECT_FALSE(iequals("\xc4", "\xe4"));
}

TEST(Ascii, ReadsNumbersUpToTheLimitAndNotBeyond) {
  EXPECT_EQ(parse_unsigned("0"), 0u);
  EXPECT_EQ(parse_unsigned("65535", 65535), 65535u);
  EXPECT_FALSE(parse_unsigned("65536", 65535));
  EXPECT_EQ(parse_unsigned("18446744073709551615"), 18446744073709551615u);
  EXPECT_FALSE(parse_unsigned("18446744073709551616"));
  EXPECT_FALSE(parse_unsigned(""));
  EXPECT_FALSE(parse_unsigned("-1"));
  EXPECT_FALSE(parse_unsigned("1 "));
  EXPECT_FALSE(parse_unsigned("9", 5));
}

TEST(Ascii, TrimsBlanksAndLineEnds) {
  EXPECT_EQ(trim(" \t\r\n x y \n"), "x y");
  EXPECT_EQ(trim(" \r\n"), "");
}

TEST(Ascii, WritesAndReadsHexadecimal) {
  EXPECT_EQ(to_hex(std::string_view("\x00\x9f\xff", 3)), "009fff");
  EXPECT_EQ(from_hex("009fFF"), std::string("\x00\x9f\xff", 3));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

}  // namespace
}  // namespace base
