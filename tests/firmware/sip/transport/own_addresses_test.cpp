#include "firmware/sip/transport/own_addresses.h"

#include <gtest/gtest.h>

#include "tests/firmware/sip/transport/fake_network.h"

namespace sip {
namespace {

using testing::FakeNetwork;

net::IpAddress ip(std::string_view text) {
  return *net::IpAddress::parse(text);
}

// A machine between two name spaces, as a gateway is.
class OwnAddressesTest : public ::testing::Test {
 protected:
  OwnAddressesTest() {
    for (const std::string_view mine : {"10.1.0.1", "10.2.0.1", "192.0.2.1", "2001:db8::1"}) {
      network.add_address(mine);
    }
    network.add_route("127.", "127.0.0.1");
    network.add_route("10.1.", "10.1.0.1");
    network.add_route("10.2.", "10.2.0.1");
    network.add_route("192.0.2.", "192.0.2.1");
    network.add_route("2001:db8:", "2001:db8::1");
  }
  void add(std::string_view local, std::string_view advertised = "") {
    own.add({*net::Endpoint::parse(local), std::string(advertised)});
  }
  std::string sent_by(std::uint16_t interface, std::string_view remote) {
    return own.sent_by(interface, ip(remote), 5060);
  }

  FakeNetwork network;
  base::TimerQueue timers;
  OwnAddresses own{network, timers};
};

TEST_F(OwnAddressesTest, ChooseTheInterfaceAPacketWouldLeaveFrom) {
  add("10.1.0.1:5060");
  add("10.2.0.1:5060");
  add("[2001:db8::1]:5060");
  EXPECT_EQ(own.interface_to(ip("10.1.0.99"), -1), 0);
  EXPECT_EQ(own.interface_to(ip("10.2.0.99"), -1), 1);
  EXPECT_EQ(own.interface_to(ip("2001:db8::99"), -1), 2);
}

TEST_F(OwnAddressesTest, ChooseASpecificAddressBeforeTheUnspecifiedOne) {
  add("[::]:5060");
  add("0.0.0.0:5060");
  add("10.2.0.1:5070");
  EXPECT_EQ(own.interface_to(ip("10.2.0.99"), -1), 2);
  EXPECT_EQ(own.interface_to(ip("10.1.0.99"), -1), 1);
  EXPECT_EQ(own.interface_to(ip("2001:db8::99"), -1), 0);
}

TEST_F(OwnAddressesTest, ChooseTheUnspecifiedAddressBeforeAForeignSpecificOne) {
  add("10.2.0.1:5070");
  add("0.0.0.0:5060");
  EXPECT_EQ(own.interface_to(ip("10.1.0.99"), -1), 1);
}

TEST_F(OwnAddressesTest, ChooseThePreferredInterfaceWhenItLeadsThere) {
  add("10.1.0.1:5060");
  add("10.2.0.1:5060");
  add("[2001:db8::1]:5060");
  add("127.0.0.1:5060");
  EXPECT_EQ(own.interface_to(ip("10.1.0.99"), 1), 1);
  EXPECT_EQ(own.interface_to(ip("10.1.0.99"), 2), 0) << "another family";
  EXPECT_EQ(own.interface_to(ip("10.1.0.99"), 3), 0) << "the loopback leads to itself only";
  EXPECT_EQ(own.interface_to(ip("10.1.0.99"), 4), 0) << "there is no such interface";
}

TEST_F(OwnAddressesTest, ChooseAnotherOfTheFamilyWhenTheRouteLeavesElsewhere) {
  add("127.0.0.1:5060");
  add("10.2.0.1:5060");
  EXPECT_EQ(own.interface_to(ip("192.0.2.99"), -1), 1);
}

TEST_F(OwnAddressesTest, ChooseNothingWithoutARouteOrAFamily) {
  add("0.0.0.0:5060");
  EXPECT_EQ(own.interface_to(ip("203.0.113.1"), -1), std::nullopt);
  EXPECT_EQ(own.interface_to(ip("2001:db8::99"), -1), std::nullopt);
}

TEST_F(OwnAddressesTest, ArePrintedAsThePeerShouldSeeThem) {
  add("0.0.0.0:5060");
  add("[::]:5060");
  add("10.1.0.1:5070");
  add("10.2.0.1:5060", "gateway.right.example");
  add("10.2.0.1:5080", "2001:db8::7");
  EXPECT_EQ(sent_by(0, "10.1.0.99"), "10.1.0.1");
  EXPECT_EQ(sent_by(0, "10.2.0.99"), "10.2.0.1");
  EXPECT_EQ(sent_by(1, "2001:db8::99"), "[2001:db8::1]");
  EXPECT_EQ(sent_by(2, "10.2.0.99"), "10.1.0.1:5070");
  EXPECT_EQ(sent_by(3, "10.2.0.99"), "gateway.right.example");
  EXPECT_EQ(sent_by(4, "10.2.0.99"), "[2001:db8::7]:5080");
  EXPECT_EQ(own.sent_by(2, ip("10.1.0.9"), 5061), "10.1.0.1:5070");
  EXPECT_EQ(own.sent_by(3, ip("10.1.0.9"), 5061), "gateway.right.example:5060");
}

TEST_F(OwnAddressesTest, PrintNoScopeOfALinkLocalAddress) {
  add("[fe80::1%2]:5060");
  EXPECT_EQ(sent_by(0, "fe80::9%2"), "[fe80::1]");
  EXPECT_TRUE(own.is_own("[fe80::1]", 0));
}

TEST_F(OwnAddressesTest, AreKnownByAddressWhateverItsForm) {
  add("10.1.0.1:5060");
  add("[2001:db8::1]:5070");
  EXPECT_TRUE(own.is_own("10.1.0.1", 0));
  EXPECT_TRUE(own.is_own("10.1.0.1", 5060));
  EXPECT_FALSE(own.is_own("10.1.0.1", 5070));
  EXPECT_TRUE(own.is_own("[2001:db8::1]", 5070));
  EXPECT_TRUE(own.is_own("[2001:0DB8:0:0::0001]", 5070));
  EXPECT_FALSE(own.is_own("[2001:db8::1]", 0));
  EXPECT_FALSE(own.is_own("10.2.0.1", 0)) << "ours, but nobody listens there";
  EXPECT_FALSE(own.is_own("pbx.example.com", 0));
  EXPECT_FALSE(own.is_own("", 0));
}

TEST_F(OwnAddressesTest, AreAllOfTheMachineOnAnUnspecifiedInterface) {
  add("0.0.0.0:5060");
  for (const std::string_view mine : {"10.1.0.1", "10.2.0.1", "127.0.0.1", "127.0.0.2"}) {
    EXPECT_TRUE(own.is_own(mine, 5060)) << mine;
  }
  for (const std::string_view not_mine : {"10.1.0.99", "0.0.0.0", "[2001:db8::1]", "[::1]"}) {
    EXPECT_FALSE(own.is_own(not_mine, 5060)) << not_mine;
  }
}

TEST_F(OwnAddressesTest, AreKnownByAdvertisedHost) {
  add("10.1.0.1:5060", "Gateway.Left.Example.");
  add("10.2.0.1:5062", "203.0.113.5");
  EXPECT_TRUE(own.is_own("gateway.left.example", 0));
  EXPECT_TRUE(own.is_own("GATEWAY.left.example.", 5060));
  EXPECT_FALSE(own.is_own("gateway.left.example", 5062));
  EXPECT_TRUE(own.is_own("203.0.113.5", 5062));
  EXPECT_TRUE(own.is_own("10.2.0.1", 5062)) << "the address stays ours";
}

TEST_F(OwnAddressesTest, AskTheKernelOnceForAWhile) {
  add("0.0.0.0:5060");
  for (int i = 0; i < 10; ++i) sent_by(0, "10.1.0.99");
  EXPECT_EQ(network.questions, 1);
  timers.advance_to(timers.now() + OwnAddresses::kRouteLifetime);
  network.routes[1].second = ip("10.2.0.1");
  EXPECT_EQ(sent_by(0, "10.1.0.99"), "10.2.0.1") << "the route has changed";
  EXPECT_EQ(network.questions, 2);
}

TEST_F(OwnAddressesTest, RememberABoundedNumberOfRoutes) {
  add("0.0.0.0:5060");
  for (std::uint32_t i = 0; i < OwnAddresses::kMaxRoutes; ++i) {
    own.is_own(net::to_string(net::IpAddress::v4(0x0A010100 + i)), 5060);
  }
  const int asked = network.questions;
  own.is_own("10.1.1.0", 5060);
  EXPECT_EQ(network.questions, asked) << "all fit";
  own.is_own("10.2.0.9", 5060);
  own.is_own("10.1.1.0", 5060);
  EXPECT_EQ(network.questions, asked + 2) << "one too many, and the table starts anew";
}

}  // namespace
}  // namespace sip
