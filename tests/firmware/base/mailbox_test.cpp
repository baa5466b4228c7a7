#include "firmware/base/mailbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace base {
namespace {

TEST(Mailbox, KeepsTheOrderAndWakesTheReaderOncePerFilling) {
  int woken = 0;
  Mailbox<int> mailbox(10, [&] { ++woken; });
  EXPECT_TRUE(mailbox.post(1));
  EXPECT_TRUE(mailbox.post(2));
  std::vector<int> values;
  mailbox.take_all(values);
  EXPECT_EQ(values, (std::vector<int>{1, 2}));
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(mailbox.post(3));
  EXPECT_EQ(woken, 2);
}

TEST(Mailbox, RefusesWhatIsBeyondItsCapacity) {
  Mailbox<int> mailbox(2, [] {});
  EXPECT_TRUE(mailbox.post(1));
  EXPECT_TRUE(mailbox.post(2));
  EXPECT_FALSE(mailbox.post(3));
  std::vector<int> values;
  mailbox.take_all(values);
  EXPECT_EQ(values, (std::vector<int>{1, 2}));
  EXPECT_TRUE(mailbox.post(4));
}

TEST(Mailbox, LosesNothingBetweenThreads) {
  constexpr int kEach = 20000;
  std::atomic<int> woken = 0;
  Mailbox<int> mailbox(2 * kEach, [&] { ++woken; });
  const auto send = [&] {
    for (int i = 0; i < kEach; ++i) mailbox.post(i);
  };
  std::thread one(send), two(send);
  std::vector<int> all, some;
  while (all.size() < 2u * kEach) {
    mailbox.take_all(some);
    all.insert(all.end(), some.begin(), some.end());
  }
  one.join();
  two.join();
  long long sum = 0;
  for (const int value : all) sum += value;
  EXPECT_EQ(sum, static_cast<long long>(kEach) * (kEach - 1));
  EXPECT_GE(woken, 1);
}

}  // namespace
}  // namespace base
