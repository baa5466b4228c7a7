#include "firmware/sip/transaction/server_transaction.h"

#include "tests/firmware/sip/transaction/stage.h"

namespace sip::testing {
namespace {

class InviteServer : public TransactionTest {
 protected:
  // An INVITE arrives; what it makes.
  ServerTransaction& invite(bool tcp = false) {
    hears(incoming("INVITE", tcp ? kTcpVia : kVia), tcp);
    EXPECT_EQ(core.requests.size(), 1u);
    return *core.requests.back();
  }
  void acknowledges(bool tcp = false) { hears(incoming("ACK", tcp ? kTcpVia : kVia, "x"), tcp); }
};

TEST_F(InviteServer, RepeatsTheLastProvisionalResponseForARepeatedInvite) {
  ServerTransaction& transaction = invite();
  hears(incoming("INVITE", kVia));
  EXPECT_TRUE(peer.heard.empty()) << "nothing was said yet";
  transaction.respond_with(100);
  transaction.respond_with(180);
  hears(incoming("INVITE", kVia));
  EXPECT_EQ(peer.count("100"), 1u);
  EXPECT_EQ(peer.count("180"), 2u);
  EXPECT_EQ(core.requests.size(), 1u);
}

TEST_F(InviteServer, RepeatsARefusalAfterT1TwiceT1UpToT2UntilTimerH) {
  invite().respond_with(486);
  world.advance(100s);
  EXPECT_EQ(peer.times("486"),
            (Times{0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500}));
  EXPECT_EQ(core.ended, Times{32000});
  EXPECT_EQ(layer.server_count(), 0u);
}

TEST_F(InviteServer, SaysARefusalOnceOverTcpAndEndsWithTimerH) {
  invite(true).respond_with(486);
  world.advance(100s);
  EXPECT_EQ(peer.times("486"), Times{0});
  EXPECT_EQ(core.ended, Times{32000});
}

TEST_F(InviteServer, AnswersARepeatedInviteWithTheRefusal) {
  invite().respond_with(486);
  world.advance(100ms);
  hears(incoming("INVITE", kVia));
  EXPECT_EQ(peer.times("486"), (Times{0, 100}));
}

TEST_F(InviteServer, FallsSilentWithTheAckAndEndsWithTimerI) {
  invite().respond_with(486);
  world.advance(600ms);
  acknowledges();
  acknowledges();
  hears(incoming("INVITE", kVia));
  world.advance(4999ms);
  EXPECT_EQ(peer.times("486"), (Times{0, 500}));
  EXPECT_EQ(core.acks, 0) << "it acknowledges no 2xx";
  EXPECT_TRUE(core.ended.empty());
  world.advance(1ms);
  EXPECT_EQ(core.ended, Times{5600});
}

TEST_F(InviteServer, EndsWithTheAckOverTcp) {
  invite(true).respond_with(486);
  world.advance(1s);
  acknowledges(true);
  EXPECT_EQ(core.ended, Times{1000});
  EXPECT_EQ(layer.server_count(), 0u);
}

TEST_F(InviteServer, AbsorbsRepeatedInvitesAfterA2xxUntilTimerL) {
  for (const bool tcp : {false, true}) {
    core.requests.clear();
    core.ended.clear();
    peer.heard.clear();
    const long begin = now();
    invite(tcp).respond_with(200);
    world.advance(31999ms);
    hears(incoming("INVITE", tcp ? kTcpVia : kVia), tcp);
    EXPECT_EQ(peer.count("200"), 1u) << "the machine repeats no 2xx by itself";
    EXPECT_EQ(core.requests.size(), 1u);
    EXPECT_TRUE(core.ended.empty());
    world.advance(1ms);
    EXPECT_EQ(core.ended, Times{begin + 32000});
  }
}

TEST_F(InviteServer, SendsEvery2xxThatTheCoreRepeats) {
  ServerTransaction& transaction = invite();
  transaction.respond_with(200);
  world.advance(500ms);
  transaction.respond_with(200);
  world.advance({});
  EXPECT_EQ(peer.times("200"), (Times{0, 500}));
}

TEST_F(InviteServer, SendsNothingElseAfterA2xx) {
  ServerTransaction& transaction = invite();
  transaction.respond_with(200);
  transaction.respond_with(486);
  transaction.respond_with(180);
  world.advance(1s);
  EXPECT_EQ(peer.heard.size(), 1u);
}

TEST_F(InviteServer, SendsNo2xxAfterARefusal) {
  ServerTransaction& transaction = invite();
  transaction.respond_with(486);
  transaction.respond_with(200);
  world.advance({});
  EXPECT_EQ(peer.count("200"), 0u);
}

TEST_F(InviteServer, HandsTheAckOfA2xxUpEvenWithTheInvitesBranch) {
  invite().respond_with(200);
  acknowledges();
  EXPECT_EQ(core.acks, 1);
}

TEST_F(InviteServer, StaysWhenItsResponseCannotBeDelivered) {
  ServerTransaction& transaction = invite(true);
  peer.hangs_up_connections();
  world.advance({});
  transaction.respond_with(486);
  world.advance(1s);
  EXPECT_EQ(layer.server_count(), 1u);
}

TEST_F(InviteServer, AnswersByANewConnectionWhenTheOldOneIsGone) {
  ServerTransaction& transaction = invite(true);
  peer.hangs_up_connections();
  world.advance({});
  transaction.respond_with(200);
  world.advance(1s);
  EXPECT_EQ(peer.count("200"), 1u);
}

TEST_F(InviteServer, GivesAllItsOwnResponsesOneToTag) {
  ServerTransaction& transaction = invite();
  transaction.respond_with(180);
  transaction.respond_with(486);
  world.advance({});
  const std::string tag = sim::param_of(peer.last("180").message.header("to"), "tag");
  EXPECT_FALSE(tag.empty());
  EXPECT_EQ(sim::param_of(peer.last("486").message.header("to"), "tag"), tag);
}

class NonInviteServer : public TransactionTest {
 protected:
  ServerTransaction& options(bool tcp = false) {
    hears(incoming("OPTIONS", tcp ? kTcpVia : kVia), tcp);
    return *core.requests.back();
  }
};

TEST_F(NonInviteServer, AnswersRepeatedRequestsAlikeUntilTimerJ) {
  options().respond_with(200);
  world.advance(31999ms);
  hears(incoming("OPTIONS", kVia));
  EXPECT_EQ(peer.times("200"), (Times{0, 31999}));
  EXPECT_EQ(peer.heard[0].message.text(), peer.heard[1].message.text());
  EXPECT_EQ(core.requests.size(), 1u);
  world.advance(1ms);
  EXPECT_EQ(core.ended, Times{32000});
}

TEST_F(NonInviteServer, KeepsNothingButItsAnswerWhileItWaitsForRepeatedRequests) {
  options().respond_with(200);
  world.advance(1ms);
  EXPECT_EQ(message_pool_use().live, 0u);
  core.requests.back()->respond_with(404);
  hears(incoming("OPTIONS", kVia));
  EXPECT_EQ(peer.times("200"), (Times{0, 1}));
  EXPECT_EQ(peer.count("404"), 0u);
}

TEST_F(NonInviteServer, EndsWithItsAnswerOverTcp) {
  options(true).respond_with(200);
  world.advance({});
  EXPECT_EQ(core.ended, Times{0});
  EXPECT_EQ(layer.server_count(), 0u);
}

TEST_F(NonInviteServer, IgnoresRepeatedRequestsBeforeAnAnswer) {
  options();
  hears(incoming("OPTIONS", kVia));
  EXPECT_TRUE(peer.heard.empty());
  EXPECT_EQ(core.requests.size(), 1u);
}

TEST_F(NonInviteServer, Says100OnceTheClientsTimerEIsAtT2) {
  ServerTransaction& transaction = options();
  world.advance(3499ms);
  EXPECT_TRUE(peer.heard.empty());
  world.advance(1ms);
  EXPECT_EQ(peer.times("100"), Times{3500});
  world.advance(500ms);
  hears(incoming("OPTIONS", kVia));
  transaction.respond_with(200);
  world.advance(1s);
  EXPECT_EQ(peer.times("100"), (Times{3500, 4000}));
  EXPECT_EQ(peer.times("200"), Times{4000});
}

TEST_F(NonInviteServer, SaysNo100WhenItAnsweredInTime) {
  options().respond_with(200);
  world.advance(10s);
  EXPECT_EQ(peer.heard.size(), 1u);
}

TEST_F(NonInviteServer, SendsNoOtherProvisionalResponse) {
  ServerTransaction& transaction = options();
  transaction.respond_with(183);
  hears(incoming("OPTIONS", kVia));
  EXPECT_TRUE(peer.heard.empty());
}

TEST_F(NonInviteServer, SendsOneFinalResponseOnly) {
  ServerTransaction& transaction = options();
  transaction.respond_with(200);
  transaction.respond_with(500);
  world.advance({});
  EXPECT_EQ(peer.heard.size(), 1u);
}

TEST_F(NonInviteServer, EndsInSilenceWhenNobodyAnswersIt) {
  options();
  world.advance(100s);
  EXPECT_EQ(peer.heard.size(), peer.count("100"));
  EXPECT_EQ(core.ended, Times{36000});
  EXPECT_EQ(layer.server_count(), 0u);
}

TEST_F(NonInviteServer, EndsInSilenceWhenItIsAbandoned) {
  options().abandon();
  world.advance(100s);
  EXPECT_TRUE(peer.heard.empty());
  EXPECT_EQ(core.ended, Times{0});
}

}  // namespace
}  // namespace sip::testing
