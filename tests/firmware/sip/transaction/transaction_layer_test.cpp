#include "firmware/sip/transaction/transaction_layer.h"

#include "firmware/sip/message/message_buffer.h"
#include "tests/firmware/sip/transaction/stage.h"

namespace sip::testing {
namespace {

using Statuses = std::vector<int>;

using Matching = TransactionTest;

TEST_F(Matching, DropsResponsesOfAnotherBranchOrMethod) {
  starts("INVITE");
  world.advance({});
  const std::string answer = answer_to(peer.last("INVITE").message, 200);
  const std::string branch = peer.last("INVITE").message.branch();
  std::string stray = answer;
  stray.replace(stray.find(branch), branch.size(), "z9hG4bKnobodys");
  hears(stray);
  for (const std::string_view method : {"CANCEL", "BYE", "OPTIONS"}) {
    std::string other = answer;
    other.replace(other.find("7 INVITE"), 8, "7 " + std::string(method));
    hears(other);
  }
  EXPECT_TRUE(client.statuses.empty());
  hears(answer);
  EXPECT_EQ(client.statuses, Statuses{200});
}

TEST_F(Matching, TellsRequestsApartByBranchSentByAndMethod) {
  hears(incoming("OPTIONS", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKone"));
  hears(incoming("OPTIONS", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKtwo"));
  hears(incoming("OPTIONS", "SIP/2.0/UDP elsewhere.example;branch=z9hG4bKone"));
  hears(incoming("OPTIONS", "SIP/2.0/UDP 10.0.0.2:5070;branch=z9hG4bKone"));
  hears(incoming("INFO", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKone"));
  hears(incoming("FANCY", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKone"));
  hears(incoming("FANCIER", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKone"));
  EXPECT_EQ(core.requests.size(), 7u);
  hears(incoming("OPTIONS", "SIP/2.0/UDP ELSEWHERE.example;branch=z9hG4bKone"));
  hears(incoming("FANCY", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKone"));
  EXPECT_EQ(core.requests.size(), 7u) << "retransmissions";
}

TEST_F(Matching, FollowsRfc2543WithoutTheMagicCookie) {
  const std::string_view via = "SIP/2.0/UDP 10.0.0.2;branch=1";
  const auto numbered = [&](std::string_view method, std::string_view number) {
    std::string text = incoming(method, via);
    text.replace(text.find("CSeq: 1"), 7, "CSeq: " + std::string(number));
    return text;
  };
  hears(numbered("INVITE", "1"));
  hears(numbered("INVITE", "1"));
  EXPECT_EQ(core.requests.size(), 1u) << "the same again";
  hears(numbered("INVITE", "2"));
  EXPECT_EQ(core.requests.size(), 2u);
  std::string other_uri = numbered("INVITE", "1");
  other_uri.replace(other_uri.find("sip:bob@10"), 10, "sip:eve@10");
  hears(other_uri);
  EXPECT_EQ(core.requests.size(), 3u);
  core.requests[0]->respond_with(486);
  hears(incoming("ACK", via, "x"));
  world.advance(5s);
  EXPECT_EQ(core.ended, Times{5000}) << "the ACK found its INVITE";
  EXPECT_EQ(core.acks, 0);
}

TEST_F(Matching, DropsARequestThatNoAnswerCouldFollow) {
  std::string text = incoming("OPTIONS", "SIP/2.0/UDP 10.0.0.2;branch=1");
  text.replace(text.find("CSeq: 1"), 7, "CSeq: x");
  hears(text);
  EXPECT_TRUE(core.requests.empty());
}

TEST_F(Matching, HandsAnAckWithoutATransactionUp) {
  hears(incoming("ACK", kVia, "x"));
  EXPECT_EQ(core.acks, 1);
  EXPECT_EQ(layer.server_count(), 0u);
}

class Cancelling : public TransactionTest {
 protected:
  sim::RawMessage cancels(ClientTransaction& invite) {
    layer.cancel(invite);
    world.advance({});
    return peer.last("CANCEL").message;
  }
};

TEST_F(Cancelling, CopiesWhatTheRfcAsksFromTheInvite) {
  ClientTransaction& invite =
      starts("INVITE", Transport::udp, "Route: <sip:p1.example;lr>\r\nRequire: 100rel\r\n");
  const sim::RawMessage cancel = cancels(invite);
  const sim::RawMessage sent(invite.request());
  EXPECT_EQ(cancel.uri(), sent.uri());
  EXPECT_EQ(cancel.headers("via"), sent.headers("via"));
  EXPECT_EQ(cancel.headers("route"), sent.headers("route"));
  EXPECT_EQ(cancel.header("from"), sent.header("from"));
  EXPECT_EQ(cancel.header("to"), sent.header("to"));
  EXPECT_EQ(cancel.header("call-id"), sent.header("call-id"));
  EXPECT_EQ(cancel.header("cseq"), "7 CANCEL");
  EXPECT_EQ(cancel.header("require"), "");
}

TEST_F(Cancelling, IsATransactionOfItsOwn) {
  ClientTransaction& invite = starts("INVITE");
  world.advance({});
  peer.answers(peer.last("INVITE"), 180);
  world.advance({});
  layer.cancel(invite);
  layer.cancel(invite);
  EXPECT_EQ(layer.client_count(), 2u) << "cancelled once";
  world.advance(1s);
  EXPECT_EQ(peer.times("CANCEL"), (Times{0, 500})) << "timer E";
  peer.answers(peer.last("CANCEL"), 200);
  world.advance(1s);
  EXPECT_EQ(client.statuses, Statuses{180}) << "the CANCEL's 200 is not the INVITE's";
  peer.answers(peer.last("INVITE"), 487);
  world.advance(1s);
  EXPECT_EQ(client.statuses, (Statuses{180, 487}));
}

TEST_F(Cancelling, FindsTheInviteThatACancelIsAbout) {
  hears(incoming("INVITE", kVia));
  hears(incoming("CANCEL", kVia));
  hears(incoming("CANCEL", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKtwo"));
  ASSERT_EQ(core.requests.size(), 3u);
  EXPECT_EQ(layer.find_cancelled(core.requests[1]->request()), core.requests[0]);
  EXPECT_EQ(layer.find_cancelled(core.requests[2]->request()), nullptr);
}

TEST_F(Cancelling, ComesTooLateAfterAFinalResponse) {
  hears(incoming("INVITE", kVia));
  core.requests[0]->cancel();
  EXPECT_EQ(core.cancelled, 1);
  core.requests[0]->respond_with(487);
  core.requests[0]->cancel();
  EXPECT_EQ(core.cancelled, 1);
}

class Limits : public TransactionTest {
 protected:
  Limits() { small.set_user(core); }
  void asks(std::string_view branch) {
    hears(incoming("OPTIONS", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK" + std::string(branch)));
  }
  TransactionLayer small{transport, world.timers(), world.random(), {{}, 2}};
};

TEST_F(Limits, RefusesWithoutAStateWhenAllServerTransactionsAreTaken) {
  asks("1");
  asks("2");
  EXPECT_TRUE(peer.heard.empty());
  asks("3");
  EXPECT_EQ(small.server_count(), 2u);
  ASSERT_EQ(peer.count("503"), 1u);
  EXPECT_FALSE(peer.last("503").message.header("retry-after").empty());
  const std::string tag = sim::param_of(peer.last("503").message.header("to"), "tag");
  EXPECT_FALSE(tag.empty());
  asks("3");
  EXPECT_EQ(sim::param_of(peer.last("503").message.header("to"), "tag"), tag)
      << "a retransmission gets the same tag";
  core.requests[0]->abandon();
  asks("4");
  EXPECT_EQ(core.requests.size(), 3u) << "there is room again";
}

TEST_F(Limits, StillServesTheTransactionsThatItHas) {
  asks("1");
  asks("2");
  core.requests[0]->respond_with(200);
  asks("1");
  EXPECT_EQ(peer.count("200"), 2u);
  EXPECT_EQ(peer.count("503"), 0u);
}

using Endings = TransactionTest;

TEST_F(Endings, FindsATransactionByItsKeyAsLongAsItLives) {
  hears(incoming("OPTIONS", kVia));
  const std::string key = core.requests[0]->key();
  EXPECT_EQ(layer.find_server(key), core.requests[0]);
  core.requests[0]->abandon();
  EXPECT_EQ(layer.find_server(key), nullptr);
}

TEST_F(Endings, LeaveNoMessageBehind) {
  hears(incoming("OPTIONS", kVia));
  core.requests[0]->respond_with(200);
  world.advance(33s);
  EXPECT_EQ(message_pool_use().live, 0u);
}

TEST_F(Endings, TellOnlyTheTransactionsOfTheFlowThatFailed) {
  starts("OPTIONS");
  starts("OPTIONS", Transport::tcp);
  world.advance(100ms);
  peer.hangs_up_connections();
  world.advance({});
  EXPECT_EQ(client.failures.size(), 1u);
  EXPECT_EQ(layer.client_count(), 1u);
}

}  // namespace
}  // namespace sip::testing
