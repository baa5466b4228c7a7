// Forwards: what becomes of a call to an extension that is busy, does not answer, has no phone, or
// wishes to be called elsewhere. Alice calls, Bob's extension forwards to Carol's.
#include <nlohmann/json.hpp>

#include "apps/jackfield/administration_commands.h"
#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using Forwards = OwnedStory;
using directory::Account;

void expect_chain(Office& office, std::string_view chain) {
  ASSERT_FALSE(office.records().rows().empty());
  EXPECT_EQ(office.records().rows().back().transfers, chain);
}

void alice_and_carol_talk(Parties& parties) {
  parties.carol.expects("INVITE");
  parties.carol.rings();
  parties.carol.answers();
  parties.alice.expects(200);
  parties.carol.expects_talk();
  EXPECT_EQ(final_responses(parties.alice), 1u);
  parties.hear_each_other(parties.alice, parties.carol);
}

// In the echo test, that begins when the ACK has come.
void hears_himself(Office& office, Phone& phone) {
  phone.listens_anew();
  for (int tries = 0; tries < 30 && phone.heard_of(phone) == 0; ++tries) {
    phone.sends_audio();
    office.world().advance(1s);
  }
  EXPECT_GT(phone.heard_of(phone), 0u);
}

TEST_P(Forwards, GoOnWhenThePhoneIsBusy) {
  tell([](Office& office) {
    Parties parties(office);
    office.changes_account("101", [](Account& bob) { bob.busy_to = "102"; });
    parties.bob.always(Habit::is_busy);
    parties.alice.invites("101");
    alice_and_carol_talk(parties);
    parties.hangs_up(parties.alice, parties.carol);
    office.recorded(Disposition::answered, "caller hung up");
    EXPECT_EQ(office.records().rows().back().callee, "101");
    expect_chain(office, "101 to 102");
  });
}

TEST_P(Forwards, GoOnWhenATelephoneNumberWasDialled) {
  tell([](Office& office) {
    Parties parties(office);
    office.changes_account("101", [](Account& bob) { bob.busy_to = "102"; });
    parties.bob.always(Habit::is_busy);
    parties.alice.invites("tel:101");
    alice_and_carol_talk(parties);
    EXPECT_EQ(sim::uri_in(parties.carol.last_request("INVITE").header("From")),
              "sip:100@office.example");
    EXPECT_EQ(sim::uri_in(parties.carol.last_request("INVITE").header("To")),
              "sip:102@office.example");
    parties.hangs_up(parties.alice, parties.carol);
    expect_chain(office, "101 to 102");
  });
}

TEST_P(Forwards, AreOfNoConcernToAPhoneThatAnswers) {
  tell([](Office& office) {
    Parties parties(office);
    office.changes_account("101", [](Account& bob) {
      bob.busy_to = bob.no_answer_to = "102";
      bob.patience = 45s;
    });
    parties.alice_and_bob_talk();
    office.world().advance(50s);
    EXPECT_EQ(parties.carol.count_of("INVITE"), 0u);
    parties.hangs_up(parties.alice, parties.bob);
    expect_chain(office, "");
  });
}

TEST_P(Forwards, GoOnWhenNobodyAnswersInTime) {
  tell([](Office& office) {
    Parties parties(office);
    office.changes_account("101", [](Account& bob) {
      bob.no_answer_to = "102";
      bob.patience = 60s;
    });
    parties.alice_calls_bob({"Require: 100rel"});  // or she may hear nothing and give up
    office.world().advance(20s);
    EXPECT_EQ(parties.bob.count_of("CANCEL"), 0u);
    parties.bob.falls_silent();
    parties.bob.expects("CANCEL");
    parties.bob.expects("ACK");
    alice_and_carol_talk(parties);
    parties.hangs_up(parties.carol, parties.alice);
    office.recorded(Disposition::answered, "callee hung up");
    expect_chain(office, "101 to 102");
  });
}

TEST_P(Forwards, GoOnWhenNoPhoneIsThere) {
  tell([](Office& office) {
    Parties parties(office);
    office.opens_account("103");
    office.changes_account("103", [](Account& absent) { absent.no_answer_to = "102"; });
    parties.alice.invites("103");
    alice_and_carol_talk(parties);
    parties.hangs_up(parties.alice, parties.carol);
    expect_chain(office, "103 to 102");
  });
}

TEST_P(Forwards, GoOnWhenThePhoneTakesNoConnection) {
  tell([](Office& office) {
    Parties parties(office);
    PhoneOptions options = sim::modern();
    options.contact = "sip:103@10.0.0.14:5070;transport=tcp";
    Phone deaf = office.phone("103", "10.0.0.14", options);
    office.registers(deaf);
    office.changes_account("103", [](Account& absent) { absent.no_answer_to = "102"; });
    parties.alice.invites("103");
    alice_and_carol_talk(parties);
    parties.hangs_up(parties.alice, parties.carol);
    expect_chain(office, "103 to 102");
  });
}

