#include "firmware/crypto/system_random.h"

#include <gtest/gtest.h>

#include <bit>
#include <set>

namespace crypto {
namespace {

TEST(SystemRandom, NeverRepeatsItselfAcrossBatchesAndGenerators) {
  SystemRandom one;
  SystemRandom other;
  std::set<std::uint64_t> numbers;
  for (int i = 0; i < 1000; ++i) {
    numbers.insert(one.next());
    numbers.insert(other.next());
  }
  EXPECT_EQ(numbers.size(), 2000u);
}

TEST(SystemRandom, SetsEveryBitHalfOfTheTime) {
  SystemRandom random;
  int ones = 0;
  for (int i = 0; i < 10'000; ++i) ones += std::popcount(random.next());
  EXPECT_NEAR(ones, 320'000, 4'000);  // ten standard deviations
}

}  // namespace
}  // namespace crypto
