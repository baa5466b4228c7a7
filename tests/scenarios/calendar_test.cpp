// A board without a clock of its own: it wakes in 1970, and learns the time from the network when
// people already talk.
#include "tests/firmware/sntp/time_server.h"
#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using std::chrono::hours;
using std::chrono::year;

year year_of(const World& world) {
  const auto day = std::chrono::floor<std::chrono::days>(world.wall_clock().now());
  return std::chrono::year_month_day(day).year();
}

constexpr hours kBehind = 24h * 365 * 56;

class Calendar : public testing::Test {
 protected:
  Calendar() {
    world_.shift_calendar(-kBehind);
    options_.owns_calls = true;
    options_.time_servers = {"10.0.0.123"};
  }

  World world_;
  OfficeOptions options_;
};

TEST_F(Calendar, JumpsWithoutACallOrARegistrationBeingLost) {
  Office office(world_, options_);
  Parties parties(office);
  parties.alice_and_bob_talk();
  EXPECT_EQ(year_of(world_), year(1970));
  sntp_test::TimeServer server(world_, "10.0.0.123");
  server.ahead = kBehind;
  EXPECT_TRUE(world_.advance_until([&] { return year_of(world_) == year(2026); }, 1h));
  EXPECT_TRUE(world_.log().contains("clock set"));
  parties.hear_each_other(parties.alice, parties.bob);
  EXPECT_EQ(office.switchboard().status().registrations, 3u);
  parties.hangs_up(parties.alice, parties.bob);
}

}  // namespace
}  // namespace scenarios
