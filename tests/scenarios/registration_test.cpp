// Phones come, stay, move and go (RFC 3261 section 10), and the office may lose its power.
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using Registrations = Story;

TEST_P(Registrations, AreChallengedAndThenGranted) {
  tell([](Office& office) {
    Phone alice = office.phone("100", "10.0.0.11");
    alice.registers();
    alice.expects(401);
    alice.expects(200);
    const std::string contact = alice.last_response(200).header("Contact");
    EXPECT_EQ(sim::uri_in(contact), alice.contact_uri());
    EXPECT_EQ(sim::param_of(contact, "expires"), "3600");
    EXPECT_EQ(office.switchboard().location().lookup("100").size(), 1u);
  });
}

TEST_P(Registrations, AreGrantedForWhicheverDigestThePhoneTakes) {
  OfficeOptions options;
  options.asks_for_sha256 = true;
  tell(options, [](Office& office) {
    for (const char* algorithm : {"SHA-256", "MD5"}) {
      PhoneOptions of_alice;
      of_alice.algorithm = algorithm;
      Phone alice = office.phone("100", "10.0.0.11", of_alice);
      office.registers(alice);
      EXPECT_NE(alice.last_sent("REGISTER").header("Authorization").find(algorithm),
                std::string::npos);
      office.world().advance(1s);  // copies still on their way must not meet the next phone
    }
  });
}

TEST_P(Registrations, AreRefusedForAWrongPassword) {
  tell([](Office& office) {
    Phone alice = office.phone("100", "10.0.0.11", {.password = "a guess"});
    alice.registers();
    alice.expects(403);
    EXPECT_EQ(office.switchboard().location().lookup("100").size(), 0u);
  });
}

TEST_P(Registrations, EndWhenThePhoneSaysSo) {
  tell([](Office& office) {
    Desks desks(office);
    desks.bob.unregisters();
    desks.bob.expects(200);
    EXPECT_EQ(desks.bob.last_response(200).header("Contact"), "");
    desks.alice.invites("101");
    desks.alice.expects(480);
    desks.bob.expects_no("INVITE", 10s);
  });
}

TEST_P(Registrations, EndAllAtOnceForAStar) {
  tell([](Office& office) {
    Phone desk = office.phone("101", "10.0.0.12");
    Phone soft = office.phone("101", "10.0.0.13");
    office.registers(desk);
    office.registers(soft);
    EXPECT_EQ(office.switchboard().location().lookup("101").size(), 2u);
    desk.unregisters_all();
    desk.expects(200);
    EXPECT_EQ(office.switchboard().location().lookup("101").size(), 0u);
  });
}

TEST_P(Registrations, RunOutWhenNobodyRefreshesThem) {
  tell([](Office& office) {
    Desks desks(office);
    office.world().advance(3601s);
    desks.alice.invites("101");
    desks.alice.expects(480);
  });
}

TEST_P(Registrations, AreTooBriefBelowTheMinimum) {
  tell([](Office& office) {
    Phone alice = office.phone("100", "10.0.0.11");
    alice.registers(10s);
    alice.expects(423);
    EXPECT_EQ(alice.last_response(423).header("Min-Expires"), "60");
  });
}

TEST_P(Registrations, OfAnothersNumberAreForbidden) {
  tell([](Office& office) {
    office.opens_account("101");
    Phone alice = office.phone("100", "10.0.0.11");
    alice.asks("REGISTER", "sip:office.example",
               {"Contact: <" + alice.contact_uri() + ">", "Expires: 3600"});
    alice.expects(403);  // To is the bare domain: not alice's number
    EXPECT_EQ(office.switchboard().location().lookup("101").size(), 0u);
  });
}

TEST_P(Registrations, ThatWereAnsweredSurviveAPowerCut) {
  tell([](Office& office) {
    Desks desks(office);
    office.loses_power();
    office.world().advance(30s);
    office.restarts();
    desks.alice_and_bob_talk();
    desks.bob.hangs_up();
    desks.bob.expects(200);
  });
}

TEST_P(Registrations, AreNotAnsweredUntilTheyAreDurable) {
  tell([](Office& office) {
    Phone alice = office.phone("100", "10.0.0.11");
    office.disk().takes(5s);
    alice.registers();
    alice.expects(401);
    office.world().advance(2s);
    EXPECT_EQ(alice.count_of(200), 0u);
    alice.expects(200);
    office.disk().takes(5s);
    EXPECT_TRUE(office.bindings().rows().contains("100"));
  });
}

TEST_P(Registrations, AreRefusedWhenTheyCannotBeStored) {
  tell([](Office& office) {
    Phone alice = office.phone("100", "10.0.0.11");
    office.disk().is_full(true);
    alice.registers();
    alice.expects(500);
    EXPECT_EQ(office.switchboard().location().lookup("100").size(), 0u);
    office.disk().is_full(false);
    alice.registers();
    alice.expects(200);
  });
}

