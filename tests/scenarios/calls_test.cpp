// Calls between two extensions: how they are set up, end, and are recorded.
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using Calls = Story;

TEST_P(Calls, AreSetUpWithRingingAndAnswer) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    const RawMessage& invite = desks.bob.last_request("INVITE");
    EXPECT_EQ(invite.uri(), desks.bob.contact_uri());
    EXPECT_EQ(invite.header("Max-Forwards"), "69");
    EXPECT_EQ(invite.headers("Via").size(), 2u);
    EXPECT_EQ(invite.headers("Record-Route"), Texts{"<sip:10.0.0.1;lr>"});
    EXPECT_EQ(invite.body(), desks.alice.last_sent("INVITE").body());
    EXPECT_EQ(invite.header("Proxy-Authorization"), "") << "credentials are for us alone";
    EXPECT_EQ(desks.alice.last_response(200, "INVITE").body(),
              desks.bob.last_answer_sent(200).body());
    EXPECT_EQ(desks.alice.route_set(), Texts{"<sip:10.0.0.1;lr>"});
    EXPECT_EQ(desks.alice.remote_target(), desks.bob.contact_uri());
    desks.alice.hangs_up();
    desks.alice.expects(200);
  });
}

TEST_P(Calls, AreReleasedByTheCaller) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    office.world().advance(90s);
    desks.alice.hangs_up();
    desks.bob.expects("BYE");
    desks.alice.expects(200);
    office.recorded(Disposition::answered, "caller hung up");
    const records::CallRecord& record = office.records().rows().back();
    EXPECT_EQ(record.caller, "100");
    EXPECT_EQ(record.callee, "101");
    EXPECT_EQ(record.call_id, desks.alice.last_sent("BYE").header("Call-ID"));
    EXPECT_GE(*record.end - *record.answer, 90s);
    EXPECT_EQ(office.records().rows().size(), 1u);
  });
}

TEST_P(Calls, AreReleasedByTheCallee) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    desks.bob.hangs_up();
    desks.alice.expects("BYE");
    desks.bob.expects(200);
    office.recorded(Disposition::answered, "callee hung up");
  });
}

TEST_P(Calls, AreOnRecordBeforeTheAnswerToTheByeLeaves) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    office.disk().takes(2s);
    desks.alice.hangs_up();
    desks.bob.expects("BYE");
    desks.alice.expects(200);
    office.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(Calls, ThatNobodyAnswersEndByTheCallersCancel) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_calls_bob();
    office.world().advance(10s);
    desks.alice.cancels();
    desks.bob.expects("CANCEL");
    desks.bob.expects("ACK");
    desks.alice.expects_answer("CANCEL", 200);
    desks.alice.expects(487);
    EXPECT_EQ(desks.alice.last_sent("ACK").cseq(), desks.alice.last_sent("INVITE").cseq());
    office.recorded(Disposition::cancelled, "487");
  });
}

TEST_P(Calls, ThatNobodyAnswersEndByTheCallees408) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_calls_bob();
    office.world().advance(60s);
    desks.bob.rejects(408);
    desks.alice.expects(408);
    desks.bob.expects("ACK");
    office.recorded(Disposition::no_answer, "408");
  });
}

TEST_P(Calls, ThatNobodyAnswersEndByTimerC) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_calls_bob();
    office.world().advance(10s);
    desks.bob.falls_silent();
    office.world().advance(170s);
    EXPECT_EQ(desks.bob.count_of("CANCEL"), 0u);
    desks.bob.expects("CANCEL");
    desks.bob.expects("ACK");
    desks.alice.expects(408);
    office.recorded(Disposition::no_answer, "408");
  });
}

TEST_P(Calls, ToAPhoneThatWasUnpluggedEndWith408) {
  tell([](Office& office) {
    Phone alice = office.phone("100", "10.0.0.11");
    {
      Phone bob = office.phone("101", "10.0.0.12");
      office.registers(bob);
    }
    alice.invites("101");
    alice.expects(408);
    office.recorded(Disposition::no_answer, "408");
  });
}

TEST_P(Calls, AreRefusedByABusyPhone) {
  tell([](Office& office) {
    Desks desks(office);
    desks.bob.always(Habit::is_busy);
    desks.alice.invites("101");
    desks.bob.expects("ACK");
    desks.alice.expects(486);
    office.recorded(Disposition::busy, "486");
  });
}

TEST_P(Calls, AreDeclined) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_calls_bob();
    desks.bob.rejects(603);
    desks.alice.expects(603);
    office.recorded(Disposition::rejected, "603");
  });
}

TEST_P(Calls, ToANumberThatNobodyHasAreNotFound) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("199");
    desks.alice.expects(404);
  });
}

TEST_P(Calls, ToAnExtensionWithoutAPhoneAreTemporarilyUnavailable) {
  tell([](Office& office) {
    Desks desks(office);
    office.opens_account("102");
    desks.alice.invites("102");
    desks.alice.expects(480);
  });
}

TEST_P(Calls, KeepTheirRouteThroughReinvitesOfBothSides) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    desks.alice.reinvites();
    desks.bob.expects("INVITE");
    desks.alice.expects(200);
    desks.bob.expects("ACK");
    desks.bob.reinvites();
    desks.alice.expects("INVITE");
    desks.bob.expects(200);
    desks.alice.expects("ACK");
    desks.alice.asks_in_dialog("INFO");
    desks.alice.expects(200);
    desks.bob.hangs_up();
    desks.bob.expects(200);
    EXPECT_EQ(office.records().rows().size(), 1u);
    office.recorded(Disposition::answered, "callee hung up");
  });
}

TEST_P(Calls, ThatWereCancelledTooLateAreHungUp) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_calls_bob();
    desks.bob.answers();
    desks.alice.cancels();
    desks.bob.expects("BYE");
    office.world().settle();
    office.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(Calls, CanBeHeldByOnePhoneOneAfterTheOther) {
  tell([](Office& office) {
    Desks desks(office, {.remembers_nonces = true});
    for (int call = 0; call < 3; ++call) {
      desks.alice_and_bob_talk();
      desks.alice.hangs_up();
      desks.alice.expects(200);
    }
    EXPECT_EQ(office.records().rows().size(), 3u);
  });
}

TEST_P(Calls, AreNotEndedByAStrangerWhoKnowsTheTags) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    Phone mallory(office.world(), "10.0.0.66", "sip:100@office.example", {});
    const RawMessage& ack = desks.alice.last_sent("ACK");
    for (int copy = 0; copy < 5; ++copy) {
      mallory.sends(
          "BYE " + ack.uri() + " SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.66;branch=z9hG4bKevil" +
              std::to_string(copy) + "\r\nMax-Forwards: 70\r\nRoute: " + ack.header("Route") +
              "\r\nFrom: " + ack.header("From") + "\r\nTo: " + ack.header("To") + "\r\nCall-ID: " +
              ack.header("Call-ID") + "\r\nCSeq: 99 BYE\r\nContent-Length: 0\r\n\r\n",
          "10.0.0.1:5060");
    }
    desks.bob.expects_no("BYE", 20s);
    EXPECT_TRUE(desks.bob.is_talking());
    desks.bob.hangs_up();
    desks.bob.expects(200);
  });
}

TOLD_IN_ANY_WEATHER(Calls);

}  // namespace
}  // namespace scenarios
