#include "firmware/base/random.h"

#include <gtest/gtest.h>

#include <set>

namespace base {
namespace {

TEST(Random, ASeedGivesTheSameNumbersAgain) {
  SeededRandom a(1), b(1), c(2);
  const auto first = a.next();
  EXPECT_EQ(first, b.next());
  EXPECT_NE(first, c.next());
}

TEST(Random, TokensAreAsLongAsAskedAndFitForATokenOfSip) {
  SeededRandom random(3);
  std::set<std::string> seen;
  for (std::size_t length = 1; length < 60; ++length) {
    const std::string token = random.token(length);
    EXPECT_EQ(token.size(), length);
    EXPECT_EQ(token.find_first_not_of("0123456789abcdefghijklmnopqrstuv"), std::string::npos);
  }
  for (int i = 0; i < 10000; ++i) EXPECT_TRUE(seen.insert(random.token(12)).second);
}

}  // namespace
}  // namespace base
