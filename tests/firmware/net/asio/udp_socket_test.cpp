#include <algorithm>
#include <set>

#include "tests/firmware/net/asio/loop_fixture.h"

namespace net {
namespace {

struct Inbox : UdpUser {
  void on_datagram(std::string_view octets, const Endpoint& from) override {
    datagrams.emplace_back(octets);
    last_from = from;
    if (act) act();
  }
  void on_unreachable(const Endpoint& to) override { unreachable.push_back(to); }

  std::vector<std::string> datagrams;
  std::vector<Endpoint> unreachable;
  Endpoint last_from;
  std::function<void()> act;
};

class UdpSocketTest : public LoopTest {
 protected:
  std::unique_ptr<UdpSocket> bind(Inbox& inbox, bool v6 = false) {
    auto socket = loop_.bind_udp(loopback(v6), inbox);
    EXPECT_TRUE(socket);
    return std::move(*socket);
  }

  Inbox left_, right_;
};

class UdpSocketOfBothFamilies : public UdpSocketTest, public testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(Families, UdpSocketOfBothFamilies, testing::Bool());

TEST_P(UdpSocketOfBothFamilies, CarriesDatagramsAndTheirSource) {
  const auto left = bind(left_, GetParam());
  const auto right = bind(right_, GetParam());
  EXPECT_NE(left->local().port, 0);
  left->send(right->local(), "OPTIONS");
  left->send(right->local(), "");
  EXPECT_TRUE(right_.datagrams.empty());  // nothing before the turn's end
  ASSERT_TRUE(run_until([&] { return right_.datagrams.size() == 2; }));
  EXPECT_EQ(right_.datagrams, (std::vector<std::string>{"OPTIONS", ""}));
  EXPECT_EQ(right_.last_from, left->local());
}

TEST_P(UdpSocketOfBothFamilies, ReportsAPeerThatIsNotThere) {
  const auto left = bind(left_, GetParam());
  auto right = bind(right_, GetParam());
  const Endpoint gone = right->local();
  right.reset();
  left->send(gone, "anybody?");
  ASSERT_TRUE(run_until([&] { return !left_.unreachable.empty(); }));
  EXPECT_EQ(left_.unreachable.front(), gone);
}

TEST_F(UdpSocketTest, StillReachesOthersAfterOneWasUnreachable) {
  const auto left = bind(left_);
  const auto right = bind(right_);
  Inbox other;
  auto third = bind(other);
  const Endpoint gone = third->local();
  third.reset();
  left->send(gone, "anybody?");
  loop_.post([&] { left->send(right->local(), "hello"); });
  EXPECT_TRUE(run_until([&] { return !left_.unreachable.empty() && !right_.datagrams.empty(); }));
  EXPECT_EQ(left_.unreachable.size(), 1u);
}

TEST_F(UdpSocketTest, ReportsWhatCannotBeSentAtAll) {
  const auto left = bind(left_);
  const Endpoint other_family{*IpAddress::parse("::1"), 5060};
  left->send(other_family, "over there");
  EXPECT_TRUE(left_.unreachable.empty());  // never from inside the call
  ASSERT_TRUE(run_until([&] { return !left_.unreachable.empty(); }));
  EXPECT_EQ(left_.unreachable.front(), other_family);
}

TEST_F(UdpSocketTest, LetsWhatIsDueEndAPauseAndReadsWhatCameMeanwhile) {
  const auto left = bind(left_);
  const auto right = bind(right_);
  loop_.gather_for(std::chrono::hours(1));
  left->send(right->local(), "one");
  ASSERT_TRUE(run_until([&] { return right_.datagrams.size() == 1; }));
  run_for(std::chrono::milliseconds(5));
  left->send(right->local(), "two");
  ASSERT_TRUE(run_until([&] { return right_.datagrams.size() == 2; }));
  loop_.gather_for({});
  left->send(right->local(), "three");
  ASSERT_TRUE(run_until([&] { return right_.datagrams.size() == 3; }));
}

TEST_F(UdpSocketTest, CarriesTheLargestDatagramThereIs) {
  const auto left = bind(left_);
  const auto right = bind(right_);
  const std::string large(65507, 'x');
  left->send(right->local(), large);
  ASSERT_TRUE(run_until([&] { return !right_.datagrams.empty(); }));
  EXPECT_EQ(right_.datagrams.front(), large);
}

TEST_F(UdpSocketTest, KeepsTheOrderOfMoreThanABatch) {
  const auto left = bind(left_);
  const auto right = bind(right_);
  for (int i = 0; i < 200; ++i) left->send(right->local(), std::to_string(i));
  ASSERT_TRUE(run_until([&] { return right_.datagrams.size() == 200; }));
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(right_.datagrams[static_cast<std::size_t>(i)], std::to_string(i));
}

TEST_F(UdpSocketTest, TakesABurstThatComesWhileNobodyReads) {
  const auto left = bind(left_);
  const auto right = bind(right_);
  const std::string register_request(600, 'R');
  for (int i = 0; i < 1000; ++i) left->send(right->local(), register_request);
  EXPECT_TRUE(run_until([&] { return right_.datagrams.size() == 1000; }))
      << right_.datagrams.size();
}

TEST_F(UdpSocketTest, MayBeDestroyedByItsUserBetweenTwoDatagrams) {
  const auto left = bind(left_);
  auto right = bind(right_);
  right_.act = [&] { right.reset(); };
  for (int i = 0; i < 3; ++i) left->send(right->local(), "x");
  ASSERT_TRUE(run_until([&] { return !right_.datagrams.empty(); }));
  run_for(std::chrono::milliseconds(5));
  EXPECT_EQ(right_.datagrams.size(), 1u);
}

TEST_F(UdpSocketTest, MayBeDestroyedByTheUserOfAnotherThatIsReadInTheSameTurn) {
  const auto left = bind(left_);
  Inbox other;
  auto right = bind(right_);
  auto third = bind(other);
  right_.act = [&] { third.reset(); };
  other.act = [&] { right.reset(); };
  left->send(right->local(), "x");
  left->send(third->local(), "x");
  ASSERT_TRUE(run_until([&] { return !right_.datagrams.empty() || !other.datagrams.empty(); }));
  run_for(std::chrono::milliseconds(5));
  EXPECT_EQ(right_.datagrams.size() + other.datagrams.size(), 1u);
}

TEST_F(UdpSocketTest, GoesOnReadingAfterManyOthersHaveComeAndGone) {
  const auto left = bind(left_);
  const auto right = bind(right_);
  for (int i = 0; i < 200; ++i) {
    Inbox other;
    const auto third = bind(other);
    left->send(third->local(), "x");
    left->send(right->local(), "x");
    const auto expected = static_cast<std::size_t>(i) + 1;
    ASSERT_TRUE(run_until(
        [&] { return other.datagrams.size() == 1 && right_.datagrams.size() == expected; }));
  }
}

TEST_F(UdpSocketTest, SendsItsLastWordsWhenDestroyed) {
  auto left = bind(left_);
  const auto right = bind(right_);
  left->send(right->local(), "bye");
  left.reset();
  EXPECT_TRUE(run_until([&] { return !right_.datagrams.empty(); }));
}

TEST_F(UdpSocketTest, RefusesAnAddressThatIsTakenOrNotOurs) {
  const auto left = bind(left_);
  const auto taken = loop_.bind_udp(left->local(), right_);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error(), Error::address_in_use);
  const auto foreign = loop_.bind_udp({*IpAddress::parse("192.0.2.1"), 0}, right_);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error(), Error::address_not_available);
}

