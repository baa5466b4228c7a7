// Two legs whose packets are passed on as they came.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/firmware/media/engine_desk.h"

namespace media {
namespace {

using namespace std::chrono_literals;

class MediaRelay : public EngineDesk {
 protected:
  void relays(std::vector<PayloadTypeChange> a_to_b = {},
              std::vector<PayloadTypeChange> b_to_a = {}) {
    opens(kAlice, "10.0.0.1:20000", stream("PCMU", 0, "10.0.0.11:4000"));
    opens(kBob, "10.0.0.1:20002", stream("PCMU", 0, "10.0.0.12:4000"));
    bob.ssrc = 8;
    relays_anew(std::move(a_to_b), std::move(b_to_a));
  }
  void relays_anew(std::vector<PayloadTypeChange> a_to_b = {},
                   std::vector<PayloadTypeChange> b_to_a = {}) {
    engine.carry_out(Relay{kAlice, kBob, std::move(a_to_b), std::move(b_to_a)});
  }
  // Both speak for so many frames.
  void talk(int frames) {
    for (int i = 0; i < frames; ++i) {
      alice.says(0, 0x31);
      bob.says(0, 0x32);
      world.advance(20ms);
    }
  }
  void forget() {
    alice.heard.clear();
    bob.heard.clear();
  }

