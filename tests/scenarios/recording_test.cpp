// Recordings of talks (apps/recording): begun and ended by keys, one party on each channel.
#include <algorithm>
#include <cstdlib>

#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using Recordings = OwnedStory;
using RecordingLimits = OwnedStory;  // minutes of talk, which no weather changes

struct Recorded {
  media::RecordingId id;
  std::string path;
  media::RecordingFormat format;
  bool ended = false;
  std::vector<std::int16_t> left, right;
};

// All there are, in the order they began.
std::vector<Recorded> recordings_of(const Office& office) {
  std::vector<Recorded> all;
  const auto find = [&](media::RecordingId id) {
    return std::ranges::find(all, id, &Recorded::id);
  };
  for (const media::RecordingEvent& event : office.media().recorded()) {
    if (const auto* began = std::get_if<media::RecordingBegan>(&event)) {
      all.push_back({began->recording, began->path, began->format, false, {}, {}});
    } else if (const auto* audio = std::get_if<media::RecordedAudio>(&event)) {
      const auto of = find(audio->recording);
      for (std::size_t i = 0; i + 1 < audio->pcm.size(); i += 2) {
        of->left.push_back(audio->pcm[i]);
        of->right.push_back(audio->pcm[i + 1]);
      }
    } else if (const auto* ended = std::get_if<media::RecordingEnded>(&event)) {
      find(ended->recording)->ended = true;
    }
  }
  return all;
}

// How many of these events there were.
template <class Event>
std::size_t count_of(const Office& office) {
  return static_cast<std::size_t>(std::ranges::count_if(
      office.media().recorded(),
      [](const media::RecordingEvent& event) { return std::holds_alternative<Event>(event); }));
}

// A phone's voice is one octet of PCMU over and over (G.711: sign, exponent 7, mantissa), but for
// the first of each packet: nobody else is heard for so long.
bool is_voice_of(const Phone& phone, const std::vector<std::int16_t>& channel) {
  const int inverted = ~phone.voice().back() & 0xff;
  const int level = -((((inverted & 0x0f) << 3) + 0x84) * 128 - 0x84);
  const auto close = [level](std::int16_t sample) { return std::abs(sample - level) < 200; };
  const auto loud = [](std::int16_t sample) { return std::abs(sample) > 10'000; };
  const auto heard = std::ranges::count_if(channel, close);
  return heard >= 320 && heard * 2 > std::ranges::count_if(channel, loud);
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.find("/", std::string(kDataFolder).size() + 1));
}

class Tale {
 public:
  explicit Tale(Office& office, PhoneOptions options = sim::modern())
      : parties(office, std::move(options)), office_(office) {}

  void talk() {
    parties.alice_and_bob_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    office_.world().advance(2s);
  }
  // *1, as somebody presses it.
  void presses_code(Phone& by) {
    by.presses('*');
    office_.world().advance(800ms);
    by.presses('1');
    office_.world().advance(1s);
  }
  // Until so many were begun, and so many of them have ended.
  bool expects(std::size_t begun, std::size_t ended, sim::Where where = sim::Where::here()) {
    const auto is_so = [&] {
      return count_of<media::RecordingBegan>(office_) == begun &&
             count_of<media::RecordingEnded>(office_) == ended;
    };
    if (office_.world().is_at_fault()) return false;
    if (office_.world().advance_until(is_so, 5s) && is_so()) return true;
    office_.world().fault(std::to_string(count_of<media::RecordingBegan>(office_)) +
                              " recordings begun instead of " + std::to_string(begun) +
                              ", or not " + std::to_string(ended) + " have ended",
                          where.file, where.line);
    return false;
  }
  void speak(Phone& one, Phone& other) {
    one.sends_audio(150);
    other.sends_audio(150);
    office_.world().advance(4s);
  }
  // What the call's history says of recordings.
  Texts notes() {
    Texts notes;
    const auto& rows = office_.records().rows();
    const auto found = office_.switchboard().find_call(rows.front().id);
    if (!found.call) return notes;
    for (const records::KeptNote& note : found.call->notes) {
      if (note.text.find("record") != std::string::npos) notes.push_back(note.text);
    }
    return notes;
  }

