#include "firmware/media/rtp_ports.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/sim/world.h"

namespace media {
namespace {

const net::IpAddress kOwn = *net::IpAddress::parse("10.0.0.1");

// Ports on a machine where others hold some, and on which every try is counted.
class Machine final : public net::Network {
 public:
  explicit Machine(net::Network& below) : below_(below) {}

  net::Result<std::unique_ptr<net::UdpPort>> hold_udp(const net::Endpoint& local) override {
    ++tries;
    if (fault) return *fault;
    return below_.hold_udp(local);
  }
  net::Result<std::unique_ptr<net::UdpSocket>> bind_udp(const net::Endpoint& local,
                                                        net::UdpUser& user) override {
    return below_.bind_udp(local, user);
  }
  net::Result<std::unique_ptr<net::Listener>> listen_tcp(const net::Endpoint& local,
                                                         net::ListenerUser& user) override {
    return below_.listen_tcp(local, user);
  }
  std::unique_ptr<net::StreamSocket> connect_tcp(const net::Endpoint& remote,
                                                 const net::IpAddress& local,
                                                 net::StreamUser& user) override {
    return below_.connect_tcp(remote, local, user);
  }
  net::Result<net::IpAddress> source_address(const net::IpAddress& remote) override {
    return below_.source_address(remote);
  }

  std::size_t tries = 0;
  std::optional<net::Error> fault;

 private:
  net::Network& below_;
};

class RtpPortsTest : public ::testing::Test {
 protected:
  // Another process takes it.
  void is_held(int port) {
    auto held = world_.host("10.0.0.1").hold_udp({kOwn, static_cast<std::uint16_t>(port)});
    ASSERT_TRUE(held);
    others_[port] = std::move(*held);
  }
  std::uint16_t opens() {
    const auto opened = ports_.open(kOwn);
    if (!opened) return 0;
    EXPECT_EQ(opened->ports.rtp->local(), (net::Endpoint{kOwn, opened->pair.rtp()}));
    EXPECT_EQ(opened->ports.rtcp->local(), (net::Endpoint{kOwn, opened->pair.rtcp()}));
    return opened->pair.rtp();
  }
  std::ptrdiff_t lines(std::string_view text) {
    return std::ranges::count_if(world_.log().lines(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
  }

  sim::World world_{1};
  Machine machine_{world_.host("10.0.0.1")};
  std::map<int, std::unique_ptr<net::UdpPort>> others_;
  RtpPorts ports_{machine_, world_.timers(), world_.log(), {10000, 10007}};
};

TEST_F(RtpPortsTest, PassOverAPairOfWhichAnotherProcessHoldsEither) {
  is_held(10000);
  is_held(10003);
  EXPECT_EQ(opens(), 10004);
  EXPECT_TRUE(world_.log().contains("first=10000 pairs=2 taken_instead=10004"))
      << world_.log().lines().back();
  is_held(10002);  // of the pair whose RTCP port is held nothing is kept
}

TEST_F(RtpPortsTest, AreTriedAgainOnlyWhenTheyHaveRested) {
  is_held(10000);
  is_held(10003);
  EXPECT_EQ(opens(), 10004);
  machine_.tries = 0;
  const auto a = ports_.open(kOwn);
  const auto b = ports_.open(kOwn);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(machine_.tries, 4u) << "none for those that are known to be held";
  EXPECT_FALSE(ports_.open(kOwn));
  EXPECT_EQ(machine_.tries, 4u);
  others_.clear();
  EXPECT_FALSE(ports_.open(kOwn));
  world_.advance(PortPool::kRest);
  EXPECT_EQ(opens(), 10000);
  EXPECT_EQ(opens(), 10002);
}

TEST_F(RtpPortsTest, TellOnceThatThereAreNone) {
  for (const int port : {10000, 10002, 10005, 10007}) is_held(port);
  EXPECT_FALSE(ports_.open(kOwn));
  EXPECT_TRUE(world_.log().contains("range=10000-10007 in_use=0 held_by_others=4"))
      << world_.log().lines().back();
  EXPECT_FALSE(ports_.open(kOwn));
  EXPECT_EQ(lines("no RTP port"), 1);
  EXPECT_EQ(ports_.in_use(), 0u);
  others_.erase(10005);
  world_.advance(PortPool::kRest);
  const auto last = ports_.open(kOwn);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->pair.rtp(), 10004);
  EXPECT_FALSE(ports_.open(kOwn));
  EXPECT_EQ(lines("no RTP port"), 2) << "there was one meanwhile";
}

TEST_F(RtpPortsTest, EndTheSearchAndGoOnBehindIt) {
  ports_.set_range({20000, 29999});
  const int most = 2 * static_cast<int>(RtpPorts::kMaxTries);
  for (int port = 20000; port < 20000 + most; port += 2) is_held(port);
  EXPECT_FALSE(ports_.open(kOwn));
  EXPECT_EQ(machine_.tries, RtpPorts::kMaxTries);
  EXPECT_TRUE(world_.log().contains("too many in a row"));
  EXPECT_EQ(opens(), 20000 + most);
}

TEST_F(RtpPortsTest, BlameNoPortForWhatIsNotItsFault) {
  machine_.fault = net::Error::address_not_available;
  EXPECT_FALSE(ports_.open(kOwn));
  EXPECT_EQ(machine_.tries, 1u);
  EXPECT_TRUE(world_.log().contains("no RTP port to be had"));
  machine_.fault.reset();
  const auto a = ports_.open(kOwn);
  const auto b = ports_.open(kOwn);
  const auto c = ports_.open(kOwn);
  EXPECT_TRUE(a && b && c && ports_.open(kOwn)) << "none of them rests";
}

TEST_F(RtpPortsTest, OfLegsThatAreOpenStayTheirsWhateverTheRange) {
  const auto open = ports_.open(kOwn);
  ASSERT_TRUE(open);
  ports_.set_range({20000, 20003});
  EXPECT_EQ(opens(), 20000);
  EXPECT_EQ(ports_.in_use(), 1u);
  EXPECT_FALSE(machine_.hold_udp({kOwn, 10000}));
}

}  // namespace
}  // namespace media
