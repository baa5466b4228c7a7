#include "firmware/media/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "firmware/media/codec/codecs.h"
#include "firmware/rtp/packet.h"
#include "tests/sim/world.h"

namespace media {
namespace {

using namespace std::chrono_literals;

net::Endpoint endpoint(std::string_view text) {
  return *net::Endpoint::parse(text);
}

// A phone's RTP socket: sends what it is told and keeps what it hears.
class Mouth : private net::UdpUser {
 public:
  Mouth(sim::World& world, std::string_view at)
      : socket_(*world.host(net::to_string(endpoint(at).address)).bind_udp(endpoint(at), *this)) {}

  // 20 ms of this payload type, each octet `value`.
  void says(std::uint8_t payload_type, std::uint8_t value, std::size_t octets = 160) {
    const std::vector<std::uint8_t> payload(octets, value);
    sends(payload_type, payload, timestamp_, sequence_ == 0);
    timestamp_ += 160;
  }
  void sends(std::uint8_t payload_type, rtp::Octets payload, std::uint32_t timestamp, bool marker) {
    std::array<std::uint8_t, 1500> packet;
    const rtp::Header header{payload_type, marker, sequence_++, timestamp, ssrc};
    const std::size_t size = rtp::write_packet(header, payload, packet);
    socket_->send(to, {reinterpret_cast<const char*>(packet.data()), size});
  }
  void presses(std::uint8_t code) {
    const std::array<std::uint8_t, 4> begin = {code, 10, 0, 160}, end = {code, 0x8a, 3, 32};
    sends(101, begin, timestamp_, true);
    for (int i = 0; i < 3; ++i) sends(101, end, timestamp_, false);
    timestamp_ += 800;
  }

  net::Endpoint to = endpoint("10.0.0.1:20000");
  std::uint32_t ssrc = 7;
  std::vector<std::string> heard;
  std::vector<net::Endpoint> from;

 private:
  void on_datagram(std::string_view octets, const net::Endpoint& source) override {
    heard.emplace_back(octets);
    from.push_back(source);
  }
  void on_unreachable(const net::Endpoint&) override {}

  std::unique_ptr<net::UdpSocket> socket_;
  std::uint16_t sequence_ = 0;
  std::uint32_t timestamp_ = 0;
};

class MediaEngine : public ::testing::Test, private EngineUser {
 protected:
  MediaEngine() {
    sim::LinkSettings instantly;
    instantly.delay = {};
    world.network().set_weather(instantly);
  }
  static Encoding encoding(std::string_view name, std::uint8_t payload_type) {
    for (const Codec& codec : codecs()) {
      if (codec.name == name) return {&codec, payload_type};
    }
    return {};
  }
  AudioStream stream(std::string_view codec = "PCMU", std::uint8_t payload_type = 0) {
    AudioStream stream;
    stream.remote = endpoint("10.0.0.11:4000");
    stream.receives = {encoding(codec, payload_type)};
    stream.sends = stream.receives.front();
    stream.receives_events = 101;
    return stream;
  }
  void echoes(const AudioStream& described) {
    engine.carry_out(OpenLeg{kLeg, endpoint("10.0.0.1:20000")});
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
  template <class E>
  std::vector<E> heard_events() const {
    std::vector<E> found;
    for (const Event& event : events) {
      if (const E* one = std::get_if<E>(&event)) found.push_back(*one);
    }
    return found;
  }

  static constexpr LegId kLeg{1};
  sim::World world{1};
  Engine engine{world.host("10.0.0.1"), world.timers(), world.random(), *this};
  Mouth alice{world, "10.0.0.11:4000"};
  std::vector<Event> events;

 private:
  void on_media(Event event) override { events.push_back(std::move(event)); }
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
  Mouth mallory(world, "10.0.0.66:4000");
  Mouth neighbour(world, "10.0.0.11:4002");
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
  const rtp::Statistics statistics = heard_events<LegClosed>().front().statistics;
  EXPECT_EQ(statistics.received.packets, 9u) << "the first is on probation";
  EXPECT_GE(statistics.packets_sent, 8u);
  EXPECT_EQ(engine.legs(), 0u);
  world.advance(1s);
  EXPECT_EQ(world.timers().armed(), 0u);
}

TEST_F(MediaEngine, TellsWhenAPortIsTaken) {
  Mouth taken(world, "10.0.0.1:20001");
  echoes(stream());
  EXPECT_EQ(heard_events<LegFailed>().size(), 1u);
  engine.carry_out(CloseLeg{kLeg});
  EXPECT_EQ(heard_events<LegClosed>().size(), 1u);
  engine.carry_out(CloseLeg{kLeg});
  EXPECT_EQ(heard_events<LegClosed>().size(), 1u) << "nobody is closed twice";
}

}  // namespace
}  // namespace media
