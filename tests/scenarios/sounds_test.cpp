// Sounds that were brought: music on hold, and prompts that a rule plays.
#include <cmath>
#include <cstdint>
#include <set>

#include "firmware/media/codec/g711.h"
#include "tests/scenarios/desks.h"
#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

class Sounds : public Story {};

constexpr std::size_t kPackets = 10;  // that a sound lasts

media::ClipAudio tone_of(double hz, std::size_t packets) {
  std::vector<std::int16_t> pcm(packets * media::kClipRateHz / 50);
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    pcm[i] = static_cast<std::int16_t>(
        8'000 * std::sin(6.283185307 * hz * static_cast<double>(i) / media::kClipRateHz));
  }
  return media::pack(pcm);
}

void brings(Office& office, const std::string& name, media::ClipAudio audio) {
  jackfield::Changes changes;
  changes.put_sounds.push_back({name, {}, std::move(audio)});
  office.switchboard().apply(std::move(changes));
}
void brings(Office& office, const std::string& name, double hz) {
  brings(office, name, tone_of(hz, kPackets));
}

void removes(Office& office, const std::string& name) {
  jackfield::Changes changes;
  changes.removed_sounds.push_back(name);
  office.switchboard().apply(std::move(changes));
}

void chooses_music(Office& office, const std::string& name) {
  jackfield::Changes changes;
  changes.settings.emplace();
  changes.settings->domains = {office.options().domain};
  changes.settings->hold_music = name;
  office.switchboard().apply(std::move(changes));
}

void opens_rule(Office& office, const std::string& number, const std::string& argument) {
  jackfield::Changes changes;
  changes.rules = jackfield::first_rules();
  changes.rules->push_back({50, "a prompt", jackfield::Rule::Caller::extension, number, "local",
                            jackfield::Rule::Action::app, argument});
  office.switchboard().apply(std::move(changes));
}

// Whether hardly anything but a tone of that frequency is in the packet.
bool has_tone(const sim::HeardPacket& packet, double hz) {
  if (packet.payload_type != 0 || packet.payload.size() != 160) return false;
  double sine = 0, cosine = 0, all = 0;
  for (std::size_t i = 0; i < packet.payload.size(); ++i) {
    const double sample = media::linear_of_ulaw(static_cast<std::uint8_t>(packet.payload[i]));
    const double angle = 6.283185307179586 * hz * static_cast<double>(i) / 8'000;
    sine += sample * std::sin(angle);
    cosine += sample * std::cos(angle);
    all += sample * sample;
  }
  return all > 160e6 && 2 * (sine * sine + cosine * cosine) / 160 > 0.95 * all;
}

// How many packets of that tone the phone has heard since it listens anew, each once.
std::size_t heard_of(const Phone& phone, double hz) {
  std::set<std::uint32_t> times;
  for (const sim::HeardPacket& packet : phone.heard()) {
    if (has_tone(packet, hz)) times.insert(packet.timestamp);
  }
  return times.size();
}

class MusicOnHold : public OwnedStory {};

TEST_P(MusicOnHold, IsWhatWasChosenAlsoWhenItIsRemovedMeanwhile) {
  tell([](Office& office) {
    Parties parties(office);
    brings(office, "Tune", 1'000);
    chooses_music(office, "Tune");
    parties.alice_and_bob_talk();
    parties.alice.holds();
    parties.alice.expects(200);
    const auto bob_hears = [&] {
      parties.bob.listens_anew();
      office.world().advance(1500ms);  // enough for any storm
      return heard_of(parties.bob, 1'000);
    };
    EXPECT_GT(bob_hears(), kPackets);
    removes(office, "Tune");
    EXPECT_GT(bob_hears(), kPackets) << "to the end of the hold";
    parties.alice.resumes();
    parties.alice.expects(200);
    parties.alice.holds();
    parties.alice.expects(200);
    office.world().advance(1s);  // for what was on its way
    EXPECT_EQ(bob_hears(), 0u);
    parties.bob.expects_audio_from("10.0.0.1");  // our own tune instead
    parties.hangs_up(parties.bob, parties.alice);
    EXPECT_EQ(office.media().clips(), 0u);
  });
}

TEST_P(MusicOnHold, IsAnotherFromTheNextHoldOn) {
  tell([](Office& office) {
    Parties parties(office);
    brings(office, "Tune", 1'000);
    brings(office, "Other", 2'000);
    chooses_music(office, "Tune");
    parties.alice_and_bob_talk();
    chooses_music(office, "Other");
    parties.alice.holds();
    parties.alice.expects(200);
    office.world().advance(1500ms);
    EXPECT_EQ(heard_of(parties.bob, 1'000), 0u);
    EXPECT_GT(heard_of(parties.bob, 2'000), kPackets);
    parties.hangs_up(parties.bob, parties.alice);
  });
}

TEST_P(Sounds, ArePlayedOnceByARuleWhichHangsUp) {
  tell([&](Office& office) {
    Desks desks(office);
    brings(office, "Welcome all", 1'000);
    opens_rule(office, "700", "play Welcome all");
    desks.alice.invites("700");
    desks.alice.expects(200);
    desks.alice.expects("BYE");
    const std::size_t heard = heard_of(desks.alice, 1'000);
    EXPECT_LE(heard, kPackets) << "once";
    EXPECT_GE(heard, stormy() ? 1u : kPackets - 2);
    office.world().advance(40s);  // our BYE is answered, perhaps by and by
    office.recorded(Disposition::answered, "the prompt is over");
    EXPECT_EQ(office.records().rows().back().callee, "700");
  });
}

TEST_P(Sounds, EndWithTheCallerWhoHangsUp) {
  tell([](Office& office) {
    Desks desks(office);
    // No storm keeps a BYE away for so long.
    static const media::ClipAudio kLong = tone_of(1'000, 2'000);
    brings(office, "Welcome", kLong);
    opens_rule(office, "700", "play Welcome");
    desks.alice.invites("700");
    desks.alice.expects(200);
    desks.alice.hangs_up();
    desks.alice.expects_answer("BYE", 200);
    office.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(Sounds, ThatAreNotThereAreUnavailable) {
  tell([](Office& office) {
    Desks desks(office);
    opens_rule(office, "700", "play Nothing");
    desks.alice.invites("700");
    desks.alice.expects(480);
  });
}

TOLD_IN_ANY_WEATHER(MusicOnHold);
TOLD_IN_ANY_WEATHER(Sounds);

}  // namespace
}  // namespace scenarios
