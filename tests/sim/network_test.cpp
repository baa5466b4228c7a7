// The simulated network keeps the promises of firmware/net/network.h.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/world.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

net::Endpoint at(std::string_view text) {
  return *net::Endpoint::parse(text);
}

struct Listening : net::UdpUser {
  std::vector<std::string> texts;
  std::vector<net::Endpoint> from, unreachable;
  void on_datagram(std::string_view octets, const net::Endpoint& source) override {
    texts.emplace_back(octets);
    from.push_back(source);
  }
  void on_unreachable(const net::Endpoint& to) override { unreachable.push_back(to); }
};

struct Talking : net::StreamUser {
  std::string text;
  bool connected = false;
  int drained = 0;
  std::optional<net::Error> closed;
  std::unique_ptr<net::StreamSocket>* destroy_on_octets = nullptr;
  void on_connected() override { connected = true; }
  void on_octets(std::string_view octets) override {
    text += octets;
    if (destroy_on_octets) destroy_on_octets->reset();
  }
  void on_drained() override { ++drained; }
  void on_closed(net::Error reason) override { closed = reason; }
};

struct Accepting : net::ListenerUser {
  Talking user;
  std::unique_ptr<net::StreamSocket> socket;
  void on_accepted(std::unique_ptr<net::StreamSocket> accepted) override {
    socket = std::move(accepted);
    socket->set_user(user);
  }
};

TEST(SimNetwork, CarriesADatagramFromHostToHost) {
  World world;
  Listening alice, bob;
  auto a = world.host("10.0.0.11").bind_udp(at("10.0.0.11:5060"), alice);
  auto b = world.host("10.0.0.12").bind_udp(at("0.0.0.0:5060"), bob);
  (*a)->send(at("10.0.0.12:5060"), "hello");
  EXPECT_TRUE(bob.texts.empty()) << "nothing arrives from inside the call";
  world.advance(10ms);
  ASSERT_EQ(bob.texts.size(), 1u);
  EXPECT_EQ(bob.from[0], at("10.0.0.11:5060"));
  (*b)->send(bob.from[0], "back");
  world.advance(10ms);
  EXPECT_EQ(alice.from.at(0), at("10.0.0.12:5060"));
}

TEST(SimNetwork, HoldsAPortUntilItIsOpenedOrGivenUp) {
  World world;
  Host& host = world.host("10.0.0.11");
  Listening alice, bob;
  {
    const auto port = host.hold_udp(at("10.0.0.11:4000"));
    ASSERT_TRUE(port);
    const auto taken = host.bind_udp(at("10.0.0.11:4000"), alice);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error(), net::Error::address_in_use);
  }
  auto port = host.hold_udp(at("10.0.0.11:4000"));
  ASSERT_TRUE(port);
  const auto a = host.open_udp(std::move(*port), alice);
  ASSERT_TRUE(a);
  EXPECT_FALSE(host.hold_udp(at("10.0.0.11:4000")));
  const auto b = world.host("10.0.0.12").bind_udp(at("10.0.0.12:5060"), bob);
  (*b)->send(at("10.0.0.11:4000"), "hello");
  world.advance(10ms);
  EXPECT_EQ(alice.texts, (std::vector<std::string>{"hello"}));
}

TEST(SimNetwork, TellsTheSenderWhenNobodyListens) {
  World world;
  LinkSettings link;
  link.reports_unreachable = true;
  world.network().set_weather(link);
  Listening alice;
  auto a = world.host("10.0.0.11").bind_udp(at("10.0.0.11:5060"), alice);
  (*a)->send(at("10.0.0.12:5060"), "hello");
  world.advance(10ms);
  ASSERT_EQ(alice.unreachable.size(), 1u);
  EXPECT_EQ(alice.unreachable[0], at("10.0.0.12:5060"));
}

