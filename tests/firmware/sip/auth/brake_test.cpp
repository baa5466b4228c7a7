#include "firmware/sip/auth/brake.h"

#include <gtest/gtest.h>

namespace sip {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

net::IpAddress address(const char* text) {
  return *net::IpAddress::parse(text);
}

class BrakeTest : public testing::Test {
 protected:
  void fail(int times, const std::string& account = "101") {
    for (int i = 0; i < times; ++i) brake_.failed(source_, account, now_);
  }
  base::Duration wait(const std::string& account = "101") {
    return brake_.wait(source_, account, now_);
  }

  Brake brake_{{.max_addresses = 100}};
  net::IpAddress source_ = address("192.0.2.7");
  base::Instant now_{hours(100)};
};

TEST_F(BrakeTest, LetsPeopleMistypeAFewTimes) {
  EXPECT_EQ(wait(), seconds(0));
  fail(5);
  EXPECT_EQ(wait(), seconds(0));
  fail(1);
  EXPECT_EQ(wait(), seconds(1));
}

TEST_F(BrakeTest, DoublesTheDelayUpToItsLongest) {
  fail(5);
  for (const int expected : {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
    fail(1);
    EXPECT_EQ(wait(), seconds(expected));
    now_ += wait();
    EXPECT_EQ(wait(), seconds(0));
  }
}

TEST_F(BrakeTest, SlowsAGuesserDownHoweverFastHeIs) {
  int looked_at = 0;
  for (int i = 0; i < 2000 * 60; ++i) {  // 2,000 a second for a minute
    if (wait() == base::Duration::zero()) {
      ++looked_at;
      fail(1);
    }
    now_ += base::Duration(500);
  }
  EXPECT_LE(looked_at, 11);
}

TEST_F(BrakeTest, SlowsDownWhoTriesOneAccountAfterTheOther) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(wait(std::to_string(i)), seconds(0));
    fail(1, std::to_string(i));
  }
  EXPECT_EQ(wait("999"), seconds(0));
  fail(1, "20");
  EXPECT_EQ(wait("999"), seconds(1));
  fail(1, "21");
  EXPECT_EQ(wait("999"), seconds(2));
}

TEST_F(BrakeTest, LeavesOtherAddressesAlone) {
  fail(100);
  EXPECT_EQ(brake_.wait(address("192.0.2.8"), "101", now_), seconds(0));
}

TEST_F(BrakeTest, NeverLocksOutAPhoneThatLatelyGaveTheRightPassword) {
  brake_.succeeded(source_, "101", now_);
  fail(100, "101");
  for (int i = 0; i < 100; ++i) fail(1, std::to_string(i));
  EXPECT_EQ(wait("101"), seconds(0));
  EXPECT_GT(wait("102"), seconds(0));
  now_ += hours(24);
  EXPECT_EQ(wait("101"), seconds(0));
}

TEST_F(BrakeTest, LosesConfidenceAfterADay) {
  brake_.succeeded(source_, "101", now_);
  now_ += hours(24) + seconds(1);
  fail(6);
  EXPECT_EQ(wait(), seconds(1));
}

TEST_F(BrakeTest, DoesNotPunishNewPhonesForANeighbourWithAnOldPassword) {
  for (int i = 0; i < 1000; ++i, now_ += seconds(30)) {
    if (wait("101") == base::Duration::zero()) fail(1, "101");
    EXPECT_EQ(wait("102"), seconds(0));
  }
}

TEST_F(BrakeTest, ForgivesAfterAQuietWhile) {
  fail(6);
  now_ += minutes(15) + seconds(1);
  fail(5);
  EXPECT_EQ(wait(), seconds(0));
}

TEST_F(BrakeTest, CountsAWholeIpv6NetworkTogether) {
  for (int i = 0; i < 21; ++i) {
    source_ = address(("2001:db8::" + std::to_string(i + 1)).c_str());
    fail(1, std::to_string(i));
  }
  EXPECT_EQ(brake_.wait(address("2001:db8::ffff:1"), "999", now_), seconds(1));
  EXPECT_EQ(brake_.wait(address("2001:db8:0:1::1"), "999", now_), seconds(0));
}

TEST_F(BrakeTest, ForgetsTheLeastRecentAddressWhenFull) {
  fail(6);
  for (int i = 0; i < 99; ++i) {
    brake_.failed(net::IpAddress::v4(0x0a000000u + static_cast<unsigned>(i)), "101", now_);
  }
  EXPECT_EQ(wait(), seconds(1));
  brake_.failed(address("10.1.0.0"), "101", now_);
  EXPECT_EQ(wait(), seconds(0));
}

TEST_F(BrakeTest, TakesANameOfAnyLength) {
  const std::string endless(60000, 'x');
  fail(6, endless);
  EXPECT_EQ(wait(endless), seconds(1));
  brake_.succeeded(source_, endless, now_);
  EXPECT_EQ(wait(endless), seconds(0));
}

}  // namespace
}  // namespace sip