TEST_P(Registrations, InterruptedByAPowerCutAreSimplyTriedAgain) {
  tell([](Office& office) {
    Phone alice = office.phone("100", "10.0.0.11");
    office.disk().takes(1s);
    alice.registers();
    alice.expects(401);
    office.world().advance(500ms);
    office.loses_power();
    office.world().advance(1s);
    office.restarts();
    alice.expects(200);  // its retransmissions meet a new nonce key, and it answers that too
    EXPECT_EQ(office.switchboard().location().lookup("100").size(), 1u);
  });
}

TEST_P(Registrations, FromBehindANatAreReachedOverTheirFlow) {
  OfficeOptions options;
  options.address = "198.51.100.1";
  tell(options, [](Office& office) {
    office.world().network().set_nat("192.168.1.10", "203.0.113.5");
    Phone alice = office.phone("100", "198.51.100.20");
    Phone bob = office.phone("101", "192.168.1.10");
    office.registers(alice);
    office.registers(bob);
    alice.invites("101");
    bob.expects("INVITE");
    bob.rings();
    bob.answers();
    alice.expects(200);
    bob.expects_talk();
    alice.hangs_up();
    bob.expects("BYE");
    alice.expects(200);
    bob.invites("100");
    alice.expects("INVITE");
    alice.answers();
    bob.expects(200);
    alice.expects_talk();
    alice.hangs_up();
    bob.expects("BYE");
    alice.expects(200);
  });
}

TEST_P(Registrations, OverTcpAreReachedOverTheirConnection) {
  OfficeOptions options;
  options.address = "198.51.100.1";
  tell(options, [](Office& office) {
    office.world().network().set_nat("192.168.1.10", "203.0.113.5");
    Phone alice = office.phone("100", "198.51.100.20");
    Phone bob = office.phone("101", "192.168.1.10", {.tcp = true});
    office.registers(bob);
    EXPECT_EQ(office.switchboard().load().connections, 1u);
    alice.invites("101");
    bob.expects("INVITE");
    bob.answers();
    alice.expects(200);
    bob.expects_talk();
    alice.hangs_up();
    bob.expects("BYE");
    alice.expects(200);
    EXPECT_EQ(office.switchboard().load().connections, 1u);
  });
}

TEST_P(Registrations, OverTcpEndWithTheirConnection) {
  OfficeOptions options;
  options.address = "198.51.100.1";
  tell(options, [](Office& office) {
    office.world().network().set_nat("192.168.1.10", "203.0.113.5");
    Phone alice = office.phone("100", "198.51.100.20");
    Phone bob = office.phone("101", "192.168.1.10", {.tcp = true});
    office.registers(bob);
    bob.hangs_up_connections();
    office.world().advance(10s);
    alice.invites("101");
    alice.expects(480);
  });
}

TOLD_IN_ANY_WEATHER(Registrations);

using Transports = Story;

void call_each_other(Phone& alice, Phone& bob) {
  alice.invites(bob.aor());
  bob.expects("INVITE");
  bob.rings();
  alice.may_hear(180);
  bob.answers();
  alice.expects(200);
  bob.expects_talk();
  bob.reinvites();
  alice.expects("INVITE");
  bob.expects(200);
  alice.expects("ACK");
  alice.hangs_up();
  bob.expects("BYE");
  alice.expects(200);
}

TEST_P(Transports, TcpPhonesTalkToEachOther) {
  tell([](Office& office) {
    Desks desks(office, {.tcp = true}, {.tcp = true});
    call_each_other(desks.alice, desks.bob);
    call_each_other(desks.bob, desks.alice);
  });
}

TEST_P(Transports, MixInOneCall) {
  tell([](Office& office) {
    Desks desks(office, {}, {.tcp = true});
    call_each_other(desks.alice, desks.bob);
    EXPECT_EQ(desks.bob.route_set(),
              (Texts{"<sip:10.0.0.1;transport=tcp;lr>", "<sip:10.0.0.1;transport=udp;lr>"}));
    call_each_other(desks.bob, desks.alice);
    EXPECT_EQ(desks.alice.route_set(),
              (Texts{"<sip:10.0.0.1;transport=udp;lr>", "<sip:10.0.0.1;transport=tcp;lr>"}));
  });
}

TEST_P(Transports, MixWhenTheUdpPhoneNeverSaysHowLongItsMessagesAre) {
  tell([](Office& office) {
    PhoneOptions terse;
    terse.omits_length = true;
    Desks desks(office, terse, {.tcp = true});
    call_each_other(desks.alice, desks.bob);
    call_each_other(desks.bob, desks.alice);
  });
}

TEST_P(Transports, CancelTravelsFromUdpToTcp) {
  tell([](Office& office) {
    Desks desks(office, {}, {.tcp = true});
    desks.alice_calls_bob();
    desks.alice.cancels();
    desks.bob.expects("CANCEL");
    desks.bob.expects("ACK");
    desks.alice.expects(487);
  });
}

TOLD_IN_ANY_WEATHER(Transports);

}  // namespace
}  // namespace scenarios