TEST(SimNetwork, LosesDoublesAndReordersInAStorm) {
  World world(7);
  world.begin_storm();
  Listening alice, bob;
  auto a = world.host("10.0.0.11").bind_udp(at("10.0.0.11:5060"), alice);
  auto b = world.host("10.0.0.12").bind_udp(at("10.0.0.12:5060"), bob);
  for (int i = 0; i < 1000; ++i) (*a)->send(at("10.0.0.12:5060"), std::to_string(i));
  world.advance(1s);
  std::set<std::string> distinct(bob.texts.begin(), bob.texts.end());
  EXPECT_NEAR(static_cast<double>(distinct.size()), 670.0, 60.0);
  EXPECT_NEAR(static_cast<double>(bob.texts.size() - distinct.size()), 200.0, 50.0);
  EXPECT_FALSE(std::is_sorted(bob.texts.begin(), bob.texts.end(),
                              [](auto& x, auto& y) { return std::stoi(x) < std::stoi(y); }));
}

TEST(SimNetwork, NeverLosesOneDatagramThriceInSuccessionInAStorm) {
  World world(7);
  world.begin_storm();
  Listening alice, bob;
  auto a = world.host("10.0.0.11").bind_udp(at("10.0.0.11:5060"), alice);
  auto b = world.host("10.0.0.12").bind_udp(at("10.0.0.12:5060"), bob);
  for (int i = 0; i < 1000; ++i) {
    for (int copy = 0; copy < 3; ++copy) (*a)->send(at("10.0.0.12:5060"), std::to_string(i));
  }
  world.advance(1s);
  EXPECT_EQ(std::set<std::string>(bob.texts.begin(), bob.texts.end()).size(), 1000u);
}

TEST(SimNetwork, GivesTheSameWorldForTheSameSeed) {
  const auto run = [](std::uint64_t seed) {
    World world(seed);
    world.begin_storm();
    Listening alice, bob;
    auto a = world.host("10.0.0.11").bind_udp(at("10.0.0.11:5060"), alice);
    auto b = world.host("10.0.0.12").bind_udp(at("10.0.0.12:5060"), bob);
    for (int i = 0; i < 100; ++i) (*a)->send(at("10.0.0.12:5060"), std::to_string(i));
    world.advance(1s);
    return bob.texts;
  };
  EXPECT_EQ(run(3), run(3));
  EXPECT_NE(run(3), run(4));
}

TEST(SimNetwork, CarriesAStreamInOrderThroughAStorm) {
  World world(5);
  world.begin_storm();
  Accepting server;
  Talking client;
  auto listener = world.host("10.0.0.1").listen_tcp(at("0.0.0.0:5060"), server);
  auto socket = world.host("10.0.0.11").connect_tcp(at("10.0.0.1:5060"), net::IpAddress(), client);
  std::string sent;
  for (int i = 0; i < 200; ++i) {
    const std::string piece = "message " + std::to_string(i) + ";";
    EXPECT_TRUE(socket->send(piece));
    sent += piece;
    world.advance(1ms);
  }
  world.advance(30s);
  EXPECT_TRUE(client.connected);
  EXPECT_EQ(server.user.text, sent);
  EXPECT_EQ(server.socket->remote(), socket->local());
  socket.reset();
  world.advance(30s);
  EXPECT_EQ(server.user.closed, net::Error::closed);
  server.socket.reset();
  EXPECT_EQ(world.network().open_streams(), 0u);
}

TEST(SimNetwork, KeepsOctetsOnTheirWayFromWhoDoesNotRead) {
  World world;
  Accepting server;
  Talking client;
  auto listener = world.host("10.0.0.1").listen_tcp(at("10.0.0.1:5060"), server);
  auto socket = world.host("10.0.0.11").connect_tcp(at("10.0.0.1:5060"), net::IpAddress(), client);
  world.advance(1s);
  server.socket->set_reading(false);
  socket->send("hello");
  world.advance(1s);
  EXPECT_EQ(server.user.text, "");
  EXPECT_EQ(socket->queued(), 5u);
  EXPECT_EQ(client.drained, 0);
  server.socket->set_reading(true);
  world.advance(1s);
  EXPECT_EQ(server.user.text, "hello");
  EXPECT_EQ(socket->queued(), 0u);
  EXPECT_EQ(client.drained, 1);
}