  static constexpr LegId kAlice{1}, kBob{2};
  Mouth alice{world, "10.0.0.11:4000", "10.0.0.1:20000"};
  Mouth bob{world, "10.0.0.12:4000", "10.0.0.1:20002"};
};

// A packet with everything: CSRC, extension, padding, an unknown payload type.
std::string odd_packet(std::uint16_t sequence) {
  std::string packet("\xb1\xe3\x00\x00\x12\x34\x56\x78\x00\x00\x00\x07", 12);
  packet[2] = static_cast<char>(sequence >> 8);
  packet[3] = static_cast<char>(sequence);
  packet += std::string("\xde\xad\xbe\xef", 4);
  packet += std::string("\xbe\xde\x00\x01\x10\x20\x30\x40", 8);
  packet += "any octets at all";
  packet += std::string("\x00\x00\x03", 3);
  return packet;
}

TEST_F(MediaRelay, PassesPacketsOnOctetForOctetFromTheVeryFirst) {
  relays();
  std::vector<std::string> said;
  for (std::uint16_t i = 0; i < 20; ++i) {
    said.push_back(odd_packet(i));
    alice.sends(said.back());
    world.advance(20ms);
  }
  EXPECT_EQ(bob.heard, said);
  EXPECT_EQ(bob.from.front(), endpoint("10.0.0.1:20002"));
  EXPECT_TRUE(alice.heard.empty()) << "not to whoever said it";
}

TEST_F(MediaRelay, PassesAPacketOnWhenItComesNotWhenATickIsDue) {
  relays();
  world.advance(3ms);
  alice.says(0, 0x31);
  world.advance(1us);
  EXPECT_EQ(bob.heard.size(), 1u);
}

TEST_F(MediaRelay, RenumbersPayloadTypesBothWaysAndNothingElse) {
  relays({{99, 111}, {111, 112}}, {{111, 99}});
  const std::string before = odd_packet(1);
  alice.sends(before);
  world.advance(1ms);
  std::string expected = before;
  expected[1] = static_cast<char>(0x80 | 111);
  EXPECT_EQ(bob.heard, std::vector{expected});

  bob.says(111, 0x40);
  bob.says(0, 0x41);
  world.advance(1ms);
  ASSERT_EQ(alice.heard.size(), 2u);
  EXPECT_EQ(alice.packet(0).header().payload_type, 99);
  EXPECT_EQ(alice.packet(1).header().payload_type, 0);
}

TEST_F(MediaRelay, PassesRtcpOnAndSendsNoneOfItsOwn) {
  relays();
  Mouth alice_control(world, "10.0.0.11:4001", "10.0.0.1:20001");
  Mouth bob_control(world, "10.0.0.12:4001", "10.0.0.1:20003");
  talk(3);
  const std::string report(
      "\x80\xc9\x00\x01\x00\x00\x00\x07\x81\xca\x00\x03\x00\x00\x00\x07"
      "\x01\x05phone\x00",
      24);
  alice_control.sends(report);
  talk(1'000);
  EXPECT_EQ(bob_control.heard, std::vector{report});
  EXPECT_TRUE(alice_control.heard.empty());
}

TEST_F(MediaRelay, IsNotMovedByTenThousandPacketsOfAThirdParty) {
  relays();
  Mouth mallory(world, "10.0.0.66:4000", "10.0.0.1:20000");
  Mouth neighbour(world, "10.0.0.11:4002", "10.0.0.1:20000");
  talk(5);
  forget();
  for (int i = 0; i < 100; ++i) {
    for (int k = 0; k < 50; ++k) {
      mallory.says(0, 0x66);
      neighbour.sends("garbage that is no RTP");
    }
    talk(1);
  }
  ASSERT_EQ(bob.heard.size(), 100u);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(bob.packet(i).payload()[0], 0x31);
  EXPECT_TRUE(mallory.heard.empty());
  EXPECT_TRUE(neighbour.heard.empty());
  engine.carry_out(AskFacts{kAlice});
  const LegFacts facts = heard_events<LegFacts>().front();
  EXPECT_EQ(facts.statistics.rejected, 0u);
  EXPECT_EQ(facts.statistics.received.packets, 104u);
}

TEST_F(MediaRelay, DropsWhatIsNoRtp) {
  relays();
  alice.sends("not RTP at all");
  world.advance(1ms);
  EXPECT_TRUE(bob.heard.empty());
}

TEST_F(MediaRelay, FollowsAPeerWhoseDescriptionMoved) {
  relays();
  talk(5);
  forget();
  Mouth elsewhere(world, "10.0.0.13:5000", "10.0.0.1:20000");
  engine.carry_out(SetStream{kAlice, stream("PCMU", 0, "10.0.0.13:5000")});
  for (int i = 0; i < 5; ++i) {
    elsewhere.says(0, 0x33);
    talk(1);
  }
  EXPECT_EQ(elsewhere.heard.size(), 5u);
  EXPECT_TRUE(alice.heard.empty());
  ASSERT_EQ(bob.heard.size(), 5u);
  EXPECT_EQ(bob.packet(0).payload()[0], 0x33);
}

TEST_F(MediaRelay, PassesAnyDatagramUnreadWhereTheStreamIsNoRtp) {
  AudioStream fax;
  fax.is_rtp = false;
  fax.remote = endpoint("10.0.0.11:4000");
  opens(kAlice, "10.0.0.1:20000", fax);
  fax.remote = endpoint("10.0.0.12:4000");
  opens(kBob, "10.0.0.1:20002", fax);
  engine.carry_out(Relay{kAlice, kBob, {{0, 1}}, {}});
  const std::string datagram("\x00\x01\x02", 3);
  alice.sends(datagram);
  bob.sends("");
  world.advance(1ms);
  EXPECT_EQ(bob.heard, std::vector{datagram});
  EXPECT_EQ(alice.heard, std::vector{std::string()});
}

TEST_F(MediaRelay, TellsOfSilenceAndOfKeysWhileItRelays) {
  relays();
  talk(5);
  alice.presses(5);
  talk(5);
  ASSERT_EQ(heard_events<DigitHeard>().size(), 1u);
  EXPECT_EQ(heard_events<DigitHeard>().front().leg, kAlice);
  for (int i = 0; i < 3'200; ++i) {
    bob.says(0, 0x32);
    world.advance(20ms);
  }
  ASSERT_EQ(heard_events<LegSilent>().size(), 1u);
  EXPECT_EQ(heard_events<LegSilent>().front().leg, kAlice);
}

TEST_F(MediaRelay, LetsTheHeldLegHearMusicInItsOwnCodecAndNobodyElse) {
  AudioStream described = stream("PCMU", 0, "10.0.0.11:4000");
  described.sends = encoding("PCMA", 8);
  opens(kAlice, "10.0.0.1:20000", described);
  opens(kBob, "10.0.0.1:20002", stream("PCMU", 0, "10.0.0.12:4000"));
  relays_anew();
  talk(5);
  forget();
  engine.carry_out(Play{kAlice, {Tone{.first_hz = 440}}});
  talk(50);
  ASSERT_EQ(alice.heard.size(), 50u) << "the music alone";
  for (std::size_t i = 0; i < 50; ++i) {
    EXPECT_EQ(alice.packet(i).header().payload_type, 8);
    EXPECT_EQ(alice.packet(i).payload().size(), 160u);
  }
  EXPECT_TRUE(alice.packet(0).header().marker);
  EXPECT_EQ(bob.heard.size(), 50u) << "who goes on hearing her";
  forget();
  engine.carry_out(StopPlaying{kAlice});
  talk(5);
  ASSERT_EQ(alice.heard.size(), 5u);
  EXPECT_EQ(alice.packet(0).payload()[0], 0x32);
  EXPECT_TRUE(heard_events<PlayEnded>().empty());
}

TEST_F(MediaRelay, GoesToARoomAndBackWithOneStreamOfItsOwn) {
  relays();
  talk(5);
  std::vector<rtp::Header> own;
  for (int turn = 0; turn < 2; ++turn) {
    forget();
    engine.carry_out(Join{kAlice, RoomId{1}});
    engine.carry_out(Join{kBob, RoomId{1}});
    talk(25);
    ASSERT_GE(bob.heard.size(), 24u);
    for (std::size_t i = 0; i < bob.heard.size(); ++i) own.push_back(bob.packet(i).header());
    EXPECT_TRUE(bob.packet(0).header().marker);
    EXPECT_EQ(std::ranges::count_if(own, &rtp::Header::marker), turn + 1);
    EXPECT_EQ(bob.packet(bob.heard.size() - 1).payload()[0], 0x31);
    EXPECT_EQ(engine.rooms(), 1u);
    forget();
    relays_anew();
    EXPECT_EQ(engine.rooms(), 0u);
    talk(25);
    ASSERT_EQ(bob.heard.size(), 25u);
    EXPECT_EQ(bob.packet(24).header().ssrc, alice.ssrc);
  }
  for (std::size_t i = 1; i < own.size(); ++i) {
    EXPECT_EQ(own[i].ssrc, own[0].ssrc);
    EXPECT_EQ(own[i].sequence, static_cast<std::uint16_t>(own[i - 1].sequence + 1));
    EXPECT_EQ((own[i].timestamp - own[i - 1].timestamp) % 160, 0u);
  }
  EXPECT_GE(own.back().timestamp - own.front().timestamp, 73u * 160) << "also while it relayed";
}

TEST_F(MediaRelay, BeginsATalkSpurtAfterARelayHoweverShort) {
  relays();
  talk(5);
  engine.carry_out(Join{kAlice, RoomId{1}});
  engine.carry_out(Join{kBob, RoomId{1}});
  talk(5);
  relays_anew();
  engine.carry_out(Join{kAlice, RoomId{1}});
  engine.carry_out(Join{kBob, RoomId{1}});
  forget();
  talk(2);
  EXPECT_TRUE(bob.packet(0).header().marker);
  EXPECT_FALSE(bob.packet(1).header().marker);
}

TEST_F(MediaRelay, LetsTheOtherLegAloneWhenOneCloses) {
  relays();
  talk(5);
  engine.carry_out(CloseLeg{kAlice});
  forget();
  talk(5);
  EXPECT_TRUE(bob.heard.empty());
  EXPECT_TRUE(alice.heard.empty());
  engine.carry_out(CloseLeg{kBob});
  ASSERT_EQ(heard_events<LegClosed>().size(), 2u);
  EXPECT_TRUE(hold_leg_ports(world.host("10.0.0.1"), endpoint("10.0.0.1:20002")))
      << "the ports are free again";
}

TEST_F(MediaRelay, TellsTheFactsOfALeg) {
  AudioStream described = stream("opus", 107, "192.168.1.5:4000");
  described.signalled_from = endpoint("10.0.0.11:5060").address;
  opens(kAlice, "10.0.0.1:20000", described);
  opens(kBob, "10.0.0.1:20002", stream("PCMU", 0, "10.0.0.12:4000"));
  relays_anew();
  engine.carry_out(AskFacts{kAlice});
  EXPECT_FALSE(heard_events<LegFacts>().back().real);
  EXPECT_EQ(heard_events<LegFacts>().back().heard, "");
  for (int i = 0; i < 5; ++i) {
    alice.says(107, 0x31, 60);
    bob.says(0, 0x32);
    world.advance(20ms);
  }
  engine.carry_out(AskFacts{kAlice});
  const LegFacts facts = heard_events<LegFacts>().back();
  EXPECT_EQ(facts.promised, endpoint("192.168.1.5:4000"));
  EXPECT_EQ(facts.real, endpoint("10.0.0.11:4000"));
  EXPECT_EQ(facts.heard, "opus/48000/2");
  EXPECT_EQ(facts.statistics.received.packets, 4u) << "the first is on probation";
  EXPECT_GE(facts.statistics.packets_sent, 4u);
  EXPECT_EQ(facts.statistics.octets_sent, 160 * facts.statistics.packets_sent);
}

}  // namespace
}  // namespace media
