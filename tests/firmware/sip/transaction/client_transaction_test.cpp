#include "firmware/sip/transaction/client_transaction.h"

#include "tests/firmware/sip/transaction/stage.h"

namespace sip::testing {
namespace {

using InviteClient = TransactionTest;
using NonInviteClient = TransactionTest;
using Failures = std::vector<std::pair<ClientFailure, long>>;
using Statuses = std::vector<int>;

TEST_F(InviteClient, RepeatsTheInviteAfterT1TwiceT1AndSoOnOverUdp) {
  starts("INVITE");
  world.advance(100s);
  EXPECT_EQ(peer.times("INVITE"), (Times{0, 500, 1500, 3500, 7500, 15500, 31500}));
}

TEST_F(InviteClient, GivesUpWhenTimerBFires) {
  starts("INVITE");
  world.advance(31999ms);
  EXPECT_TRUE(client.failures.empty());
  world.advance(1ms);
  EXPECT_EQ(client.failures, (Failures{{ClientFailure::timed_out, 32000}}));
  EXPECT_EQ(client.ended, Times{32000});
  EXPECT_EQ(layer.client_count(), 0u);
}

TEST_F(InviteClient, SendsOnceOverTcpAndGivesUpAllTheSame) {
  starts("INVITE", Transport::tcp);
  world.advance(100s);
  EXPECT_EQ(peer.times("INVITE"), Times{0});
  EXPECT_EQ(client.failures, (Failures{{ClientFailure::timed_out, 32000}}));
}

TEST_F(InviteClient, WaitsForAsLongAsItTakesAfterAProvisionalResponse) {
  starts("INVITE");
  world.advance(600ms);
  peer.answers(peer.last("INVITE"), 180);
  world.advance(1h);
  EXPECT_EQ(peer.times("INVITE"), (Times{0, 500}));
  EXPECT_EQ(client.statuses, Statuses{180});
  EXPECT_TRUE(client.failures.empty());
  EXPECT_EQ(layer.client_count(), 1u);
}

TEST_F(InviteClient, AcknowledgesARefusalByItsTagAndTheInvitesViaAndRoutes) {
  const ClientTransaction& invite =
      starts("INVITE", Transport::udp, "Route: <sip:p1.example;lr>, <sip:p2.example;lr>\r\n");
  world.advance({});
  peer.answers(peer.last("INVITE"), 486, "", "bob9");
  world.advance({});
  const sim::RawMessage& ack = peer.last("ACK").message;
  const sim::RawMessage sent(invite.request());
  EXPECT_EQ(ack.uri(), "sip:bob@10.0.0.2");
  EXPECT_EQ(ack.headers("via"), sent.headers("via"));
  EXPECT_EQ(ack.headers("route"), sent.headers("route"));
  EXPECT_EQ(ack.header("from"), sent.header("from"));
  EXPECT_EQ(ack.header("to"), "<sip:bob@b.example>;tag=bob9");
  EXPECT_EQ(ack.header("call-id"), "c1");
  EXPECT_EQ(ack.header("cseq"), "7 ACK");
  EXPECT_EQ(ack.header("max-forwards"), "70");
}

TEST_F(InviteClient, AcknowledgesEachRepeatedRefusalUntilTimerDButReportsOne) {
  starts("INVITE");
  world.advance({});
  const Heard invite = peer.last("INVITE");
  peer.answers(invite, 486);
  world.advance(31999ms);
  peer.answers(invite, 486);
  peer.answers(invite, 200);
  world.advance({});
  EXPECT_EQ(peer.times("ACK"), (Times{0, 31999}));
  EXPECT_EQ(client.statuses, Statuses{486});
  EXPECT_TRUE(client.ended.empty());
  world.advance(1ms);
  EXPECT_EQ(client.ended, Times{32000});
  peer.answers(invite, 486);
  world.advance(1s);
  EXPECT_EQ(peer.count("ACK"), 2u) << "timer D is over";
}

TEST_F(InviteClient, EndsAtOnceAfterARefusalOverTcp) {
  starts("INVITE", Transport::tcp);
  world.advance(1s);
  peer.answers(peer.last("INVITE"), 486);
  world.advance({});
  EXPECT_EQ(peer.count("ACK"), 1u);
  EXPECT_EQ(client.ended, Times{1000});
  EXPECT_EQ(layer.client_count(), 0u);
}

TEST_F(InviteClient, ReportsEvery2xxUntilTimerMAndAcknowledgesNone) {
  for (const Transport by : {Transport::udp, Transport::tcp}) {
    client.statuses.clear();
    client.ended.clear();
    const long begin = now();
    starts("INVITE", by);
    world.advance({});
    const Heard invite = peer.last("INVITE");
    peer.answers(invite, 200);
    world.advance(31999ms);
    peer.answers(invite, 200, "", "another");
    world.advance({});
    EXPECT_EQ(client.statuses, (Statuses{200, 200}));
    EXPECT_TRUE(client.ended.empty());
    world.advance(1ms);
    EXPECT_EQ(client.ended, Times{begin + 32000});
    peer.answers(invite, 200);
    world.advance(1s);
    EXPECT_EQ(client.statuses.size(), 2u);
    EXPECT_EQ(peer.count("ACK"), 0u);
  }
}

TEST_F(InviteClient, IgnoresProvisionalResponsesAfterTheFinalOne) {
  starts("INVITE");
  world.advance({});
  const Heard invite = peer.last("INVITE");
  peer.answers(invite, 200);
  peer.answers(invite, 180);
  peer.answers(invite, 486);
  world.advance({});
  EXPECT_EQ(client.statuses, Statuses{200});
  EXPECT_EQ(peer.count("ACK"), 0u);
}

TEST_F(InviteClient, FailsWhenTheConnectionCannotBeMade) {
  const auto flow = transport.flow_to(Transport::tcp, endpoint("10.0.0.2:9"));
  ASSERT_TRUE(flow);
  layer.start_client(*flow, Method::invite, "z9hG4bKx",
                     request("INVITE", "z9hG4bKx", Transport::tcp), client);
  EXPECT_TRUE(client.failures.empty()) << "never from inside";
  world.advance(10s);
  ASSERT_EQ(client.failures.size(), 1u);
  EXPECT_EQ(client.failures.front().first, ClientFailure::transport);
  EXPECT_EQ(client.ended.size(), 1u);
  EXPECT_EQ(core.failed, std::vector<Flow>{*flow});
}

TEST_F(InviteClient, FailsLaterWhenTheFlowIsGoneAlready) {
  Flow gone{Transport::tcp, 0, 77, endpoint("10.0.0.2:5060")};
  layer.start_client(gone, Method::invite, "z9hG4bKx", request("INVITE", "z9hG4bKx"), client);
  EXPECT_TRUE(client.failures.empty()) << "never from inside";
  world.advance({});
  EXPECT_EQ(client.failures, (Failures{{ClientFailure::transport, 0}}));
  EXPECT_EQ(layer.client_count(), 0u);
}

TEST_F(InviteClient, FailsWhenTheConnectionBreaksWhileItRings) {
  starts("INVITE", Transport::tcp);
  world.advance({});
  peer.answers(peer.last("INVITE"), 180);
  world.advance(1s);
  peer.hangs_up_connections();
  world.advance(1s);
  ASSERT_EQ(client.failures.size(), 1u);
  EXPECT_EQ(client.failures.front().first, ClientFailure::transport);
}

TEST_F(InviteClient, FailsWhenIcmpSaysThatNobodyIsThere) {
  sim::LinkSettings link;
  link.reports_unreachable = true;
  world.network().set_link("10.0.0.1", "10.0.0.9", link);
  world.host("10.0.0.9");
  const auto flow = transport.flow_to(Transport::udp, endpoint("10.0.0.9:5060"));
  layer.start_client(*flow, Method::invite, "z9hG4bKx", request("INVITE", "z9hG4bKx"), client);
  world.advance(100ms);
  ASSERT_EQ(client.failures.size(), 1u);
  EXPECT_EQ(client.failures.front().first, ClientFailure::transport);
}

TEST_F(InviteClient, KeepsA2xxWhenTheFlowBreaksAfterwards) {
  starts("INVITE", Transport::tcp);
  world.advance({});
  peer.answers(peer.last("INVITE"), 200);
  world.advance(1s);
  peer.hangs_up_connections();
  world.advance(1s);
  EXPECT_TRUE(client.failures.empty());
  EXPECT_EQ(layer.client_count(), 1u);
}

TEST_F(InviteClient, EndsInSilenceWhenItIsAbandoned) {
  starts("INVITE").abandon();
  world.advance(100s);
  EXPECT_TRUE(client.failures.empty());
  EXPECT_EQ(client.ended, Times{0});
  EXPECT_EQ(peer.count("INVITE"), 1u);
}

TEST_F(InviteClient, TellsNobodyWhenItsUserIsForgotten) {
  starts("INVITE").forget_user();
  world.advance(100s);
  EXPECT_TRUE(client.failures.empty());
  EXPECT_TRUE(client.ended.empty());
  EXPECT_EQ(layer.client_count(), 0u);
}

TEST_F(NonInviteClient, RepeatsUpToEveryT2OverUdp) {
  starts("OPTIONS");
  world.advance(100s);
  EXPECT_EQ(peer.times("OPTIONS"),
            (Times{0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500}));
}

TEST_F(NonInviteClient, RepeatsEveryT2OnceAProvisionalResponseCame) {
  starts("OPTIONS");
  world.advance({});
  peer.answers(peer.last("OPTIONS"), 100);
  world.advance(100s);
  EXPECT_EQ(peer.times("OPTIONS"), (Times{0, 500, 4500, 8500, 12500, 16500, 20500, 24500, 28500}));
  EXPECT_EQ(client.failures, (Failures{{ClientFailure::timed_out, 32000}}));
}

TEST_F(NonInviteClient, GivesUpWhenTimerFFires) {
  starts("OPTIONS");
  world.advance(31999ms);
  EXPECT_TRUE(client.failures.empty());
  world.advance(1ms);
  EXPECT_EQ(client.failures, (Failures{{ClientFailure::timed_out, 32000}}));
  EXPECT_EQ(client.ended, Times{32000});
}

TEST_F(NonInviteClient, SendsOnceOverTcpAndGivesUpAllTheSame) {
  starts("OPTIONS", Transport::tcp);
  world.advance(100s);
  EXPECT_EQ(peer.times("OPTIONS"), Times{0});
  EXPECT_EQ(client.failures, (Failures{{ClientFailure::timed_out, 32000}}));
}

TEST_F(NonInviteClient, AbsorbsRepeatedFinalResponsesUntilTimerK) {
  starts("OPTIONS");
  world.advance({});
  const Heard options = peer.last("OPTIONS");
  peer.answers(options, 200);
  world.advance(4999ms);
  peer.answers(options, 200);
  world.advance({});
  EXPECT_EQ(client.statuses, Statuses{200});
  EXPECT_EQ(layer.client_count(), 1u);
  world.advance(1ms);
  EXPECT_EQ(client.ended, Times{5000});
  EXPECT_EQ(peer.count("OPTIONS"), 1u) << "no repetition after the final response";
}

TEST_F(NonInviteClient, EndsAtOnceAfterTheFinalResponseOverTcp) {
  starts("OPTIONS", Transport::tcp);
  world.advance(1s);
  peer.answers(peer.last("OPTIONS"), 200);
  world.advance({});
  EXPECT_EQ(client.ended, Times{1000});
}

TEST_F(NonInviteClient, FailsWhenTheConnectionBreaks) {
  starts("OPTIONS", Transport::tcp);
  world.advance(1s);
  peer.hangs_up_connections();
  world.advance({});
  EXPECT_EQ(client.failures, (Failures{{ClientFailure::transport, 1000}}));
}

}  // namespace
}  // namespace sip::testing
