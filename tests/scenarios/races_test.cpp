// What happens when two things happen at once, and when the last word of one gets lost.
#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using Races = OwnedStory;

// 101 is a desk phone and a softphone.
struct TwoOfBobs {
  explicit TwoOfBobs(Office& office)
      : parties(office), soft(office.phone("101", "10.0.0.22", sim::modern())) {
    office.world().ladder().name(*net::IpAddress::parse("10.0.0.22"), "soft");
    office.registers(soft);
  }
  void alice_invites() {
    parties.alice.invites("101");
    parties.bob.expects("INVITE");
    soft.expects("INVITE");
  }
  Parties parties;
  Phone soft;
};

TEST_P(Races, ACancelMeetsTheAnswer) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_calls_bob();
    parties.bob.answers();
    parties.alice.cancels();
    parties.alice.expects_end();
    parties.bob.expects_end();
    parties.on_record(1);
    EXPECT_EQ(final_responses(parties.alice), 1u);
  });
}

TEST_P(Races, BothHangUpAtOnce) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    parties.alice.hangs_up();
    parties.bob.hangs_up();
    const auto is_answered = [](const Phone& phone) {  // 481: the other's BYE was faster
      return !phone.last_response(200, "BYE").is_empty() ||
             !phone.last_response(481, "BYE").is_empty();
    };
    EXPECT_TRUE(office.world().advance_until(
        [&] { return is_answered(parties.alice) && is_answered(parties.bob); }, 40s));
    parties.on_record(1);
    EXPECT_EQ(office.records().rows().back().disposition, Disposition::answered);
  });
}

TEST_P(Races, TwoReinvitesMeet) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    office.world().advance(3s);
    parties.alice.holds();
    parties.bob.reinvites();
    parties.alice.expects(200);
    parties.bob.expects(200);
    parties.bob.expects_direction("sendrecv");
    parties.alice.expects_direction("sendonly");
    office.world().advance(5s);
    parties.alice.resumes();
    parties.alice.expects(200);
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(Races, TwoUpdatesMeet) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    office.world().advance(3s);
    parties.alice.updates();
    parties.bob.updates();
    parties.alice.expects(200);
    parties.bob.expects(200);
    office.world().advance(5s);
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.bob, parties.alice);
  });
}

TEST_P(Races, AHangUpMeetsAReinvite) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    office.world().advance(3s);
    parties.alice.holds();
    parties.bob.hangs_up();
    parties.alice.expects_end();
    parties.on_record(1);  // Bob hung up, or was lost: his BYE and the 481 race as well
  });
}

TEST_P(Races, TwoPhonesPlayEarlyMediaAndOneAnswers) {
  tell([](Office& office) {
    TwoOfBobs bobs(office);
    bobs.alice_invites();
    bobs.parties.bob.plays_early_media();
    bobs.soft.plays_early_media();
    bobs.parties.alice.may_hear(183);
    bobs.parties.bob.sends_audio();
    bobs.soft.sends_audio();
    office.world().advance(2s);
    bobs.soft.answers();
    bobs.parties.alice.expects(200);
    bobs.soft.expects_talk();
    bobs.parties.bob.expects("CANCEL");
    bobs.parties.bob.expects("ACK");
    bobs.parties.hear_each_other(bobs.parties.alice, bobs.soft);
    EXPECT_EQ(bobs.parties.alice.heard_of(bobs.parties.bob), 0u);
    EXPECT_EQ(final_responses(bobs.parties.alice), 1u);
    bobs.parties.hangs_up(bobs.parties.alice, bobs.soft);
  });
}

TEST_P(Races, TwoPhonesRingAndOneAnswers) {
  tell([](Office& office) {
    TwoOfBobs bobs(office);
    bobs.alice_invites();
    bobs.parties.bob.rings();
    bobs.soft.rings();
    bobs.parties.alice.may_hear(180);
    bobs.parties.bob.answers();
    bobs.parties.alice.expects(200);
    bobs.soft.expects("CANCEL");
    bobs.soft.expects("ACK");
    bobs.parties.bob.expects_talk();
    bobs.parties.hear_each_other(bobs.parties.alice, bobs.parties.bob);
    bobs.parties.hangs_up(bobs.parties.bob, bobs.parties.alice);
    EXPECT_EQ(bobs.parties.bob.count_of("INVITE"), 1u) << "nobody is rung twice";
    EXPECT_EQ(bobs.soft.count_of("INVITE"), 1u);
    EXPECT_EQ(final_responses(bobs.parties.alice), 1u);
  });
}

TEST_P(Races, TwoPhonesAnswerAtOnce) {
  tell([](Office& office) {
    TwoOfBobs bobs(office);
    bobs.alice_invites();
    bobs.parties.bob.answers();
    bobs.soft.answers();
    bobs.parties.alice.expects(200);
    const auto one_is_left = [&] {
      return bobs.parties.bob.is_talking() != bobs.soft.is_talking();
    };
    EXPECT_TRUE(office.world().advance_until(
        [&] { return bobs.parties.bob.count_of("BYE") + bobs.soft.count_of("BYE") == 1; }, 40s));
    EXPECT_TRUE(office.world().advance_until(one_is_left, 40s));
    Phone& left = bobs.soft.is_talking() ? bobs.soft : bobs.parties.bob;
    bobs.parties.hear_each_other(bobs.parties.alice, left);
    EXPECT_EQ(bobs.parties.alice.calls(), 1u) << "one dialog";
    bobs.parties.hangs_up(bobs.parties.alice, left);
  });
}

TEST_P(Races, TheCallerIsSlowToAcknowledge) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_calls_bob();
    parties.alice.overlooks_answers(1);
    parties.bob.answers();
    parties.alice.expects_talk();
    parties.bob.expects_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    EXPECT_EQ(final_responses(parties.alice), 1u);
    parties.hangs_up(parties.alice, parties.bob);
    office.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(Races, TheCallerNeverAcknowledges) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice.invites("101", {"Require: 100rel"});
    parties.bob.expects("INVITE");
    parties.bob.rings_reliably(true);
    parties.alice.expects_answer("PRACK", 200);
    parties.alice.overlooks_answers(1000);
    parties.bob.answers();
    parties.bob.expects_talk();
    for (int turn = 0; turn < 4; ++turn) {  // nobody is silent for long
      parties.alice.sends_audio(10);
      parties.bob.sends_audio(10);
      office.world().advance(5s);
    }
    parties.bob.expects("BYE");
    parties.alice.expects("BYE");
    parties.on_record(1);
    office.recorded(Disposition::interrupted, "no ACK");
  });
}

TEST_P(Races, ACallEndsWhileAMessageWaitsForItsAnswer) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    office.world().network().set_link("10.0.0.1", "10.0.0.12", {.loss = 1});
    parties.alice.asks_in_dialog("MESSAGE");
    office.world().advance(5s);
    parties.alice.hangs_up();
    parties.alice.expects(200);
    parties.alice.expects_answer("MESSAGE", 480);
    parties.on_record(1);
    office.world().advance(sim::kAftermath);
  });
}

TOLD_IN_ANY_WEATHER(Races);

}  // namespace
}  // namespace scenarios
