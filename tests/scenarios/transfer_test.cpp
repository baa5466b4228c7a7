// Transfers (RFC 3515, RFC 3891, RFC 5589). The switchboard carries them out: no phone has to know
// where the others are.
#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using Transfers = OwnedStory;

std::string caller_shown_to(const Phone& phone) {
  return sim::take_apart(sim::uri_in(phone.last_request("INVITE").header("From"))).user;
}

// What an UPDATE has told the phone since it began to talk.
void expect_shown(Phone& phone, const Phone& partner) {
  phone.expects("UPDATE");
  const std::string shown = sim::uri_in(phone.last_request("UPDATE").header("P-Asserted-Identity"));
  EXPECT_EQ(sim::take_apart(shown).user, sim::take_apart(partner.aor()).user);
}

// Of the call that began as this one of all.
void expect_chain(Office& office, std::size_t call, std::string_view chain) {
  ASSERT_LT(call, office.records().rows().size());
  EXPECT_EQ(office.records().rows()[call].transfers, chain);
}

// `by` sends `remaining`, with whom it talks, to Carol, who answers.
void transfer_to_carol(Parties& parties, Phone& by, Phone& remaining) {
  by.refers("102");
  by.expects(202);
  parties.carol.expects("INVITE");
  EXPECT_EQ(caller_shown_to(parties.carol), sim::take_apart(remaining.aor()).user);
  parties.carol.rings();
  parties.carol.answers();
  parties.carol.expects_talk();
  by.expects_transferred(200);
  by.expects("BYE");
  by.expects_end();
  expect_shown(remaining, parties.carol);
  parties.hear_each_other(remaining, parties.carol);
  EXPECT_TRUE(remaining.is_talking());
}

// `by` talks with `remaining`, asks Carol back, and brings the two together.
void transfer_after_asking_carol(Parties& parties, Phone& by, Phone& remaining) {
  by.holds();
  by.expects(200);
  by.invites("102");
  parties.carol.expects("INVITE");
  parties.carol.answers();
  by.expects(200);
  parties.carol.expects_talk();
  parties.hear_each_other(by, parties.carol);
  by.switches_to(1);
  by.refers_to_call(2);
  by.expects(202);
  by.expects_transferred(200);
  by.expects("BYE");
  by.expects("BYE");  // of both calls
  by.expects_end();
  expect_shown(remaining, parties.carol);
  expect_shown(parties.carol, remaining);
  parties.hear_each_other(remaining, parties.carol);
}

TEST_P(Transfers, AreBlindByTheCaller) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    transfer_to_carol(parties, parties.alice, parties.bob);
    parties.hangs_up(parties.bob, parties.carol);
    expect_chain(office, 0, "100 to 102 by 100");
  });
}

TEST_P(Transfers, AreBlindByTheCallee) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    transfer_to_carol(parties, parties.bob, parties.alice);
    parties.hangs_up(parties.carol, parties.alice);
    expect_chain(office, 0, "101 to 102 by 101");
  });
}

TEST_P(Transfers, FromHold) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.holds();
    parties.alice.expects(200);
    transfer_to_carol(parties, parties.alice, parties.bob);
    parties.hangs_up(parties.carol, parties.bob);
  });
}

TEST_P(Transfers, GoFromOneToTheNext) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    transfer_to_carol(parties, parties.alice, parties.bob);
    parties.carol.refers("100");
    parties.carol.expects(202);
    parties.alice.expects("INVITE");
    parties.alice.answers();
    parties.carol.expects_transferred(200);
    parties.carol.expects("BYE");
    parties.alice.expects_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
    expect_chain(office, 0, "100 to 102 by 100; 102 to 100 by 102");
  });
}

TEST_P(Transfers, ToABusyPartyLeaveTheCallAsItWas) {
  tell([](Office& office) {
    Parties parties(office);
    parties.carol.always(Habit::is_busy);
    parties.alice_and_bob_talk();
    for (Phone* by : {&parties.alice, &parties.bob}) {
      by->refers("102");
      by->expects(202);
      by->expects_transferred(486);
      office.world().advance(5s);
      EXPECT_TRUE(parties.alice.is_talking() && parties.bob.is_talking());
      parties.hear_each_other(parties.alice, parties.bob);
    }
    parties.hangs_up(parties.alice, parties.bob);
    expect_chain(office, 0, "");
  });
}