TEST(SimNetwork, RefusesAStreamWhereNobodyListens) {
  World world;
  world.host("10.0.0.1");
  Talking client;
  auto socket = world.host("10.0.0.11").connect_tcp(at("10.0.0.1:5060"), net::IpAddress(), client);
  world.advance(1s);
  EXPECT_EQ(client.closed, net::Error::refused);
}

TEST(SimNetwork, LetsAStreamDieInsideItsOwnCallBack) {
  World world;
  Accepting server;
  Talking client;
  auto listener = world.host("10.0.0.1").listen_tcp(at("10.0.0.1:5060"), server);
  auto socket = world.host("10.0.0.11").connect_tcp(at("10.0.0.1:5060"), net::IpAddress(), client);
  server.user.destroy_on_octets = &server.socket;
  socket->send("hello");
  world.advance(1s);
  EXPECT_EQ(client.closed, net::Error::closed);
}

TEST(SimNetwork, SaysNothingWhenThePowerGoesAndResetsWhenItIsBack) {
  World world;
  Accepting server;
  Talking client;
  auto listener = world.host("10.0.0.1").listen_tcp(at("10.0.0.1:5060"), server);
  auto socket = world.host("10.0.0.11").connect_tcp(at("10.0.0.1:5060"), net::IpAddress(), client);
  world.advance(1s);
  world.host("10.0.0.1").power_off();
  listener->reset();
  server.socket.reset();
  world.advance(1s);
  EXPECT_FALSE(client.closed);
  world.host("10.0.0.1").power_on();
  socket->send("anybody there?");
  world.advance(1s);
  EXPECT_EQ(client.closed, net::Error::reset);
}

TEST(SimNetwork, ShowsTheOutsideOfANatAndLetsInOnlyWhoWasCalled) {
  World world;
  world.network().set_nat("192.168.1.10", "203.0.113.5");
  Listening phone, server, stranger;
  auto p = world.host("192.168.1.10").bind_udp(at("192.168.1.10:5060"), phone);
  auto s = world.host("198.51.100.1").bind_udp(at("198.51.100.1:5060"), server);
  auto x = world.host("198.51.100.9").bind_udp(at("198.51.100.9:5060"), stranger);
  (*p)->send(at("198.51.100.1:5060"), "hello");
  world.advance(10ms);
  ASSERT_EQ(server.from.size(), 1u);
  EXPECT_EQ(net::to_string(server.from[0].address), "203.0.113.5");
  (*s)->send(server.from[0], "back");
  (*x)->send(server.from[0], "me too");
  (*x)->send(at("192.168.1.10:5060"), "me too");
  world.advance(10ms);
  EXPECT_EQ(phone.texts, std::vector<std::string>{"back"});
}

TEST(SimNetwork, LeavesFromTheAddressNearestToTheRemote) {
  World world;
  Host& gateway = world.host("10.1.0.1").add_address("10.2.0.1");
  EXPECT_EQ(net::to_string(*gateway.source_address(*net::IpAddress::parse("10.2.0.7"))),
            "10.2.0.1");
  gateway.add_route("198.", "10.1.0.1");
  EXPECT_EQ(net::to_string(*gateway.source_address(*net::IpAddress::parse("198.51.100.1"))),
            "10.1.0.1");
}

TEST(SimResolver, AnswersFromItsTableAfterADelayAndNeverWhenCancelled) {
  World world;
  world.names().add_address("p1.example.com", "10.0.0.1");
  int answers = 0;
  const auto count = [&](net::Result<net::AddressRecords> records) {
    EXPECT_TRUE(records.has_value());
    ++answers;
  };
  auto kept = world.names().addresses("P1.example.com", net::Resolver::Family::v4, count);
  auto dropped = world.names().addresses("p1.example.com", net::Resolver::Family::v4, count);
  dropped.reset();
  EXPECT_EQ(answers, 0);
  world.advance(1s);
  EXPECT_EQ(answers, 1);
}

}  // namespace
}  // namespace sim