TEST_P(Forwards, GoOnToTheNextThatForwards) {
  tell([](Office& office) {
    Parties parties(office);
    office.opens_account("103");
    office.changes_account("103", [](Account& absent) { absent.no_answer_to = "101"; });
    office.changes_account("101", [](Account& bob) { bob.busy_to = "102"; });
    parties.bob.always(Habit::is_busy);
    parties.alice.invites("103");
    alice_and_carol_talk(parties);
    parties.hangs_up(parties.alice, parties.carol);
    expect_chain(office, "103 to 101; 101 to 102");
  });
}

TEST_P(Forwards, LeadIntoApps) {
  tell([](Office& office) {
    Parties parties(office);
    office.changes_account("101", [](Account& bob) { bob.busy_to = "*43"; });
    parties.bob.always(Habit::is_busy);
    parties.alice.invites("101");
    parties.alice.expects(200);
    parties.alice.expects_talk();
    hears_himself(office, parties.alice);
    parties.alice.hangs_up();
    parties.alice.expects(200);
    parties.on_record(1);
    expect_chain(office, "101 to *43");
  });
}

TEST_P(Forwards, ThatCircleRingEachPhoneOnceAndEnd) {
  tell([](Office& office) {
    Parties parties(office);
    office.changes_account("101", [](Account& bob) { bob.busy_to = "102"; });
    office.changes_account("102", [](Account& carol) { carol.busy_to = "101"; });
    parties.bob.always(Habit::is_busy);
    parties.carol.always(Habit::is_busy);
    parties.alice.invites("101");
    parties.alice.expects(486);
    parties.on_record(1);
    EXPECT_EQ(final_responses(parties.alice), 1u);
    EXPECT_EQ(parties.bob.count_of("INVITE"), 1u);
    EXPECT_EQ(parties.carol.count_of("INVITE"), 1u);
    office.recorded(Disposition::busy, "486");
    expect_chain(office, "101 to 102; 102 to 101");
  });
}

TEST_P(Forwards, ToNobodyEndWithWhatTheDialplanSays) {
  tell([](Office& office) {
    Parties parties(office);
    office.changes_account("101", [](Account& bob) { bob.busy_to = "999"; });
    parties.bob.always(Habit::is_busy);
    parties.alice.invites("101");
    parties.alice.expects(404);
    parties.on_record(1);
    office.recorded(Disposition::failed, "404");
    expect_chain(office, "101 to 999");
  });
}

TEST_P(Forwards, EndWhenTheCallerGivesUp) {
  tell([](Office& office) {
    Parties parties(office);
    office.changes_account("101", [](Account& bob) { bob.busy_to = "102"; });
    parties.bob.always(Habit::is_busy);
    parties.alice.invites("101");
    parties.carol.expects("INVITE");
    parties.carol.rings();
    parties.alice.may_hear(180);
    parties.alice.cancels();
    parties.alice.expects(487);
    parties.carol.expects("CANCEL");
    parties.carol.expects("ACK");
    parties.on_record(1);
    office.recorded(Disposition::cancelled, "487");
    expect_chain(office, "101 to 102");
  });
}

// A phone's own wish, as people set it at the phone.
TEST_P(Forwards, FollowAPhoneAsIfItsExtensionHadDialled) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_calls_bob();
    parties.bob.redirects({"sip:102@office.example"});
    parties.bob.expects("ACK");
    alice_and_carol_talk(parties);
    parties.hangs_up(parties.alice, parties.carol);
    expect_chain(office, "101 to 102");
  });
}

TEST_P(Forwards, FollowNoPhoneToWhereItsExtensionMayNotCall) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_calls_bob();
    parties.bob.redirects({"sip:eve@else.example"});
    parties.bob.expects("ACK");
    parties.alice.expects(403);
    parties.on_record(1);
    EXPECT_EQ(final_responses(parties.alice), 1u);
    office.recorded(Disposition::rejected, "403");
    expect_chain(office, "101 to sip:eve@else.example");
  });
}

TEST_P(Forwards, FollowNoPhoneThatHasAnotherBesideIt) {
  tell([](Office& office) {
    Parties parties(office);
    Phone soft = office.phone("101", "10.0.0.22", sim::modern());
    office.registers(soft);
    parties.alice_calls_bob();
    soft.expects("INVITE");
    parties.bob.redirects({"sip:102@office.example"});
    parties.bob.expects("ACK");
    soft.rejects(486);
    parties.alice.expects(486);
    parties.on_record(1);
    EXPECT_EQ(parties.carol.count_of("INVITE"), 0u);
    expect_chain(office, "");
  });
}

TEST_P(Forwards, FollowNoPhoneToItself) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_calls_bob();
    parties.bob.redirects({"sip:101@office.example"});
    parties.bob.expects("ACK");
    parties.alice.expects(480);
    parties.on_record(1);
    EXPECT_EQ(parties.bob.count_of("INVITE"), 1u);
    expect_chain(office, "101 to 101");
  });
}

