// Groups on the loopback link: real sockets of the kernel.
#include <net/if.h>

#include <string>
#include <vector>

#include "tests/firmware/net/asio/loop_fixture.h"

namespace net {
namespace {

struct Member : MulticastUser {
  void on_datagram(std::string_view octets, const Arrival& arrival) override {
    texts.emplace_back(octets);
    arrivals.push_back(arrival);
    if (destroy_socket) destroy_socket->reset();
  }
  std::vector<std::string> texts;
  std::vector<Arrival> arrivals;
  std::unique_ptr<MulticastSocket>* destroy_socket = nullptr;
};

class MulticastSockets : public LoopTest {
 protected:
  std::unique_ptr<MulticastSocket> bind(Member& member) {
    auto socket = loop_.bind_multicast(kGroup, member);
    EXPECT_TRUE(socket);
    return socket ? std::move(*socket) : nullptr;
  }

  const unsigned loopback_ = if_nametoindex("lo");
  // One that nothing on the machine uses (RFC 5771: for documentation), at a port of its own.
  const Endpoint kGroup{*IpAddress::parse("233.252.0.77"), 28353};
  Member alice_, bob_;
};

TEST_F(MulticastSockets, ShareAPortAndBothHear) {
  const auto alice = bind(alice_);
  const auto bob = bind(bob_);
  ASSERT_TRUE(alice->join(loopback_));
  ASSERT_TRUE(bob->join(loopback_));
  alice->send(loopback_, kGroup, "hello");
  EXPECT_TRUE(alice_.texts.empty()) << "nothing comes from inside the call";
  ASSERT_TRUE(run_until([&] { return !alice_.texts.empty() && !bob_.texts.empty(); }));
  EXPECT_EQ(bob_.texts[0], "hello");
  EXPECT_EQ(bob_.arrivals[0].to, kGroup.address);
  EXPECT_EQ(bob_.arrivals[0].link, loopback_);
  EXPECT_EQ(bob_.arrivals[0].from.port, kGroup.port);
}

TEST_F(MulticastSockets, HearNothingOfAGroupTheyHaveNotJoined) {
  const auto alice = bind(alice_);
  const auto bob = bind(bob_);
  ASSERT_TRUE(alice->join(loopback_));
  ASSERT_TRUE(bob->join(loopback_));
  bob->leave(loopback_);
  alice->send(loopback_, kGroup, "hello");
  ASSERT_TRUE(run_until([&] { return !alice_.texts.empty(); }));
  EXPECT_TRUE(bob_.texts.empty());
}

TEST_F(MulticastSockets, JoinNoLinkThatIsNotThere) {
  EXPECT_FALSE(bind(alice_)->join(9999));
}

TEST_F(MulticastSockets, MayGoInsideTheirCallBack) {
  auto alice = bind(alice_);
  ASSERT_TRUE(alice->join(loopback_));
  alice_.destroy_socket = &alice;
  alice->send(loopback_, kGroup, "one");
  alice->send(loopback_, kGroup, "two");
  ASSERT_TRUE(run_until([&] { return !alice_.texts.empty(); }));
  EXPECT_EQ(alice_.texts.size(), 1u);
}

TEST_F(MulticastSockets, SeeLinksThatReachOthers) {
  const auto watch = loop_.watch_links([] {});
  ASSERT_TRUE(watch);
  for (const Link& link : (*watch)->links()) {
    EXPECT_NE(link.index, loopback_);
    EXPECT_FALSE(link.addresses.empty()) << link.name;
  }
}

}  // namespace
}  // namespace net