TEST_P(Transfers, ToWhereNoRuleLeadsAreDeclined) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.refers("sip:eve@else.example");
    parties.alice.expects(603);
    office.world().advance(5s);
    EXPECT_EQ(parties.alice.count_of("NOTIFY"), 0u);
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(Transfers, ThatCannotBeUnderstoodAreRefused) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    for (const char* target : {"http://office.example/", "sip:102@office.example?Replaces=1"}) {
      parties.alice.refers(target);
      parties.alice.expects(400);
    }
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(Transfers, EndWhenThePartyThatIsTransferredHangsUp) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.refers("102");
    parties.alice.expects(202);
    parties.carol.expects("INVITE");
    parties.carol.rings();
    parties.bob.hangs_up();
    parties.bob.expects(200);
    parties.carol.expects("CANCEL");
    parties.carol.expects("ACK");
    parties.alice.expects("BYE");
    parties.on_record(1);
  });
}

TEST_P(Transfers, GoOnWhenTheTransferorHangsUpAtOnce) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.refers("102");
    parties.alice.expects(202);
    parties.carol.expects("INVITE");
    parties.carol.rings();
    parties.alice.hangs_up();
    parties.alice.expects(200);
    office.world().advance(3s);
    EXPECT_TRUE(parties.bob.is_talking());
    parties.carol.answers();
    parties.carol.expects_talk();
    expect_shown(parties.bob, parties.carol);
    parties.hear_each_other(parties.bob, parties.carol);
    parties.hangs_up(parties.bob, parties.carol);
  });
}

TEST_P(Transfers, AreAttendedByTheCaller) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    transfer_after_asking_carol(parties, parties.alice, parties.bob);
    parties.hangs_up(parties.bob, parties.carol, 2);
    expect_chain(office, 0, "100 to 102 by 100");
    expect_chain(office, 1, "");
  });
}

TEST_P(Transfers, AreAttendedByTheCallee) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    transfer_after_asking_carol(parties, parties.bob, parties.alice);
    parties.hangs_up(parties.carol, parties.alice, 2);
    expect_chain(office, 0, "101 to 102 by 101");
    expect_chain(office, 1, "");
  });
}

// It was told that it is on hold, and it is told that it is no more.
TEST_P(Transfers, EndTheHoldOfWhoRemains) {
  tell(telling_held(), [](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    transfer_after_asking_carol(parties, parties.alice, parties.bob);
    parties.bob.expects_direction("sendrecv");
    parties.carol.expects_direction("sendrecv");
    parties.hangs_up(parties.carol, parties.bob, 2);
  });
}

TEST_P(Transfers, ToAnAppEndTheHoldOfWhoGoesThere) {
  tell(telling_held(), [](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.holds();
    parties.alice.expects(200);
    parties.bob.expects_direction("recvonly");
    parties.alice.refers("*43");
    parties.alice.expects(202);
    parties.alice.expects_transferred(200);
    parties.alice.expects("BYE");
    parties.bob.expects_direction("sendrecv");
    parties.bob.listens_anew();
    parties.bob.sends_audio(50);
    parties.bob.expects_voice_of(parties.bob);
    parties.bob.hangs_up();
    parties.bob.expects(200);
    parties.on_record(1);
  });
}

TEST_P(Transfers, MoveACallFromOnePhoneOfAnExtensionToAnother) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    Phone soft = office.phone("101", "10.0.0.22", sim::modern());
    // The dialog as the switchboard knows it: its own tag is the one that Bob's phone calls remote.
    soft.invites("100", {"Replaces: " + parties.bob.replaces()});
    soft.expects(200);
    parties.bob.expects("BYE");
    parties.bob.expects_end();
    expect_shown(soft, parties.alice);
    parties.hear_each_other(parties.alice, soft);
    parties.hangs_up(soft, parties.alice);
  });
}

TEST_P(Transfers, LetNobodyTakeAPlaceMeanwhile) {
  tell([](Office& office) {
    Parties parties(office);
    Phone of_alice = office.phone("100", "10.0.0.21", sim::modern());
    Phone of_bob = office.phone("101", "10.0.0.22", sim::modern());
    parties.alice_and_bob_talk();
    parties.alice.refers("102");
    parties.alice.expects(202);
    parties.carol.expects("INVITE");
    parties.carol.rings();
    of_alice.invites("102", {"Replaces: " + parties.alice.replaces()});
    of_alice.expects(481);
    of_bob.invites("102", {"Replaces: " + parties.bob.replaces()});
    of_bob.expects(481);
    EXPECT_TRUE(parties.bob.is_talking());
    parties.carol.answers();
    parties.alice.expects_transferred(200);
    parties.alice.expects("BYE");
    parties.hear_each_other(parties.bob, parties.carol);
    parties.hangs_up(parties.bob, parties.carol);
    office.world().advance(sim::kAftermath);
  });
}

