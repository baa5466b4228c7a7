// What a call leaves behind for those who ask: every message of it, whatever the weather.
#include <algorithm>

#include "firmware/sip/message/glance.h"
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using CallHistory = Story;
using records::KeptCall;

KeptCall kept_by(Office& office, const std::string& id) {
  auto found = office.switchboard().find_call(id);
  if (found.call) return std::move(*found.call);
  office.world().fault("no call " + id + " is kept", __FILE__, __LINE__);
  return {};
}

// Each message once: "100>INVITE 101<INVITE 101>180 …", and what a storm adds left out.
Texts rungs_of(const KeptCall& call) {
  Texts rungs;
  for (const records::KeptMessage& message : call.messages) {
    const sip::Glance seen = sip::glance(message.text);
    std::string rung = call.legs[message.leg].name + (message.sent ? '<' : '>');
    if (seen.is_response()) rung += std::string(seen.start_line.substr(8, 3)) + ' ';
    rung += seen.method();
    if (std::ranges::find(rungs, rung) == rungs.end()) rungs.push_back(std::move(rung));
  }
  return rungs;
}

bool has(const Texts& rungs, const std::string& rung) {
  return std::ranges::find(rungs, rung) != rungs.end();
}

// Of all that the parties sent and heard, nothing is missing.
void expect_whole(const Texts& rungs, std::initializer_list<const char*> wanted) {
  for (const char* rung : wanted) {
    EXPECT_TRUE(has(rungs, rung)) << rung << " is missing in " << testing::PrintToString(rungs);
  }
}

TEST_P(CallHistory, HasEveryMessageOfAProxiedCallFromTheChallengeToTheLastAnswer) {
  tell([this](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    desks.alice.hangs_up();
    desks.bob.expects("BYE");
    desks.alice.expects_answer("BYE", 200);
    const KeptCall call = kept_by(office, desks.alice.last_sent("BYE").header("Call-ID"));
    ASSERT_EQ(call.legs.size(), 2u);
    EXPECT_EQ(call.legs[0].flows, Texts{"udp:10.0.0.11:5060"});
    EXPECT_EQ(call.legs[1].flows, Texts{"udp:10.0.0.12:5060"});
    EXPECT_EQ(call.record.id, office.records().rows().back().id);
    EXPECT_EQ(call.missed, 0u);
    const Texts rungs = rungs_of(call);
    expect_whole(rungs,
                 {"100>INVITE", "100<407 INVITE", "100>ACK", "101<INVITE", "101>200 INVITE",
                  "100<200 INVITE", "101<ACK", "100>BYE", "101<BYE", "101>200 BYE", "100<200 BYE"});
    if (stormy()) return;
    EXPECT_EQ(rungs.front(), "100>INVITE");
    EXPECT_EQ(rungs.back(), "100<200 BYE");
    EXPECT_EQ(call.messages.size(), 16u) << testing::PrintToString(rungs);
    for (const records::KeptMessage& message : call.messages) EXPECT_EQ(message.times, 1u);
  });
}

TEST_P(CallHistory, CountsWhatIsSaidAgainAndStaysSmall) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_calls_bob();
    desks.bob.rejects(486);
    desks.alice.expects(486);
    office.recorded(Disposition::busy, "486");
    office.world().advance(40s);
    const KeptCall call = kept_by(office, desks.alice.last_sent("INVITE").header("Call-ID"));
    expect_whole(rungs_of(call), {"101>486 INVITE", "101<ACK", "100<486 INVITE", "100>ACK"});
    EXPECT_LE(call.messages.size(), 20u) << "retransmissions are not kept twice";
  });
}

TEST_P(CallHistory, NeverHoldsADigest) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice_and_bob_talk();
    const RawMessage& invite = desks.alice.last_sent("INVITE");
    const std::string digest = sim::auth_param(invite.header("Proxy-Authorization"), "response");
    ASSERT_EQ(digest.size(), 32u);
    const KeptCall call = kept_by(office, invite.header("Call-ID"));
    for (const records::KeptMessage& message : call.messages) {
      EXPECT_EQ(message.text.find(digest), std::string::npos) << message.text;
    }
    desks.alice.hangs_up();
    desks.alice.expects_answer("BYE", 200);
  });
}

TEST_P(CallHistory, HasTheAudioOfACallToAnApp) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("*43");
    desks.alice.expects(200);
    desks.alice.hangs_up();
    desks.alice.expects_answer("BYE", 200);
    office.world().advance(1s);
    const KeptCall call = kept_by(office, office.records().rows().back().id.substr(0, 8));
    ASSERT_EQ(call.legs.size(), 1u);
    EXPECT_EQ(call.legs[0].name, "100");
    EXPECT_TRUE(call.legs[0].media);
    expect_whole(rungs_of(call),
                 {"100>INVITE", "100<407 INVITE", "100<200 INVITE", "100>BYE", "100<200 BYE"});
  });
}

TEST_P(CallHistory, KeepsNothingOfRegistrations) {
  tell([](Office& office) {
    Desks desks(office);
    const std::string call_id = desks.alice.last_sent("REGISTER").header("Call-ID");
    EXPECT_FALSE(office.switchboard().find_call(call_id).call);
  });
}

TOLD_IN_ANY_WEATHER(CallHistory);

}  // namespace
}  // namespace scenarios