  Parties parties;

 private:
  Office& office_;
};

TEST_P(Recordings, HaveEachPartyOnAChannelOfItsOwn) {
  tell([](Office& office) {
    Tale tale(office);
    tale.talk();
    tale.presses_code(tale.parties.alice);
    if (!tale.expects(1, 0)) return;
    tale.speak(tale.parties.alice, tale.parties.bob);
    const Recorded one = recordings_of(office).front();
    EXPECT_EQ(one.format, media::RecordingFormat::ogg_opus);
    EXPECT_TRUE(is_voice_of(tale.parties.alice, one.left));
    EXPECT_FALSE(is_voice_of(tale.parties.bob, one.left));
    EXPECT_TRUE(is_voice_of(tale.parties.bob, one.right));
    EXPECT_FALSE(is_voice_of(tale.parties.alice, one.right));
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
  });
}

TEST_P(Recordings, AreBegunAndEndedByEitherParty) {
  tell([](Office& office) {
    Tale tale(office);
    tale.talk();
    tale.presses_code(tale.parties.bob);
    tale.expects(1, 0);
    tale.presses_code(tale.parties.alice);
    tale.expects(1, 1);
    tale.presses_code(tale.parties.alice);
    tale.expects(2, 1);
    tale.presses_code(tale.parties.alice);
    tale.expects(2, 2);
    tale.speak(tale.parties.alice, tale.parties.bob);
    const auto all = recordings_of(office);
    if (all.size() != 2) return;
    EXPECT_FALSE(is_voice_of(tale.parties.alice, all[1].left)) << "it had ended";
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
    const Texts notes = tale.notes();
    ASSERT_EQ(notes.size(), 4u);
    EXPECT_TRUE(notes[0].starts_with("101 records: recordings/"));
    EXPECT_EQ(notes[1], "recording ended: by 100");
    EXPECT_TRUE(notes[2].ends_with("-2.opus"));
  });
}

TEST_P(Recordings, AreFoundByDayPartiesAndCall) {
  OfficeOptions options;
  options.recordings = media::RecordingFormat::wav;
  tell(options, [](Office& office) {
    Tale tale(office);
    tale.talk();
    tale.presses_code(tale.parties.alice);
    if (!tale.expects(1, 0)) return;
    const Recorded one = recordings_of(office).front();
    EXPECT_EQ(one.format, media::RecordingFormat::wav);
    EXPECT_EQ(folder_of(one.path), std::string(kDataFolder) + "/recordings");
    tale.parties.hangs_up(tale.parties.bob, tale.parties.alice);
    const std::string id = office.records().rows().front().id;
    EXPECT_TRUE(one.path.ends_with("-100-101-" + id + ".wav")) << one.path;
    EXPECT_EQ(tale.notes().front(),
              "100 records: " + one.path.substr(std::string(kDataFolder).size() + 1));
  });
}

TEST_P(Recordings, AreBegunByKeysInAnInfo) {
  OfficeOptions options;
  options.record_key = "#";  // of several keys one may be late in a storm
  tell(options, [](Office& office) {
    Tale tale(office);
    tale.talk();
    std::size_t ended = 0;
    for (Phone* phone : {&tale.parties.bob, &tale.parties.alice}) {
      phone->sends_info('#');
      phone->expects(200);
      tale.expects(1, ended++);
    }
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
  });
}

