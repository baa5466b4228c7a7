// Where a request goes, and what is refused on the way (RFC 3261 sections 16.3 to 16.6).
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using Routing = Story;

void bob_talks_to_alice_and_hangs_up(Phone& alice, Phone& bob) {
  bob.expects("INVITE");
  bob.answers();
  alice.expects(200);
  bob.expects_talk();
  bob.hangs_up();
  alice.expects("BYE");
  bob.expects(200);
}

TEST_P(Routing, FollowsTheRequestUri) {
  tell([](Office& office) {
    Desks desks(office);
    for (const char* target : {"sip:101@office.example", "sip:101@10.0.0.1",
                               "sip:101@10.0.0.1:5060", "sip:%3101@OFFICE.example"}) {
      desks.alice.invites(target);
      bob_talks_to_alice_and_hangs_up(desks.alice, desks.bob);
      EXPECT_EQ(desks.bob.last_request("INVITE").uri(), desks.bob.contact_uri());
    }
  });
}

TEST_P(Routing, TakesItsOwnTopRouteAway) {
  tell([](Office& office) {
    for (const char* route : {"<sip:10.0.0.1;lr>", "<sip:office.example:5060;lr>"}) {
      PhoneOptions of_alice;
      of_alice.routes = {route};
      Desks desks(office, of_alice);
      desks.alice.invites("101");
      bob_talks_to_alice_and_hangs_up(desks.alice, desks.bob);
      EXPECT_TRUE(desks.bob.last_request("INVITE").headers("Route").empty());
      EXPECT_TRUE(desks.alice.last_request("BYE").headers("Route").empty());
      office.world().advance(1s);  // copies still on their way must not meet the next phones
    }
  });
}

TEST_P(Routing, UnderstandsAStrictRouterBeforeIt) {
  tell([](Office& office) {
    Desks desks(office, {.routes_strictly = true});
    desks.alice_and_bob_talk();
    desks.alice.hangs_up();
    desks.alice.expects(200);
    EXPECT_EQ(desks.alice.last_sent("BYE").uri(), "sip:10.0.0.1;lr");
    const RawMessage& bye = desks.bob.last_request("BYE");
    EXPECT_EQ(bye.uri(), desks.bob.contact_uri());
    EXPECT_TRUE(bye.headers("Route").empty());
  });
}

TEST_P(Routing, SpeaksToAStrictRouterBehindIt) {
  OfficeOptions options;
  options.opens_other_domains = true;
  tell(options, [](Office& office) {
    Phone alice =
        office.phone("100", "10.0.0.11", {.routes = {"<sip:10.0.0.1;lr>", "<sip:10.0.0.40>"}});
    Phone router(office.world(), "10.0.0.40", "sip:router@10.0.0.40");
    alice.asks("OPTIONS", "sip:bob@far.example");
    alice.expects(200);
    const RawMessage& request = router.last_request("OPTIONS");
    EXPECT_EQ(request.uri(), "sip:10.0.0.40");
    EXPECT_EQ(request.headers("Route"), Texts{"<sip:bob@far.example>"});
  });
}

TEST_P(Routing, RefusesWhatTheProxyWouldHaveToUnderstand) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("101", {"Proxy-Require: teleport"});
    desks.alice.expects(420);
    EXPECT_EQ(desks.alice.last_response(420).header("Unsupported"), "teleport");
    desks.bob.expects_no("INVITE", 5s);
  });
}

TEST_P(Routing, LeavesRequireToTheCallee) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("101", {"Require: teleport"});
    desks.bob.expects("INVITE");
    desks.alice.expects(420);
  });
}

TEST_P(Routing, EndsWhenMaxForwardsIsUsedUp) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("101", {"Max-Forwards: 0"});
    desks.alice.expects(483);
    desks.bob.expects_no("INVITE", 5s);
  });
}

TEST_P(Routing, AnswersOptionsToTheOfficeItself) {
  tell([](Office& office) {
    Phone alice = office.phone("100", "10.0.0.11");
    alice.asks("OPTIONS", "sip:office.example");
    alice.expects(200);
    EXPECT_NE(alice.last_response(200).header("Allow"), "");
  });
}

TEST_P(Routing, CarriesOtherMethodsToTheExtension) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.asks("MESSAGE", "101");
    desks.bob.expects("MESSAGE");
    desks.alice.expects(200);
  });
}

