// One number, several phones (RFC 3261 sections 16.6 and 16.7).
#include "tests/scenarios/office.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

// Alice calls 101, which is a desk phone and a softphone.
struct TwoPhones {
  explicit TwoPhones(Office& office, std::string q_of_desk = "", std::string q_of_soft = "")
      : alice(office.phone("100", "10.0.0.11")),
        desk(office.phone("101", "10.0.0.12", {.contact_params = std::move(q_of_desk)})),
        soft(office.phone("101", "10.0.0.13", {.contact_params = std::move(q_of_soft)})) {
    office.world().ladder().name(*net::IpAddress::parse("10.0.0.12"), "desk");
    office.world().ladder().name(*net::IpAddress::parse("10.0.0.13"), "soft");
    office.registers(desk);
    office.registers(soft);
  }
  void both_ring() {
    alice.invites("101");
    desk.expects("INVITE");
    soft.expects("INVITE");
    desk.rings();
    soft.rings();
    alice.may_hear(180);
  }
  Phone alice, desk, soft;
};

using Forking = Story;

TEST_P(Forking, RingsAllPhonesAndCancelsTheOthersWhenOneAnswers) {
  tell([](Office& office) {
    TwoPhones phones(office);
    phones.both_ring();
    phones.soft.answers();
    phones.alice.expects(200);
    phones.desk.expects("CANCEL");
    phones.desk.expects("ACK");
    phones.soft.expects_talk();
    EXPECT_EQ(phones.alice.remote_target(), phones.soft.contact_uri());
    phones.alice.hangs_up();
    phones.soft.expects("BYE");
    phones.alice.expects(200);
    EXPECT_EQ(office.records().rows().size(), 1u);
  });
}

TEST_P(Forking, CancelsAllBranchesWhenTheCallerGivesUp) {
  tell([](Office& office) {
    TwoPhones phones(office);
    phones.both_ring();
    phones.alice.cancels();
    for (Phone* phone : {&phones.desk, &phones.soft}) {
      phone->expects("CANCEL");
      phone->expects("ACK");
    }
    phones.alice.expects(487);
  });
}

TEST_P(Forking, PassesTwoAnswersAtOnceToTheCaller) {
  tell([](Office& office) {
    TwoPhones phones(office);
    phones.both_ring();
    phones.soft.answers();
    phones.desk.answers();
    phones.alice.expects_talk();
    office.world().advance_until([&] { return phones.alice.calls() == 2; }, 30s);
    EXPECT_EQ(phones.alice.calls(), 2u) << "a dialog each";
    office.world().advance(10s);
    EXPECT_NE(phones.desk.is_talking(), phones.soft.is_talking()) << "the second was hung up";
    phones.alice.hangs_up();
    phones.alice.expects(200);
    phones.desk.expects_end();
    phones.soft.expects_end();
  });
}

TEST_P(Forking, TriesPhonesOfLessPreferenceLater) {
  tell([](Office& office) {
    TwoPhones phones(office, ";q=1.0", ";q=0.3");
    phones.alice.invites("101");
    phones.desk.expects("INVITE");
    phones.soft.expects_no("INVITE", 3s);
    phones.desk.rejects(486);
    phones.soft.expects("INVITE");
    phones.soft.answers();
    phones.alice.expects(200);
    phones.soft.expects_talk();
    phones.soft.hangs_up();
    phones.soft.expects(200);
    EXPECT_EQ(phones.alice.count_of(486), 0u);
  });
}

TEST_P(Forking, AnswersWithTheBestOfAllRefusals) {
  tell([](Office& office) {
    TwoPhones phones(office);
    phones.both_ring();
    phones.desk.rejects(503);
    phones.soft.rejects(486);
    phones.alice.expects(486);
    EXPECT_EQ(phones.alice.count_of(503), 0u);
  });
}

TEST_P(Forking, EndsEverywhereWithA6xx) {
  tell([](Office& office) {
    TwoPhones phones(office);
    phones.both_ring();
    phones.desk.rejects(603);
    phones.soft.expects("CANCEL");
    phones.soft.expects("ACK");
    phones.alice.expects(603);
  });
}

TEST_P(Forking, TriesNobodyElseAfterA6xx) {
  tell([](Office& office) {
    TwoPhones phones(office, ";q=1.0", ";q=0.3");
    phones.alice.invites("101");
    phones.desk.expects("INVITE");
    phones.desk.rejects(603);
    phones.alice.expects(603);
    phones.soft.expects_no("INVITE", 5s);
  });
}

TEST_P(Forking, PassesARedirectionToTheCaller) {
  tell([](Office& office) {
    TwoPhones phones(office, ";q=1.0", ";q=0.3");
    phones.soft.unregisters();
    phones.soft.expects(200);
    phones.alice.invites("101");
    phones.desk.expects("INVITE");
    phones.desk.redirects({"<sip:102@office.example>;q=0.7"});
    phones.alice.expects(302);
    EXPECT_EQ(phones.alice.last_response(302).headers("Contact"),
              Texts{"<sip:102@office.example>;q=0.7"});
  });
}

TEST_P(Forking, FollowsARedirectionItselfWhenToldTo) {
  OfficeOptions options;
  options.follows_redirects = true;
  options.authenticates_calls = false;
  tell(options, [](Office& office) {
    TwoPhones phones(office, ";q=1.0", ";q=0.3");
    phones.soft.unregisters();
    phones.soft.expects(200);
    Phone carol = office.phone("102", "10.0.0.14");
    office.registers(carol);
    phones.alice.invites("101");
    phones.desk.expects("INVITE");
    phones.desk.redirects({"<sip:102@office.example>"});
    carol.expects("INVITE");
    carol.answers();
    phones.alice.expects(200);
    carol.expects_talk();
    EXPECT_EQ(phones.alice.count_of(302), 0u);
    carol.hangs_up();
    carol.expects(200);
  });
}

TOLD_IN_ANY_WEATHER(Forking);

}  // namespace
}  // namespace scenarios
