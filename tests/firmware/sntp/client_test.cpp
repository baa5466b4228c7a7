// The client in the simulated world, with servers whose clocks are right, while ours is not.
#include "firmware/sntp/client.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/firmware/sntp/time_server.h"

namespace sntp {
namespace {

using namespace std::chrono_literals;
using sntp_test::TimeServer;
using std::chrono::microseconds;

class SntpClient : public testing::Test, private ClientUser {
 protected:
  SntpClient() { world_.names().add_address("time.example", "10.0.0.123"); }

  void adopt(std::vector<std::string> servers) { client_.adopt({std::move(servers)}); }

  sim::World world_;
  TimeServer first_{world_, "10.0.0.123"};
  TimeServer second_{world_, "10.0.0.124"};
  std::vector<microseconds> told_;
  std::vector<std::string> by_;
  Client client_{{world_.host("10.0.0.1"), world_.names(), world_.timers(), world_.wall_clock(),
                  world_.random(), world_.log()},
                 *this};

 private:
  void on_offset(microseconds offset, const std::string& server) override {
    told_.push_back(offset);
    by_.push_back(server);
  }
};

TEST_F(SntpClient, TellsHowFarTheCalendarIsOff) {
  first_.ahead = std::chrono::hours(24 * 365 * 9);
  adopt({"time.example"});
  world_.advance(1s);
  ASSERT_EQ(told_.size(), 1u);
  EXPECT_NEAR(static_cast<double>(told_[0].count()), 24.0 * 365 * 9 * 3600e6, 2000);
  EXPECT_EQ(by_[0], "time.example");
}

TEST_F(SntpClient, TakesOffTheWayThereAndBack) {
  world_.network().set_link("10.0.0.1", "10.0.0.123", {.delay = 400ms});
  adopt({"10.0.0.123"});
  world_.advance(1s);
  ASSERT_EQ(told_.size(), 1u);
  EXPECT_NEAR(static_cast<double>(told_[0].count()), 0, 2000);
}

TEST_F(SntpClient, AsksAgainAnHourAfterAnAnswer) {
  adopt({"10.0.0.123"});
  world_.advance(59min);
  EXPECT_EQ(first_.asked.size(), 1u);
  world_.advance(2min);
  EXPECT_EQ(first_.asked.size(), 2u);
  EXPECT_EQ(told_.size(), 2u);
}

TEST_F(SntpClient, TurnsToTheNextServerWhenOneIsSilent) {
  first_.is_silent = true;
  adopt({"time.example", "10.0.0.124"});
  world_.advance(1min);
  ASSERT_EQ(by_.size(), 1u);
  EXPECT_EQ(by_[0], "10.0.0.124");
}

TEST_F(SntpClient, TurnsToTheNextServerWhenANameHasNoAddress) {
  adopt({"nowhere.example", "10.0.0.124"});
  world_.advance(1min);
  EXPECT_EQ(by_, std::vector<std::string>{"10.0.0.124"});
}

TEST_F(SntpClient, WaitsLongerAfterEachFailure) {
  first_.is_silent = true;
  adopt({"10.0.0.123"});
  world_.advance(24h);
  const auto& asked = first_.asked;
  ASSERT_GT(asked.size(), 9u);
  EXPECT_EQ(asked[1] - asked[0], 16s + 2s);
  EXPECT_EQ(asked[2] - asked[1], 32s + 2s);
  EXPECT_EQ(asked.back() - asked[asked.size() - 2], 1h + 2s);
  first_.is_silent = false;
  world_.advance(2h);
  EXPECT_FALSE(told_.empty());
}

TEST_F(SntpClient, AsksNobodyAgainWhoRefuses) {
  first_.only_kiss = "DENY";
  adopt({"10.0.0.123", "10.0.0.124"});
  world_.advance(24h);
  EXPECT_EQ(first_.asked.size(), 1u);
  EXPECT_GT(second_.asked.size(), 20u);
  second_.only_kiss = "RSTR";
  world_.advance(2h);
  const std::size_t so_far = second_.asked.size();
  world_.advance(24h);
  EXPECT_EQ(second_.asked.size(), so_far);
}

TEST_F(SntpClient, AsksLessOftenWhenItIsToldSo) {
  first_.only_kiss = "RATE";
  adopt({"10.0.0.123"});
  world_.advance(1s);
  first_.only_kiss.clear();
  world_.advance(1min);
  ASSERT_EQ(told_.size(), 1u);
  world_.advance(119min);
  EXPECT_EQ(told_.size(), 1u);
  world_.advance(2min);
  EXPECT_EQ(told_.size(), 2u);
}

TEST_F(SntpClient, BelievesNobodyWhoWasNotAsked) {
  first_.answers_somebody_else = true;
  adopt({"10.0.0.123"});
  world_.advance(1s);
  EXPECT_EQ(first_.asked.size(), 1u);
  EXPECT_TRUE(told_.empty());
}

TEST_F(SntpClient, AsksNobodyWithoutServers) {
  adopt({});
  world_.advance(24h);
  adopt({"10.0.0.123"});
  world_.advance(1s);
  adopt({});
  world_.advance(24h);
  EXPECT_EQ(first_.asked.size(), 1u);
}

TEST_F(SntpClient, KnowsTheTimeInAStormAsWell) {
  world_.begin_storm();
  adopt({"time.example", "10.0.0.124"});
  EXPECT_TRUE(world_.advance_until([&] { return !told_.empty(); }, 1h));
}

}  // namespace
}  // namespace sntp