TEST_P(Routing, DetectsALoopByItsOwnVia) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    // The INVITE as it left the office comes back with nothing changed that routing looks at.
    Phone mirror(office.world(), "10.0.0.13", "sip:mirror@10.0.0.13", {.judges = false});
    std::string looped = desks.bob.last_request("INVITE").text();
    looped.replace(0, looped.find("\r\n"), desks.alice.last_sent("INVITE").start_line());
    looped.insert(looped.find("\r\n") + 2,
                  "Via: SIP/2.0/UDP 10.0.0.13:5060;branch=z9hG4bKmirror\r\n");
    for (int copy = 0; copy < 5; ++copy) mirror.sends(looped, "10.0.0.1:5060");
    EXPECT_TRUE(office.world().advance_until(
        [&] {
          for (const sim::Ladder::Rung& rung : office.world().ladder().rungs()) {
            if (rung.text.starts_with("SIP/2.0 482")) return true;
          }
          return false;
        },
        10s));
    EXPECT_EQ(desks.bob.count_of("INVITE"), 1u);
    desks.alice.hangs_up();
    desks.alice.expects(200);
  });
}

TEST_P(Routing, EndsALoopOfContacts) {
  OfficeOptions options;
  options.authenticates_calls = false;
  tell(options, [](Office& office) {
    Desks desks(office);
    desks.bob.registers_contacts({"<sip:101@10.0.0.1>;expires=3600"});
    desks.bob.expects(200);
    desks.bob.unregisters();
    desks.bob.expects(200);
    desks.alice.invites("101");
    desks.alice.expects(482);
  });
}

TEST_P(Routing, LetsASpiralPass) {
  OfficeOptions options;
  options.authenticates_calls = false;
  tell(options, [](Office& office) {
    Desks desks(office);
    Phone carol = office.phone("102", "10.0.0.13");
    carol.registers_contacts({"<sip:101@office.example>;expires=3600"});
    carol.expects(200);
    desks.alice.invites("102");
    bob_talks_to_alice_and_hangs_up(desks.alice, desks.bob);
    EXPECT_EQ(desks.bob.last_request("INVITE").headers("Via").size(), 3u);
    EXPECT_EQ(desks.bob.last_request("INVITE").header("Max-Forwards"), "68");
  });
}

TEST_P(Routing, LetsASpiralOfACallerWhoProvedHimselfPass) {
  tell([](Office& office) {
    Desks desks(office);
    Phone carol = office.phone("102", "10.0.0.13");
    carol.registers_contacts({"<sip:101@office.example>;expires=3600"});
    carol.expects(200);
    desks.alice.invites("102");
    bob_talks_to_alice_and_hangs_up(desks.alice, desks.bob);
  });
}

TEST_P(Routing, ChallengesACallerAndLetsHimPass) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("101");
    desks.alice.expects(407);
    bob_talks_to_alice_and_hangs_up(desks.alice, desks.bob);
    EXPECT_EQ(desks.bob.count_of("INVITE"), 1u);
  });
}

TEST_P(Routing, RefusesACallerWithAWrongPassword) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.changes_password("a guess");
    desks.alice.invites("101");
    desks.alice.expects(407);
    desks.alice.expects(403);
    desks.bob.expects_no("INVITE", 5s);
  });
}

TEST_P(Routing, RelaysNothingForStrangers) {
  OfficeOptions options;
  options.opens_other_domains = true;
  tell(options, [](Office& office) {
    Desks desks(office);
    Phone target(office.world(), "10.0.0.77", "sip:target@10.0.0.77");
    Phone mallory(office.world(), "10.0.0.66", "sip:mallory@elsewhere.example",
                  {.proxy = "10.0.0.1"});
    Phone impostor(office.world(), "10.0.0.67", "sip:100@office.example", {.proxy = "10.0.0.1"});
    for (Phone* stranger : {&mallory, &impostor}) {
      for (const char* uri : {"sip:101@office.example", "sip:target@10.0.0.77"}) {
        stranger->invites(uri);
        stranger->expects(407);
        stranger->asks("MESSAGE", uri);
        stranger->expects(407);
      }
    }
    EXPECT_EQ(desks.bob.received().size(), desks.bob.count_of(200) + desks.bob.count_of(401));
    EXPECT_TRUE(target.received().empty());
  });
}

TEST_P(Routing, KeepsOtherDomainsClosedUnlessARuleOpensThem) {
  tell([](Office& office) {
    Desks desks(office);
    Phone target(office.world(), "10.0.0.77", "sip:target@10.0.0.77");
    desks.alice.invites("sip:target@10.0.0.77");
    desks.alice.expects(403);
    EXPECT_TRUE(target.received().empty());
  });
}

TOLD_IN_ANY_WEATHER(Routing);

}  // namespace
}  // namespace scenarios