TEST_P(Recordings, AreToldToBothByATone) {
  tell([](Office& office) {
    Tale tale(office);
    tale.talk();
    Phone* const both[] = {&tale.parties.alice, &tale.parties.bob};
    // Audio of the switchboard's own: no voice, and no silence.
    const auto hears_tone = [&](const Phone& phone) {
      return std::ranges::any_of(phone.heard(), [&](const sim::HeardPacket& packet) {
        return packet.payload.size() == 160 && packet.payload != tale.parties.alice.voice() &&
               packet.payload != tale.parties.bob.voice() &&
               std::ranges::count(packet.payload, packet.payload[0]) < 100;
      });
    };
    for (const std::size_t ended : {0u, 1u}) {
      for (Phone* phone : both) phone->listens_anew();
      tale.presses_code(tale.parties.alice);
      tale.expects(1, ended);
      for (Phone* phone : both) EXPECT_TRUE(hears_tone(*phone)) << phone->aor();
      office.world().advance(1s);
    }
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
  });
}

TEST_P(Recordings, LeaveOtherKeysToTheParties) {
  tell([this](Office& office) {
    Tale tale(office);
    tale.talk();
    tale.presses_code(tale.parties.alice);
    tale.expects(1, 0);
    tale.parties.bob.listens_anew();
    tale.parties.alice.presses('5');
    office.world().advance(1s);
    // Some storm hides all of the few packets that a key of ours has.
    if (!stormy()) tale.parties.bob.expects_digits("5");
    tale.expects(1, 0);
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
  });
}

TEST_P(Recordings, EndWithTheCall) {
  tell([](Office& office) {
    Tale tale(office);
    tale.talk();
    tale.presses_code(tale.parties.alice);
    tale.expects(1, 0);
    tale.parties.hangs_up(tale.parties.bob, tale.parties.alice);
    tale.expects(1, 1);
    EXPECT_EQ(tale.notes().back(), "recording ended");
  });
}

TEST_P(Recordings, EndWhenAPartyIsTransferred) {
  tell([](Office& office) {
    Tale tale(office);
    auto& [of, alice, bob, carol] = tale.parties;
    tale.talk();
    tale.presses_code(bob);
    tale.expects(1, 0);
    alice.refers("102");
    alice.expects(202);
    carol.expects("INVITE");
    carol.answers();
    carol.expects_talk();
    alice.expects_transferred(200);
    alice.expects("BYE");
    tale.expects(1, 1);
    tale.parties.hear_each_other(bob, carol);
    office.world().advance(2s);
    const Recorded first = recordings_of(office).front();
    EXPECT_FALSE(is_voice_of(carol, first.left) || is_voice_of(carol, first.right));
    // The new pair may record anew.
    tale.presses_code(carol);
    if (!tale.expects(2, 1)) return;
    tale.speak(bob, carol);
    const Recorded second = recordings_of(office).back();
    EXPECT_TRUE(is_voice_of(carol, second.left)) << "she has the place of the caller";
    EXPECT_TRUE(is_voice_of(bob, second.right));
    tale.parties.hangs_up(bob, carol);
    tale.expects(2, 2);
  });
}

TEST_P(Recordings, EndWhenTwoCallsBecomeOne) {
  tell([](Office& office) {
    Tale tale(office);
    auto& [of, alice, bob, carol] = tale.parties;
    tale.talk();
    tale.presses_code(bob);
    alice.holds();
    alice.expects(200);
    tale.expects(1, 0);
    alice.invites("102");
    carol.expects("INVITE");
    carol.answers();
    alice.expects(200);
    carol.expects_talk();
    tale.parties.hear_each_other(alice, carol);
    office.world().advance(2s);
    tale.presses_code(carol);
    tale.expects(2, 0);
    alice.switches_to(1);
    alice.refers_to_call(2);
    alice.expects(202);
    alice.expects_transferred(200);
    alice.expects("BYE");
    alice.expects("BYE");
    alice.expects_end();
    tale.expects(2, 2);
    tale.parties.hear_each_other(bob, carol);
    tale.parties.hangs_up(bob, carol, 2);
    tale.expects(2, 2);
  });
}