// Whoever asks for the transfer is still there until it has heard how it went.
TEST_P(Transfers, ToAnAppLeaveNoPlaceToTake) {
  tell([](Office& office) {
    Parties parties(office);
    PhoneOptions options = sim::modern();
    options.remembers_nonces = true;
    Phone soft = office.phone("100", "10.0.0.21", options);
    office.registers(soft);
    soft.asks("OPTIONS", "102");  // it is known from now on
    soft.expects(200);
    parties.alice_and_bob_talk();
    parties.alice.refers("*43");
    parties.alice.expects(202);
    office.world().network().set_link("10.0.0.1", "10.0.0.11", {.delay = 300ms});
    office.world().advance(5ms);
    soft.invites("101", {"Replaces: " + parties.alice.replaces()});
    const auto is_refused = [&] { return soft.count_of(481) + soft.count_of(603) == 1; };
    EXPECT_TRUE(office.world().advance_until(is_refused, 40s));
    parties.bob.listens_anew();
    parties.bob.sends_audio(50);
    parties.bob.expects_voice_of(parties.bob);
    parties.bob.hangs_up();
    parties.bob.expects(200);
    parties.on_record(1);
    office.world().advance(sim::kAftermath);
  });
}

TEST_P(Transfers, DoNotJoinACallThatIsBeingTransferred) {
  tell([](Office& office) {
    Parties parties(office);
    Phone dave = office.phone("103", "10.0.0.14", sim::modern());
    office.registers(dave);
    parties.alice_and_bob_talk();
    parties.alice.holds();
    parties.alice.expects(200);
    parties.alice.invites("102");
    parties.carol.expects("INVITE");
    parties.carol.answers();
    parties.alice.expects(200);
    parties.carol.expects_talk();
    parties.alice.refers("103");
    parties.alice.expects(202);
    dave.expects("INVITE");
    dave.rings();
    parties.alice.switches_to(1);
    parties.alice.refers_to_call(2);
    const auto is_refused = [&] { return parties.alice.count_of(603) == 1; };
    EXPECT_TRUE(office.world().advance_until(is_refused, 40s));
    dave.answers();
    parties.alice.expects("BYE");
    parties.hear_each_other(parties.carol, dave);
    parties.alice.switches_to(1);
    parties.alice.hangs_up();
    parties.bob.expects("BYE");
    dave.hangs_up();
    parties.carol.expects("BYE");
    parties.on_record(2);
    office.world().advance(sim::kAftermath);
  });
}

TEST_P(Transfers, AreNotForOtherExtensionsThatKnowTheTags) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.carol.invites("100", {"Replaces: " + parties.bob.replaces()});
    const auto is_refused = [&] {
      return parties.carol.count_of(603) + parties.carol.count_of(481) == 1;
    };
    EXPECT_TRUE(office.world().advance_until(is_refused, 40s));
    EXPECT_TRUE(parties.bob.is_talking());
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

// The callee has made the offer, and the caller's answer to it is not heard yet. In calm weather:
// in a storm nobody knows which comes first.
TEST(TransferOfALateOffer, WaitsUntilSomethingIsAgreed) {
  World world(1);
  OfficeOptions options;
  options.owns_calls = true;
  Office office(world, options);
  Parties parties(office);
  parties.alice.invites_without_offer("101");
  parties.bob.expects("INVITE");
  parties.bob.rings();
  parties.alice.overlooks_answers(3);
  parties.bob.answers();
  world.advance(100ms);
  parties.bob.refers("102");
  parties.bob.expects(491);
  EXPECT_EQ(parties.carol.count_of("INVITE"), 0u);
  parties.alice.expects(200);
  parties.bob.expects_talk();
  transfer_to_carol(parties, parties.bob, parties.alice);
  parties.hangs_up(parties.carol, parties.alice);
  expect_chain(office, 0, "101 to 102 by 101");
}

TOLD_IN_ANY_WEATHER(Transfers);

}  // namespace
}  // namespace scenarios