TEST_F(UdpSocketTest, HoldsAPortUntilAnotherLoopReadsIt) {
  base::TimerQueue timers;
  EventLoop other(timers);
  auto port = other.hold_udp(loopback());
  ASSERT_TRUE(port);
  const Endpoint held = (*port)->local();
  EXPECT_NE(held.port, 0);
  const auto again = other.hold_udp(held);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), Error::address_in_use);
  EXPECT_FALSE(loop_.bind_udp(held, right_));
  const auto left = bind(left_);
  left->send(held, "early");
  run_until([] { return true; });
  const auto right = loop_.open_udp(std::move(*port), right_);
  ASSERT_TRUE(right);
  EXPECT_EQ((*right)->local(), held);
  left->send(held, "and now");
  ASSERT_TRUE(run_until([&] { return right_.datagrams.size() == 2; }));
  EXPECT_EQ(right_.datagrams, (std::vector<std::string>{"early", "and now"}));
}

TEST_F(UdpSocketTest, GivesUpAPortThatIsHeldForNobody) {
  auto port = loop_.hold_udp(loopback());
  ASSERT_TRUE(port);
  const Endpoint held = (*port)->local();
  port->reset();
  EXPECT_TRUE(loop_.bind_udp(held, left_));
}

TEST_F(UdpSocketTest, LeavesThePortOfTheOtherFamilyFree) {
  const auto any6 = loop_.bind_udp({*IpAddress::parse("::"), 0}, left_);
  ASSERT_TRUE(any6);
  EXPECT_TRUE(loop_.bind_udp({IpAddress(), (*any6)->local().port}, right_));
}

}  // namespace
}  // namespace net