TEST_P(Recordings, GoOnWhenATransferFails) {
  tell([](Office& office) {
    Tale tale(office);
    tale.parties.carol.always(Habit::is_busy);
    tale.talk();
    tale.presses_code(tale.parties.bob);
    tale.expects(1, 0);
    tale.parties.alice.refers("102");
    tale.parties.alice.expects(202);
    tale.parties.alice.expects_transferred(486);
    office.world().advance(2s);
    if (!tale.expects(1, 0)) return;
    tale.speak(tale.parties.alice, tale.parties.bob);
    const Recorded one = recordings_of(office).front();
    EXPECT_TRUE(is_voice_of(tale.parties.alice, one.left));
    EXPECT_TRUE(is_voice_of(tale.parties.bob, one.right));
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
  });
}

TEST_P(RecordingLimits, RefuseAndEndThemOnAFullDisk) {
  tell([](Office& office) {
    Tale tale(office);
    tale.talk();
    office.has_free_octets(99'000'000);
    tale.presses_code(tale.parties.alice);
    tale.expects(0, 0);
    tale.parties.hear_each_other(tale.parties.alice, tale.parties.bob);
    office.world().advance(2s);
    office.has_free_octets(101'000'000);
    tale.presses_code(tale.parties.alice);
    tale.expects(1, 0);
    office.has_free_octets(99'000'000);
    tale.parties.alice.sends_audio(4000);
    tale.parties.bob.sends_audio(4000);
    office.world().advance(62s);
    tale.expects(1, 1);
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
    const Texts notes = tale.notes();
    ASSERT_EQ(notes.size(), 3u);
    EXPECT_EQ(notes[0], "recording refused: the disk is nearly full");
    EXPECT_EQ(notes[2], "recording ended: the disk is nearly full");
    EXPECT_TRUE(office.world().log().contains("recording refused"));
  });
}

TEST_P(RecordingLimits, EndWhatIsAsLongAsMayBe) {
  OfficeOptions options;
  options.longest_recording = 1min;
  tell(options, [](Office& office) {
    Tale tale(office);
    tale.talk();
    tale.presses_code(tale.parties.alice);
    tale.parties.alice.sends_audio(3500);
    tale.parties.bob.sends_audio(3500);
    office.world().advance(50s);
    tale.expects(1, 0);
    office.world().advance(11s);
    tale.expects(1, 1);
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
  });
}

TEST_P(Recordings, DoNotBeginWhileAPartyIsTransferred) {
  tell([](Office& office) {
    Tale tale(office);
    auto& [of, alice, bob, carol] = tale.parties;
    tale.talk();
    alice.refers("102");
    alice.expects(202);
    carol.expects("INVITE");
    carol.rings();
    tale.presses_code(alice);
    tale.expects(0, 0);
    bob.listens_anew();
    bob.expects_audio_from("10.0.0.1");  // it rings
    carol.answers();
    carol.expects_talk();
    alice.expects_transferred(200);
    tale.parties.hear_each_other(bob, carol);
    tale.parties.hangs_up(bob, carol);
  });
}

TEST_P(Recordings, AreRefusedWhenNobodyHereKnowsTheCodec) {
  tell([](Office& office) {
    PhoneOptions options = sim::modern();
    options.media.codecs = {"X-ODD/16000"};
    Tale tale(office, options);
    tale.talk();
    tale.presses_code(tale.parties.alice);
    tale.expects(0, 0);
    tale.parties.hear_each_other(tale.parties.alice, tale.parties.bob);
    tale.parties.hangs_up(tale.parties.alice, tale.parties.bob);
    EXPECT_EQ(tale.notes(), Texts{"recording refused: the audio cannot be had"});
  });
}

TOLD_IN_ANY_WEATHER(Recordings);
INSTANTIATE_TEST_SUITE_P(, RecordingLimits, testing::Values(Weather::calm), name_of_weather);

}  // namespace
}  // namespace scenarios
