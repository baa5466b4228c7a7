#include "firmware/web/admission.h"

#include <gtest/gtest.h>

namespace web {
namespace {

using namespace std::chrono_literals;
using Verdict = Admission::Verdict;

net::IpAddress at(const std::string& text) {
  return *net::IpAddress::parse(text);
}

TEST(Admission, LetsInAsManyAsTheLimitsAndNotOneMore) {
  Admission admission({.connections = 3, .of_one_address = 2});
  const base::Instant now{};
  EXPECT_EQ(admission.enter(at("10.0.0.1"), now), Verdict::welcome);
  EXPECT_EQ(admission.enter(at("10.0.0.1"), now), Verdict::welcome);
  EXPECT_EQ(admission.enter(at("10.0.0.1"), now), Verdict::too_many);
  EXPECT_EQ(admission.enter(at("10.0.0.2"), now), Verdict::welcome);
  EXPECT_EQ(admission.enter(at("10.0.0.3"), now), Verdict::full);
  admission.leave(at("10.0.0.1"));
  EXPECT_EQ(admission.enter(at("10.0.0.3"), now), Verdict::welcome);
  EXPECT_EQ(admission.open(), 3u);
}

TEST(Admission, TakesAHouseholdOfIpv6ForOneAddress) {
  Admission admission({.of_one_address = 1});
  const base::Instant now{};
  EXPECT_EQ(admission.enter(at("2001:db8:0:1::1"), now), Verdict::welcome);
  EXPECT_EQ(admission.enter(at("2001:db8:0:1:ffff::2"), now), Verdict::too_many);
  EXPECT_EQ(admission.enter(at("2001:db8:0:2::1"), now), Verdict::welcome);
  admission.leave(at("2001:db8:0:1::1"));
  EXPECT_EQ(admission.enter(at("2001:db8:0:1:ffff::2"), now), Verdict::welcome);
}

TEST(Admission, LetsABurstInAndThenSoManyASecond) {
  Admission admission({.of_one_address = 1000, .new_in_a_second = 20, .burst = 40});
  base::Instant now{};
  const auto welcome = [&] {
    int count = 0;
    while (admission.enter(at("10.0.0.1"), now) == Verdict::welcome) ++count;
    return count;
  };
  EXPECT_EQ(welcome(), 40);
  EXPECT_EQ(admission.enter(at("10.0.0.1"), now), Verdict::too_fast);
  EXPECT_EQ(admission.enter(at("10.0.0.2"), now), Verdict::welcome);
  now += 100ms;
  EXPECT_EQ(welcome(), 2);
  now += 1h;
  EXPECT_EQ(welcome(), 40);
}

TEST(Admission, ForgetsWhoHasNoConnectionWhenItRemembersTooMany) {
  Admission admission({.connections = 10'000});
  base::Instant now{};
  const auto stranger = [](std::uint32_t i) { return net::IpAddress::v4(0x0a000000 + i); };
  ASSERT_EQ(admission.enter(stranger(0), now), Verdict::welcome);
  for (std::uint32_t i = 1; i < 5000; ++i) {
    ASSERT_EQ(admission.enter(stranger(i), now), Verdict::welcome);
    admission.leave(stranger(i));
  }
  EXPECT_LE(admission.addresses(), Admission::kMaxRemembered);
  admission.leave(stranger(0));  // was not forgotten
  EXPECT_EQ(admission.open(), 0u);
}

}  // namespace
}  // namespace web
