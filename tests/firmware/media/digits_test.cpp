// Keys out and in, as events and as tones.
#include <gtest/gtest.h>

#include <string>

#include "firmware/media/tone/dtmf_detector.h"
#include "firmware/media/tone/dtmf_generator.h"
#include "firmware/rtp/digit_receiver.h"
#include "tests/firmware/media/speaker.h"

namespace media {
namespace {

using namespace std::chrono_literals;

class MediaDigits : public EngineDesk {
 protected:
  void opens_alice(AudioStream described, bool echo = true) {
    opens(kAlice, "10.0.0.1:20000", described);
    if (echo) engine.carry_out(Echo{kAlice});
  }
  void talk(base::Duration time) {
    for (base::Duration past{}; past < time; past += 20ms) {
      alice.says(0, 0xff);
      world.advance(20ms);
    }
  }
  std::string digits_heard() const {
    std::string digits;
    for (const DigitHeard& event : heard_events<DigitHeard>()) digits += event.digit.character;
    return digits;
  }
  // The keys Alice's phone makes of the events it hears.
  std::string digits_sent(std::uint8_t payload_type, std::uint32_t clock_rate) const {
    rtp::DigitReceiver receiver(clock_rate);
    std::string digits;
    for (std::size_t i = 0; i < alice.heard.size(); ++i) {
      const rtp::Packet packet = alice.packet(i);
      if (packet.header().payload_type != payload_type) continue;
      for (const rtp::DigitEvent& event : receiver.receive(packet, base::Instant(i * 20ms))) {
        if (event.kind == rtp::DigitEvent::Kind::ended) digits += event.digit.character;
      }
    }
    return digits;
  }
  // Two tones from Alice's phone.
  void plays_tones(std::string_view digits) {
    DtmfGenerator generator(8'000);
    for (const char digit : digits) generator.put(digit);
    const Encoding pcmu = encoding("PCMU", 0);
    const auto encoder = pcmu.codec->make_encoder({});
    for (int i = 0; i < 15 * static_cast<int>(digits.size()); ++i) {
      Samples pcm(160);
      generator.generate(pcm);
      std::array<std::uint8_t, 160> octets;
      ASSERT_TRUE(encoder->encode(pcm, octets));
      alice.says(0, octets, 160);
      world.advance(20ms);
    }
  }

  static constexpr LegId kAlice{1};
  Mouth alice{world, "10.0.0.11:4000", "10.0.0.1:20000"};
};

TEST_F(MediaDigits, SendsKeysAsEventsAndNoVoiceMeanwhile) {
  AudioStream described = stream();
  described.sends_events = 101;
  opens_alice(described);
  talk(200ms);
  for (const char digit : std::string("12#")) engine.carry_out(SendDigit{kAlice, digit});
  talk(1s);
  EXPECT_EQ(digits_sent(101, 8'000), "12#");
  bool event_before = false;
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < alice.heard.size(); ++i) {
    const rtp::Header header = alice.packet(i).header();
    const bool event = header.payload_type == 101;
    const auto follows = static_cast<std::uint16_t>(alice.packet(0).header().sequence + i);
    EXPECT_EQ(header.sequence, follows);
    if (!event && event_before) {
      EXPECT_TRUE(header.marker);
      EXPECT_GE(header.timestamp - last, 100u * 8) << "voice goes on after the key";
    }
    event_before = event;
    last = header.timestamp;
  }
}

TEST_F(MediaDigits, CountsAnEventInItsOwnClock) {
  AudioStream described = stream("opus", 107);
  described.sends_events = 101;
  described.sent_events_clock_rate_hz = 8'000;
  opens_alice(described, false);
  engine.carry_out(SendDigit{kAlice, '7'});
  engine.carry_out(SendDigit{kAlice, '8'});
  world.advance(1s);
  EXPECT_EQ(digits_sent(101, 8'000), "78");
  ASSERT_GE(alice.heard.size(), 2u);
  const auto duration = [this](std::size_t i) {
    return rtp::TelephoneEvent::read(alice.packet(i).payload().data()).duration;
  };
  EXPECT_EQ(duration(1) - duration(0), 160);
  EXPECT_EQ(alice.packet(1).header().timestamp, alice.packet(0).header().timestamp);
  const std::uint32_t apart =
      alice.packet(alice.heard.size() - 1).header().timestamp - alice.packet(0).header().timestamp;
  EXPECT_NEAR(apart, 48 * 160, 48 * 25) << "the second key, in the stream's clock";
}

TEST_F(MediaDigits, SendsKeysAsTonesWhereThereAreNoEvents) {
  opens_alice(stream(), false);
  for (const char digit : std::string("19*")) engine.carry_out(SendDigit{kAlice, digit});
  world.advance(1s);
  DtmfDetector detector;
  std::string digits;
  const auto decoder = encoding("PCMU", 0).codec->make_decoder({});
  for (std::size_t i = 0; i < alice.heard.size(); ++i) {
    std::array<std::int16_t, 160> pcm;
    ASSERT_TRUE(decoder->decode(alice.packet(i).payload(), pcm));
    for (const DtmfEvent& event : detector.feed(pcm)) {
      if (event.kind == DtmfEvent::Kind::begin) digits += event.digit;
    }
  }
  EXPECT_EQ(digits, "19*");
  const std::size_t sent = alice.heard.size();
  world.advance(1s);
  EXPECT_EQ(alice.heard.size(), sent) << "then it is still again";
}

TEST_F(MediaDigits, MixesTonesIntoWhatTheLegHears) {
  opens_alice(stream());
  Speaker hears(world, "10.0.0.12:4000", "10.0.0.1:20002", encoding("PCMU", 0), 500);
  opens(LegId{2}, "10.0.0.1:20002", stream("PCMU", 0, "10.0.0.12:4000"));
  engine.carry_out(Join{kAlice, RoomId{1}});
  engine.carry_out(Join{LegId{2}, RoomId{1}});
  for (int i = 0; i < 50; ++i) {
    alice.says(0, 0xff);
    hears.speaks();
    world.advance(20ms);
  }
  alice.heard.clear();
  engine.carry_out(SendDigit{kAlice, '1'});
  for (int i = 0; i < 5; ++i) {
    hears.speaks();
    world.advance(20ms);
  }
  const auto decoder = encoding("PCMU", 0).codec->make_decoder({});
  Samples pcm(800);
  ASSERT_EQ(alice.heard.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    ASSERT_TRUE(decoder->decode(alice.packet(i).payload(), std::span(pcm).subspan(i * 160, 160)));
  }
  EXPECT_GT(peak_of_sine(pcm, 697, 8'000), 5'000);
  EXPECT_GT(peak_of_sine(pcm, 1209, 8'000), 5'000);
  EXPECT_NEAR(peak_of_sine(pcm, 500, 8'000), 6'000, 600) << "voice as well";
}

TEST_F(MediaDigits, QueuesSoManyKeysAndNoMore) {
  AudioStream described = stream();
  described.sends_events = 101;
  opens_alice(described);
  for (int i = 0; i < 1'000; ++i) engine.carry_out(SendDigit{kAlice, '5'});
  world.advance(60s);
  EXPECT_EQ(digits_sent(101, 8'000).size(), rtp::DigitSender::kMaxQueued);
}

TEST_F(MediaDigits, HearsTonesWhereTheStreamSaysSo) {
  AudioStream described = stream();
  described.hears_tones = true;
  opens_alice(described);
  plays_tones("159D");
  EXPECT_EQ(digits_heard(), "159D");
}

TEST_F(MediaDigits, HearsTonesOfWhoIsConnectedWithNobody) {
  AudioStream described = stream();
  described.hears_tones = true;
  opens_alice(described, false);
  plays_tones("0*#");
  EXPECT_EQ(digits_heard(), "0*#");
}

TEST_F(MediaDigits, HearsTonesInAWidebandRoom) {
  AudioStream described = stream();
  described.hears_tones = true;
  opens_alice(described);
  opens(LegId{2}, "10.0.0.1:20002", stream("G722", 9, "10.0.0.12:4000"));
  engine.carry_out(Join{kAlice, RoomId{1}});
  engine.carry_out(Join{LegId{2}, RoomId{1}});
  plays_tones("42");
  EXPECT_EQ(digits_heard(), "42");
}

TEST_F(MediaDigits, TakesNoTonesForKeysOtherwise) {
  opens_alice(stream());
  plays_tones("159");
  EXPECT_EQ(digits_heard(), "");
}

}  // namespace
}  // namespace media
