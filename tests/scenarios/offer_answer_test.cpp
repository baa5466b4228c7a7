// Every way in which two phones can come to agree on their media through the switchboard (RFC 3264,
// RFC 3262, RFC 3311, RFC 6337 section 2). Each phone complains by itself about what breaks a rule.
#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using OfferAnswer = OwnedStory;

const Texts kReliably = {"Require: 100rel"};

TEST_P(OfferAnswer, InTheInviteAndIts2xx) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    EXPECT_NE(parties.bob.last_request("INVITE").body(), "");
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, InThe2xxAndItsAck) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice.invites_without_offer("101");
    parties.bob.expects("INVITE");
    parties.bob.rings();
    parties.alice.may_hear(180);
    parties.bob.answers();
    parties.alice.expects(200);
    parties.bob.expects_talk();
    EXPECT_NE(parties.alice.last_sent("ACK").body(), "");
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, InTheInviteAndAReliableResponse) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice.invites("101", kReliably);
    parties.bob.expects("INVITE");
    parties.bob.rings_reliably(true);
    parties.bob.expects("PRACK");
    parties.alice.expects(180);
    parties.alice.expects_answer("PRACK", 200);
    parties.hear_each_other(parties.alice, parties.bob);  // before the answer
    parties.bob.answers();
    parties.alice.expects(200);
    parties.bob.expects_talk();
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, InAReliableResponseForACallerWhoMayNotKnowThem) {
  tell([](Office& office) {
    Parties parties(office);
    Phone plain = office.phone("103", "10.0.0.14");
    plain.invites("101");
    parties.bob.expects("INVITE");
    const RawMessage& invite = parties.bob.last_request("INVITE");
    const Texts supported = invite.headers("Supported");
    const bool reliable =
        std::find(supported.begin(), supported.end(), "100rel") != supported.end();
    if (reliable) {
      parties.bob.rings_reliably(true);
      parties.bob.expects("PRACK");
    } else {
      parties.bob.plays_early_media();
    }
    parties.bob.answers();
    plain.expects(200);
    parties.bob.expects_talk();
    EXPECT_EQ(plain.sent().back().method() == "PRACK", false);
    parties.hear_each_other(plain, parties.bob);
    parties.hangs_up(plain, parties.bob);
  });
}

TEST_P(OfferAnswer, InAReliableResponseAndItsPrack) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice.invites_without_offer("101", kReliably);
    parties.bob.expects("INVITE");
    parties.bob.rings_reliably(true);
    parties.bob.expects("PRACK");
    parties.alice.expects(180);
    parties.bob.answers();
    parties.alice.expects(200);
    parties.bob.expects_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, InAPrackThatOffersAndIts2xx) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice.offers_in_prack();
    parties.alice.invites("101", kReliably);
    parties.bob.expects("INVITE");
    parties.bob.rings_reliably(true);
    parties.bob.expects("PRACK");
    parties.alice.expects_answer("PRACK", 200);
    EXPECT_NE(parties.alice.last_sent("PRACK").body(), "");
    parties.bob.answers();
    parties.alice.expects_answer("INVITE", 200);
    parties.bob.expects_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, InAnUpdateOfEitherSideBeforeTheAnswer) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice.invites("101", kReliably);
    parties.bob.expects("INVITE");
    parties.bob.rings_reliably(true);
    parties.alice.expects_answer("PRACK", 200);
    parties.alice.updates();
    parties.alice.expects(200);
    office.world().advance(2s);
    parties.bob.updates();
    parties.bob.expects(200);
    office.world().advance(2s);
    parties.bob.answers();
    parties.alice.expects_answer("INVITE", 200);
    parties.bob.expects_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, InAnUpdateOfEitherSideAfterTheAnswer) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.updates();
    parties.alice.expects(200);
    office.world().advance(2s);
    parties.bob.updates();
    parties.bob.expects(200);
    office.world().advance(2s);
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.bob, parties.alice);
  });
}

TEST_P(OfferAnswer, InAReinviteOfEitherSide) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    for (Phone* phone : {&parties.alice, &parties.bob}) {
      phone->reinvites();
      phone->expects(200);
      office.world().advance(2s);
      phone->reinvites_without_offer();
      phone->expects(200);
      office.world().advance(2s);
      parties.hear_each_other(parties.alice, parties.bob);
    }
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, LeavesTheCallAsItWasWhenAnOfferIsRefused) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.bob.refuses_offers(488);
    parties.alice.holds();
    const auto is_settled = [&] {
      return parties.alice.count_of(488) == 1 || parties.alice.session().hold() != sim::Hold::none;
    };
    EXPECT_TRUE(office.world().advance_until(is_settled, 30s));
    office.world().advance(5s);
    EXPECT_TRUE(parties.alice.is_talking() && parties.bob.is_talking());
    parties.alice.resumes();
    parties.alice.expects(200);
    office.world().advance(5s);
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, IsRefreshedByTheSessionTimer) {
  PhoneOptions options = sim::modern();
  options.session_expires = 180s;
  tell([&options](Office& office) {
    Parties parties(office, options);
    parties.alice_and_bob_talk();
    for (int minute = 0; minute < 10; ++minute) {
      parties.hear_each_other(parties.alice, parties.bob);
      for (int third = 0; third < 6; ++third) {
        parties.alice.sends_audio(10);
        parties.bob.sends_audio(10);
        office.world().advance(10s);
      }
    }
    EXPECT_TRUE(parties.alice.is_talking() && parties.bob.is_talking());
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OfferAnswer, GivesEarlyMediaToTheCaller) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice.invites("101");
    parties.bob.expects("INVITE");
    parties.bob.plays_early_media();
    if (parties.alice.may_hear(183)) {
      parties.bob.sends_audio();
      parties.alice.expects_voice_of(parties.bob);
    }
    parties.bob.answers();
    parties.alice.expects(200);
    parties.bob.expects_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TOLD_IN_ANY_WEATHER(OfferAnswer);

}  // namespace
}  // namespace scenarios