TEST_P(Forwards, CountAFullExtensionAsBusy) {
  tell([](Office& office) {
    Parties parties(office);
    Phone dave = office.phone("103", "10.0.0.14", sim::modern());
    office.changes_account("101", [](Account& bob) { bob.limit = 1; });
    parties.alice_and_bob_talk();
    dave.invites("101");
    dave.expects(486);
    EXPECT_EQ(parties.bob.count_of("INVITE"), 1u);
    office.changes_account("101", [](Account& bob) { bob.busy_to = "102"; });
    dave.invites("101");
    parties.carol.expects("INVITE");
    parties.carol.answers();
    dave.expects(200);
    parties.carol.expects_talk();
    dave.hangs_up();
    parties.carol.expects("BYE");
    dave.expects(200);
    expect_chain(office, "101 to 102");
    parties.hangs_up(parties.alice, parties.bob, 3);
    parties.alice_and_bob_talk();
    parties.hangs_up(parties.alice, parties.bob, 4);
  });
}

TEST_P(Forwards, CountACallOnceThatRingsTwoPhones) {
  tell([](Office& office) {
    Parties parties(office);
    Phone soft = office.phone("101", "10.0.0.22", sim::modern());
    Phone dave = office.phone("103", "10.0.0.14", sim::modern());
    office.registers(soft);
    office.changes_account("101", [](Account& bob) { bob.limit = 2; });
    soft.always(Habit::rings);
    parties.alice_calls_bob();
    soft.expects("INVITE");
    dave.invites("101");
    soft.expects("INVITE");
    parties.bob.expects("INVITE");
    parties.bob.answers();
    dave.expects(200);
    parties.bob.expects_talk();
    dave.hangs_up();
    parties.bob.expects("BYE");
    dave.expects(200);
    parties.alice.cancels();
    parties.alice.expects(487);
    parties.on_record(2);
  });
}

TEST_P(Forwards, TakeATransferredCallAlong) {
  tell([](Office& office) {
    Parties parties(office);
    office.opens_account("103");
    office.changes_account("103", [](Account& absent) { absent.no_answer_to = "102"; });
    parties.alice_and_bob_talk();
    parties.alice.refers("103");
    parties.alice.expects(202);
    parties.carol.expects("INVITE");
    parties.carol.answers();
    parties.carol.expects_talk();
    parties.alice.expects_transferred(200);
    parties.alice.expects("BYE");
    parties.hear_each_other(parties.bob, parties.carol);
    parties.hangs_up(parties.bob, parties.carol);
    expect_chain(office, "100 to 103 by 100; 103 to 102");
  });
}

TEST_P(Forwards, TakeATransferredCallIntoAnApp) {
  tell([](Office& office) {
    Parties parties(office);
    parties.carol.always(Habit::is_busy);
    office.changes_account("102", [](Account& carol) { carol.busy_to = "*43"; });
    parties.alice_and_bob_talk();
    parties.alice.refers("102");
    parties.alice.expects(202);
    parties.alice.expects_transferred(200);
    parties.alice.expects("BYE");
    hears_himself(office, parties.bob);
    parties.bob.hangs_up();
    parties.bob.expects(200);
    parties.on_record(1);
    expect_chain(office, "100 to 102 by 100; 102 to *43");
  });
}

TEST(Explanation, SaysWhereACallGoesThatIsNotAnswered) {
  World world(1);
  OfficeOptions options;
  options.owns_calls = true;
  Office office(world, options);
  Parties parties(office);
  office.changes_account("101", [](Account& bob) {
    bob.busy_to = "102";
    bob.no_answer_to = "*60";
    bob.patience = 20s;
    bob.limit = 2;
  });
  const auto explained = [&](const char* number) {
    const jackfield::Request request{"explain", {{"number", number}, {"from", "100"}}};
    return nlohmann::json::parse(jackfield::explain(office.switchboard(), request).result);
  };
  EXPECT_EQ(explained("101")["ringing"], nlohmann::json::parse(R"({"seconds":20,"calls":2,
              "when_busy":{"number":"102","route":{"action":"extension","number":"102"}},
              "when_unanswered":{"number":"*60","route":{"action":"app","app":"conference"}}})"));
  EXPECT_EQ(explained("102")["ringing"],
            nlohmann::json::parse(
                R"({"seconds":180,"calls":0,"when_busy":null,"when_unanswered":null})"));
  EXPECT_TRUE(explained("*43")["ringing"].is_null());
}

TEST(Explanation, KeepsAnAppsArgumentToItself) {
  World world(1);
  Office office(world);
  jackfield::Changes changes;
  changes.rules = {{10, "board room", jackfield::Rule::Caller::extension, "700", "local",
                    jackfield::Rule::Action::app, "conference 4711"}};
  office.switchboard().apply(std::move(changes));
  const jackfield::Request request{"explain", {{"number", "700"}, {"from", "100"}}};
  office.opens_account("100");
  const std::string result = jackfield::explain(office.switchboard(), request).result;
  EXPECT_NE(result.find("conference"), std::string::npos) << result;
  EXPECT_EQ(result.find("4711"), std::string::npos) << result;
}

TOLD_IN_ANY_WEATHER(Forwards);

}  // namespace
}  // namespace scenarios
