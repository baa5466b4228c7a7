// Rooms: who hears whom, in which codec; what is announced; what is recorded.
#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "tests/firmware/media/speaker.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr double kPeak = 6'000;

class MediaRoom : public EngineDesk {
 protected:
  struct Guest {
    Guest(sim::World& world, LegId named, std::string_view at, std::string_view local,
          Encoding encoding, double hz)
        : leg(named),
          described(stream(encoding.codec->name, encoding.payload_type, at)),
          phone(world, at, local, encoding, hz, kPeak) {}
    LegId leg;
    AudioStream described;
    Speaker phone;
  };
  // A phone that speaks a sine of `hz`, in a leg of its own, joined.
  Guest& enters(std::string_view codec, std::uint8_t payload_type, double hz) {
    const std::string number = std::to_string(11 + guests.size());
    const std::string local = "10.0.0.1:" + std::to_string(20'000 + 2 * guests.size());
    const std::string at = "10.0.0." + number + ":4000";
    const LegId leg{guests.size() + 1};
    guests.emplace_back(world, leg, at, local, encoding(codec, payload_type), hz);
    opens(leg, local, guests.back().described);
    engine.carry_out(Join{leg, kRoom});
    return guests.back();
  }
  void talk(base::Duration time) {
    for (base::Duration past{}; past < time; past += 20ms) {
      for (Guest& guest : guests) guest.phone.speaks();
      world.advance(20ms);
    }
  }
  void forget() {
    for (Guest& guest : guests) guest.phone.forgets();
  }
  // The channels of what was recorded.
  std::array<Samples, 2> channels() const {
    std::array<Samples, 2> found;
    for (const RecordingEvent& event : recorded) {
      const auto* audio = std::get_if<RecordedAudio>(&event);
      if (audio == nullptr) continue;
      for (std::size_t i = 0; i < audio->pcm.size(); ++i) found[i % 2].push_back(audio->pcm[i]);
    }
    return found;
  }

  static constexpr RoomId kRoom{5};
  std::deque<Guest> guests;
};

TEST_F(MediaRoom, LetsThreeHearExactlyTheOtherTwo) {
  const Speaker& alice = enters("PCMU", 0, 500).phone;
  const Speaker& bob = enters("PCMA", 8, 700).phone;
  const Speaker& carol = enters("GSM", 3, 900).phone;
  talk(1s);
  EXPECT_NEAR(alice.hears(700), kPeak, kPeak / 10);
  EXPECT_NEAR(alice.hears(900), kPeak, kPeak / 3);
  EXPECT_LT(alice.hears(500), kPeak / 50);
  EXPECT_NEAR(bob.hears(500), kPeak, kPeak / 10);
  EXPECT_NEAR(bob.hears(900), kPeak, kPeak / 3);
  EXPECT_LT(bob.hears(700), kPeak / 50);
  EXPECT_NEAR(carol.hears(500), kPeak, kPeak / 5);
  EXPECT_NEAR(carol.hears(700), kPeak, kPeak / 5);
  EXPECT_LT(carol.hears(900), kPeak / 20);
}

TEST_F(MediaRoom, MixesWidebandWhenAnybodySpeaksIt) {
  const Speaker& alice = enters("G722", 9, 5'000).phone;
  const Speaker& bob = enters("opus", 107, 700).phone;
  const Speaker& carol = enters("PCMU", 0, 900).phone;
  talk(2s);
  EXPECT_GT(bob.hears(5'000), kPeak / 2) << "above what a narrowband room would carry";
  EXPECT_NEAR(alice.hears(900), kPeak, kPeak / 3);
  EXPECT_NEAR(carol.hears(700), kPeak, kPeak / 3);
  EXPECT_LT(carol.hears(3'000), kPeak / 50) << "nor is it folded down";
}

TEST_F(MediaRoom, PushesNothingToWhoIsOnHold) {
  Guest& alice = enters("PCMU", 0, 500);
  Guest& bob = enters("PCMU", 0, 700);
  talk(1s);
  alice.described.sends.reset();
  engine.carry_out(SetStream{alice.leg, alice.described});
  forget();
  talk(1s);
  EXPECT_TRUE(alice.phone.mouth.heard.empty());
  EXPECT_NEAR(bob.phone.hears(500), kPeak, kPeak / 10) << "what it says goes on";
}

TEST_F(MediaRoom, GoesWithTheLastWhoLeaves) {
  Guest& alice = enters("PCMU", 0, 500);
  Guest& bob = enters("PCMU", 0, 700);
  talk(1s);
  engine.carry_out(Part{alice.leg});
  EXPECT_EQ(engine.rooms(), 1u);
  forget();
  talk(1s);
  EXPECT_TRUE(alice.phone.mouth.heard.empty());
  EXPECT_LT(bob.phone.hears(500), 10);
  engine.carry_out(CloseLeg{bob.leg});
  EXPECT_EQ(engine.rooms(), 0u);
}

TEST_F(MediaRoom, SendsPacketsAsLongAsThePeerWishes) {
  Guest& alice = enters("PCMU", 0, 500);
  Guest& bob = enters("GSM", 3, 700);
  alice.described.ptime = 30ms;
  bob.described.ptime = 30ms;  // no packet of whole frames is as long
  engine.carry_out(SetStream{alice.leg, alice.described});
  engine.carry_out(SetStream{bob.leg, bob.described});
  talk(1200ms);
  EXPECT_NEAR(static_cast<double>(alice.phone.mouth.heard.size()), 40, 1);
  ASSERT_GT(alice.phone.mouth.heard.size(), 10u);
  EXPECT_EQ(alice.phone.mouth.packet(9).payload().size(), 240u);
  EXPECT_EQ(alice.phone.mouth.packet(9).header().timestamp -
                alice.phone.mouth.packet(8).header().timestamp,
            240u);
  EXPECT_NEAR(alice.phone.hears(700), kPeak, kPeak / 5);
  EXPECT_EQ(bob.phone.mouth.packet(9).payload().size(), 33u);
}

TEST_F(MediaRoom, PlaysToOneInPlaceOfTheOthers) {
  Guest& alice = enters("PCMU", 0, 500);
  Guest& bob = enters("PCMU", 0, 700);
  talk(1s);
  engine.carry_out(Play{alice.leg, {Tone{.first_hz = 440, .level_dbm0 = -10}, 1s}});
  forget();
  talk(900ms);
  EXPECT_GT(alice.phone.hears(440), 5'000);
  EXPECT_LT(alice.phone.hears(700), 100);
  EXPECT_LT(bob.phone.hears(440), 100);
  EXPECT_NEAR(bob.phone.hears(500), kPeak, kPeak / 10);
  EXPECT_TRUE(heard_events<PlayEnded>().empty());
  talk(100ms);
  ASSERT_EQ(heard_events<PlayEnded>().size(), 1u);
  EXPECT_EQ(heard_events<PlayEnded>().front().leg, alice.leg);
  forget();
  talk(600ms);
  EXPECT_NEAR(alice.phone.hears(700), kPeak, kPeak / 10);
  EXPECT_EQ(heard_events<PlayEnded>().size(), 1u);
}

TEST_F(MediaRoom, PlaysToWhoIsConnectedWithNobody) {
  Guest& alice = enters("PCMU", 0, 500);
  engine.carry_out(Part{alice.leg});
  engine.carry_out(Play{alice.leg, {Tone{.first_hz = 440}, 500ms}});
  engine.carry_out(Play{alice.leg, {Tone{.first_hz = 800}, 700ms}});
  talk(2s);
  EXPECT_EQ(alice.phone.mouth.heard.size(), 35u);
  EXPECT_GT(alice.phone.hears(800), 3'000) << "the second took the place of the first";
  EXPECT_EQ(heard_events<PlayEnded>().size(), 1u);
}

TEST_F(MediaRoom, AnnouncesToAllBesideTheOthers) {
  const Speaker& alice = enters("PCMU", 0, 500).phone;
  const Speaker& bob = enters("G722", 9, 700).phone;
  talk(1s);
  engine.carry_out(Announce{kRoom, {Tone{.first_hz = 1200, .level_dbm0 = -10}, 1s}});
  forget();
  talk(1s);
  for (const Speaker* phone : {&alice, &bob}) EXPECT_GT(phone->hears(1200), 5'000);
  EXPECT_NEAR(alice.hears(700), kPeak, kPeak / 10);
  EXPECT_NEAR(bob.hears(500), kPeak, kPeak / 10);
  forget();
  talk(1s);
  EXPECT_LT(alice.hears(1200), 100);
  EXPECT_TRUE(heard_events<PlayEnded>().empty());
}

TEST_F(MediaRoom, RecordsWhatTwoSayOneOnEachChannel) {
  Guest& alice = enters("PCMU", 0, 500);
  Guest& bob = enters("PCMU", 0, 700);
  talk(1s);
  engine.carry_out(Record{RecordingId{1}, alice.leg, bob.leg, "/x/call.wav", RecordingFormat::wav});
  talk(2s);
  engine.carry_out(StopRecording{RecordingId{1}});
  talk(200ms);
  ASSERT_TRUE(std::holds_alternative<RecordingBegan>(recorded.front()));
  EXPECT_EQ(std::get<RecordingBegan>(recorded.front()).path, "/x/call.wav");
  EXPECT_TRUE(std::holds_alternative<RecordingEnded>(recorded.back()));
  const auto [left, right] = channels();
  EXPECT_EQ(left.size(), right.size());
  EXPECT_NEAR(static_cast<double>(left.size()), 32'000, 200);
  const auto middle = [](const Samples& pcm) { return std::span(pcm).subspan(8'000, 16'000); };
  EXPECT_NEAR(peak_of_sine(middle(left), 500, 16'000), kPeak, kPeak / 20);
  EXPECT_LT(peak_of_sine(middle(left), 700, 16'000), kPeak / 100);
  EXPECT_NEAR(peak_of_sine(middle(right), 700, 16'000), kPeak, kPeak / 20);
  EXPECT_LT(peak_of_sine(middle(right), 500, 16'000), kPeak / 100);
}

TEST_F(MediaRoom, RecordsOnWhileOneIsHeldAndEndsWithTheSecond) {
  Guest& alice = enters("G722", 9, 500);
  Guest& bob = enters("G722", 9, 700);
  talk(1s);
  engine.carry_out(Record{RecordingId{1}, alice.leg, bob.leg, "call.opus", {}});
  engine.carry_out(Part{alice.leg});
  talk(1s);
  EXPECT_LT(rms_of(channels()[0]), 1);
  EXPECT_NEAR(peak_of_sine(channels()[1], 700, 16'000), kPeak, kPeak / 5);
  engine.carry_out(CloseLeg{alice.leg});
  talk(100ms);
  EXPECT_EQ(engine.recordings(), 1u);
  engine.carry_out(CloseLeg{bob.leg});
  world.advance(100ms);
  EXPECT_EQ(engine.recordings(), 0u);
  EXPECT_TRUE(std::holds_alternative<RecordingEnded>(recorded.back()));
}

TEST_F(MediaRoom, HoldsAHundred) {
  for (int i = 0; i < 100; ++i) enters("PCMU", 0, 300 + 25 * i);
  talk(1s);
  for (const Guest& guest : guests) EXPECT_GE(guest.phone.mouth.heard.size(), 49u);
}

}  // namespace
}  // namespace media
