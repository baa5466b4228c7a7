// Cables of the simulated network, and groups on them.
#include <gtest/gtest.h>

#include "tests/sim/world.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

const net::Endpoint kGroup = *net::Endpoint::parse("224.0.0.251:5353");

struct Member : net::MulticastUser {
  Member(Host& host, std::uint16_t port = 5353)
      : socket(*host.bind_multicast({kGroup.address, port}, *this)) {}
  void on_datagram(std::string_view octets, const net::Arrival& arrival) override {
    texts.emplace_back(octets);
    arrivals.push_back(arrival);
  }
  std::unique_ptr<net::MulticastSocket> socket;
  std::vector<std::string> texts;
  std::vector<net::Arrival> arrivals;
};

TEST(SimCable, CarriesToAllWhoHaveJoined) {
  World world;
  Member alice(world.host("10.0.0.1").plug("lan", "10.0.0.1"));
  Member bob(world.host("10.0.0.2").plug("other", "10.0.1.2").plug("lan", "10.0.0.2"));
  Member carol(world.host("10.0.0.3").plug("lan", "10.0.0.3"));
  Member dave(world.host("10.0.9.4").plug("elsewhere", "10.0.9.4"));
  ASSERT_TRUE(alice.socket->join(1) && bob.socket->join(2) && dave.socket->join(1));
  alice.socket->send(1, kGroup, "hello");
  EXPECT_TRUE(bob.texts.empty()) << "nothing arrives from inside the call";
  world.advance(10ms);
  EXPECT_EQ(alice.texts.size(), 1u) << "who sends hears himself";
  ASSERT_EQ(bob.texts.size(), 1u);
  EXPECT_EQ(bob.arrivals[0].from, *net::Endpoint::parse("10.0.0.1:5353"));
  EXPECT_EQ(bob.arrivals[0].to, kGroup.address);
  EXPECT_EQ(bob.arrivals[0].link, 2u);
  EXPECT_TRUE(carol.texts.empty()) << "has not joined";
  EXPECT_TRUE(dave.texts.empty()) << "on another cable";
}

TEST(SimCable, CarriesToOneAddress) {
  World world;
  Member alice(world.host("10.0.0.1").plug("lan", "10.0.0.1"));
  Member bob(world.host("10.0.0.2").plug("lan", "10.0.0.2"), 40000);
  alice.socket->send(1, *net::Endpoint::parse("10.0.0.2:40000"), "for you");
  world.advance(10ms);
  EXPECT_EQ(bob.texts, std::vector<std::string>{"for you"});
}

TEST(SimCable, TellsWhoWatchesThatItWasPulled) {
  World world;
  Host& host = world.host("10.0.0.1").plug("lan", "10.0.0.1");
  int told = 0;
  const auto watch = host.watch_links([&told] { ++told; });
  world.advance(10ms);
  const int before = told;
  EXPECT_EQ((*watch)->links().size(), 1u);
  host.unplug("lan");
  EXPECT_EQ(told, before);
  world.advance(10ms);
  EXPECT_EQ(told, before + 1);
  EXPECT_TRUE((*watch)->links().empty());
}

}  // namespace
}  // namespace sim
