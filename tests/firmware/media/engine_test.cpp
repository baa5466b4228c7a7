#include <gtest/gtest.h>

#include <string>

#include "firmware/rtp/packet.h"
#include "tests/firmware/media/engine_desk.h"

namespace media {
namespace {

using namespace std::chrono_literals;

class MediaEngine : public EngineDesk {
 protected:
  void echoes(const AudioStream& described) {
    engine.carry_out(OpenLeg{kLeg, holds("10.0.0.1:20000")});
    engine.carry_out(SetStream{kLeg, described});
    engine.carry_out(Echo{kLeg});
  }
  // Alice says `value` for so many frames.
  void talks(int frames, std::uint8_t value, std::uint8_t payload_type = 0,
             std::size_t octets = 160) {
    for (int i = 0; i < frames; ++i) {
      alice.says(payload_type, value, octets);
      world.advance(20ms);
    }
  }
  static std::size_t frames_of(const std::vector<std::string>& heard, std::uint8_t value) {
    return static_cast<std::size_t>(std::ranges::count_if(heard, [&](const std::string& packet) {
      return packet.size() > 12 && static_cast<std::uint8_t>(packet[12]) == value &&
             static_cast<std::uint8_t>(packet.back()) == value;
    }));
  }

  static constexpr LegId kLeg{1};
  Mouth alice{world, "10.0.0.11:4000", "10.0.0.1:20000"};
};

TEST_F(MediaEngine, LetsAPhoneHearItself) {
  echoes(stream());
  talks(50, 0x31);
  EXPECT_GE(frames_of(alice.heard, 0x31), 44u);
  ASSERT_FALSE(alice.from.empty());
  EXPECT_EQ(alice.from.back(), endpoint("10.0.0.1:20000"));
}

TEST_F(MediaEngine, SendsAFrameEvery20MillisecondsWithNumbersThatGoOn) {
  echoes(stream());
  talks(100, 0x31);
  ASSERT_GE(alice.heard.size(), 95u);
  std::uint16_t last = 0;
  for (std::size_t i = 0; i < alice.heard.size(); ++i) {
    const std::string& text = alice.heard[i];
    const auto packet =
        rtp::Packet::parse({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->payload().size(), 160u);
    if (i > 0) {
      EXPECT_EQ(packet->header().sequence, static_cast<std::uint16_t>(last + 1));
    }
    last = packet->header().sequence;
  }
}

TEST_F(MediaEngine, SpeaksWidebandAndCompressedCodecsToo) {
  struct Case {
    const char* codec;
    std::uint8_t payload_type;
    std::size_t octets;
  };
  for (const Case& one : {Case{"G722", 9, 160}, Case{"GSM", 3, 33}, Case{"PCMA", 8, 160}}) {
    alice.heard.clear();
    echoes(stream(one.codec, one.payload_type));
    talks(20, 0xd5, one.payload_type, one.octets);
    EXPECT_GE(alice.heard.size(), 15u) << one.codec;
    EXPECT_EQ(alice.heard.back().size(), 12 + one.octets) << one.codec;
    engine.carry_out(CloseLeg{kLeg});
  }
}

TEST_F(MediaEngine, HearsEachKeyOnce) {
  echoes(stream());
  talks(3, 0xff);
  alice.presses(5);
  talks(2, 0xff);
  alice.presses(11);
  talks(2, 0xff);
  std::string digits;
  for (const DigitHeard& event : heard_events<DigitHeard>()) digits += event.digit.character;
  EXPECT_EQ(digits, "5#");
}

TEST_F(MediaEngine, IsNotMovedByAThirdParty) {
  Mouth mallory(world, "10.0.0.66:4000", "10.0.0.1:20000");
  Mouth neighbour(world, "10.0.0.11:4002", "10.0.0.1:20000");
  mallory.ssrc = neighbour.ssrc = 9;
  echoes(stream());
  mallory.says(0, 0x55);
  mallory.says(0, 0x55);
  talks(10, 0x31);
  for (int i = 0; i < 20; ++i) {
    mallory.says(0, 0x55);
    neighbour.says(0, 0x55);
    talks(1, 0x31);
  }
  EXPECT_TRUE(mallory.heard.empty());
  EXPECT_TRUE(neighbour.heard.empty()) << "nor by another port, once locked";
  EXPECT_EQ(frames_of(alice.heard, 0x55), 0u);
  EXPECT_GE(frames_of(alice.heard, 0x31), 20u);
}

TEST_F(MediaEngine, AnswersWhereAPhoneBehindNatReallySpeaksFrom) {
  AudioStream described = stream();
  described.remote = endpoint("192.168.1.5:4000");
  described.signalled_from = endpoint("10.0.0.11:5060").address;
  echoes(described);
  talks(20, 0x31);
  EXPECT_GE(frames_of(alice.heard, 0x31), 10u);
}

TEST_F(MediaEngine, SendsNothingToAPhoneThatHolds) {
  AudioStream held = stream();
  held.sends.reset();
  echoes(held);
  talks(20, 0x31);
  EXPECT_TRUE(alice.heard.empty());
  engine.carry_out(SetStream{kLeg, stream()});
  talks(20, 0x31);
  EXPECT_GE(frames_of(alice.heard, 0x31), 15u);
}

TEST_F(MediaEngine, DropsPayloadTypesNobodyAgreedUpon) {
  echoes(stream());
  talks(20, 0x31, 8);
  EXPECT_EQ(frames_of(alice.heard, 0x31), 0u);
}

TEST_F(MediaEngine, TellsOnceOfAPhoneThatFellSilent) {
  echoes(stream());
  talks(10, 0x31);
  world.advance(59s);
  EXPECT_TRUE(heard_events<LegSilent>().empty());
  world.advance(2s);
  ASSERT_EQ(heard_events<LegSilent>().size(), 1u);
  world.advance(120s);
  EXPECT_EQ(heard_events<LegSilent>().size(), 1u);
}

TEST_F(MediaEngine, TellsWhatALegHeardWhenItIsClosed) {
  echoes(stream());
  talks(10, 0x31);
  engine.carry_out(CloseLeg{kLeg});
  ASSERT_EQ(heard_events<LegClosed>().size(), 1u);
  const rtp::Statistics statistics = heard_events<LegClosed>().front().facts.statistics;
  EXPECT_EQ(statistics.received.packets, 9u) << "the first is on probation";
  EXPECT_GE(statistics.packets_sent, 8u);
  EXPECT_EQ(engine.legs(), 0u);
  world.advance(1s);
  EXPECT_EQ(world.timers().armed(), 0u);
}

class Nobody final : public EngineUser, public RecordingTaker {
  void on_media(Event) override {}
  void on_recording(RecordingEvent) override {}
};

// Notes the pace that is asked for.
class PacedNetwork final : public net::Network {
 public:
  explicit PacedNetwork(net::Network& below) : below_(below) {}
  net::Result<std::unique_ptr<net::UdpSocket>> bind_udp(const net::Endpoint& local,
                                                        net::UdpUser& user) override {
    return below_.bind_udp(local, user);
  }
  net::Result<std::unique_ptr<net::UdpSocket>> open_udp(std::unique_ptr<net::UdpPort> port,
                                                        net::UdpUser& user) override {
    return below_.open_udp(std::move(port), user);
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
  void gather_for(base::Duration pause) override { paces.push_back(pause); }

  std::vector<base::Duration> paces;

 private:
  net::Network& below_;
};

TEST_F(MediaEngine, GathersPacketsOnlyWhileThereAreManyLegs) {
  Nobody nobody;
  PacedNetwork network(world.host("10.0.0.1"));
  Engine busy(network, world.timers(), world.random(), nobody, nobody,
              {.gather_from = 3, .gather_for = 2ms});
  for (std::uint16_t i = 1; i <= 4; ++i) {
    busy.carry_out(OpenLeg{LegId{i}, holds("10.0.0.1:" + std::to_string(30'000 + 2 * i))});
    EXPECT_EQ(network.paces.size(), i < 3 ? 0u : 1u);
  }
  busy.carry_out(CloseLeg{LegId{2}});
  busy.carry_out(CloseLeg{LegId{3}});
  EXPECT_EQ(network.paces, (std::vector<base::Duration>{2ms, 0ms}));
}

TEST_F(MediaEngine, TellsWhenALegGetsNoSockets) {
  LegPorts ports = holds("10.0.0.1:20000");
  world.host("10.0.0.1").power_off();
  engine.carry_out(OpenLeg{kLeg, std::move(ports)});
  EXPECT_EQ(heard_events<LegFailed>().size(), 1u);
  engine.carry_out(CloseLeg{kLeg});
  EXPECT_EQ(heard_events<LegClosed>().size(), 1u);
  engine.carry_out(CloseLeg{kLeg});
  EXPECT_EQ(heard_events<LegClosed>().size(), 1u) << "nobody is closed twice";
}

}  // namespace
}  // namespace media
