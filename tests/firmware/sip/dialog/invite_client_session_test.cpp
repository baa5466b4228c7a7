#include "firmware/sip/dialog/invite_client_session.h"

#include "tests/firmware/sip/dialog/stage.h"

namespace sip::testing {
namespace {

using InviteClient = DialogTest;

TEST_F(InviteClient, CallsIsAnsweredAndSaysGoodbye) {
  calls();
  const Heard invite = peer.last("INVITE");
  EXPECT_EQ(invite.message.uri(), "sip:bob@10.0.0.2");
  EXPECT_EQ(invite.message.header("from"), "\"Us\" <sip:us@a.example>;tag=" + dialog_.our_tag);
  EXPECT_EQ(invite.message.header("to"), "<sip:bob@b.example>");
  EXPECT_EQ(invite.message.header("contact"), "<sip:us@10.0.0.1>");
  EXPECT_EQ(invite.message.body(), "offer1");
  EXPECT_EQ(sim::complaint_about(invite.message), "");
  replies(invite, 180);
  replies(invite, 200, "", "answer1");
  EXPECT_EQ(calling.notes, (Notes{"180 p1", "answered p1", "answer answer1"}));
  const sim::RawMessage ack = peer.last("ACK").message;
  EXPECT_EQ(ack.uri(), "sip:bob@10.0.0.2");
  EXPECT_EQ(ack.header("to"), "<sip:bob@b.example>;tag=p1");
  EXPECT_EQ(ack.header("cseq"), "1 ACK");
  EXPECT_NE(ack.branch(), invite.message.branch());
  calling.session->hang_up();
  world.advance({});
  EXPECT_EQ(peer.last("BYE").message.header("cseq"), "2 BYE");
  replies(peer.last("BYE"), 200);
  EXPECT_EQ(calling.notes.back(), "ended by us");
  world.advance(33s);
  EXPECT_EQ(calling.notes.back(), "idle");
}

TEST_F(InviteClient, AcknowledgesEachRepeated2xx) {
  calls();
  const Heard invite = peer.last("INVITE");
  for (int i = 0; i < 3; ++i) replies(invite, 200, "", "answer1");
  ASSERT_EQ(peer.count("ACK"), 3u);
  EXPECT_EQ(peer.heard[1].message.text(), peer.heard[3].message.text());
  EXPECT_EQ(calling.notes, (Notes{"answered p1", "answer answer1"}));
}

TEST_F(InviteClient, AnswersTheOfferOfA2xxInItsAck) {
  calls({});
  const Heard invite = peer.last("INVITE");
  EXPECT_EQ(invite.message.body(), "");
  replies(invite, 200, "", "offer2");
  replies(invite, 200, "", "offer2");
  EXPECT_EQ(calling.notes, (Notes{"answered p1", "offer offer2"}));
  EXPECT_EQ(peer.count("ACK"), 0u);
  EXPECT_EQ(calling.session->dialog()->answer({}).error(), DialogError::body_missing);
  ASSERT_TRUE(calling.session->dialog()->answer(sdp("answer2")));
  replies(invite, 200, "", "offer2");
  EXPECT_EQ(peer.count("ACK"), 2u);
  EXPECT_EQ(peer.last("ACK").message.body(), "answer2");
}

TEST_F(InviteClient, AcknowledgesBeforeItSaysGoodbyeAtOnce) {
  calls({});
  calling.hangs_up_at_once = true;
  replies(peer.last("INVITE"), 200, "", "offer2");
  ASSERT_EQ(peer.heard.size(), 3u);
  EXPECT_EQ(peer.heard[1].message.method(), "ACK");
  EXPECT_EQ(peer.heard[2].message.method(), "BYE");
  replies(peer.last("BYE"), 200);
  EXPECT_EQ(calling.notes, (Notes{"answered p1", "ended by us"}));
}

TEST_F(InviteClient, EndsACallWhose2xxOwesTheAnswer) {
  calls();
  replies(peer.last("INVITE"), 200);
  EXPECT_EQ(peer.count("ACK"), 1u);
  EXPECT_EQ(peer.count("BYE"), 1u);
  replies(peer.last("BYE"), 200);
  EXPECT_EQ(calling.notes, (Notes{"answered p1", "ended no answer to an offer"}));
}

TEST_F(InviteClient, KeepsTheForkThatAnswersFirstAndEndsTheOthers) {
  calls();
  const Heard invite = peer.last("INVITE");
  replies(invite, 180, "", "", "p1");
  replies(invite, 183, "", "", "p2");
  replies(invite, 180, "", "", "p3");
  EXPECT_EQ(table.size(), 3u);
  replies(invite, 200, "", "answer2", "p2");
  EXPECT_EQ(calling.notes, (Notes{"180 p1", "183 p2", "180 p3", "gone p1", "gone p3", "answered p2",
                                  "answer answer2"}));
  EXPECT_EQ(table.size(), 1u);
  replies(invite, 200, "", "answer3", "p3");
  EXPECT_EQ(peer.count("ACK"), 2u);
  EXPECT_EQ(peer.last("ACK").message.header("to"), "<sip:bob@b.example>;tag=p3");
  ASSERT_EQ(peer.count("BYE"), 1u);
  EXPECT_EQ(peer.last("BYE").message.header("to"), "<sip:bob@b.example>;tag=p3");
  replies(invite, 200, "", "answer3", "p3");
  EXPECT_EQ(peer.count("ACK"), 3u) << "and again";
  replies(peer.last("BYE"), 200);
  EXPECT_EQ(table.size(), 1u);
  EXPECT_EQ(calling.session->dialog()->state().id.remote_tag, "p2");
  EXPECT_EQ(calling.notes.back(), "answer answer2") << "the call hears nothing of it";
}

TEST_F(InviteClient, FailsWhenTheOnly2xxMakesNoDialog) {
  calls();
  const Heard invite = peer.last("INVITE");
  for (int i = 0; i < 5; ++i) replies(invite, 180, "", "", "p" + std::to_string(i));
  replies(invite, 200, "", "answer1", "p4");
  world.advance(31s);
  EXPECT_FALSE(calling.noted("failed 500"));
  world.advance(2s);
  EXPECT_TRUE(calling.noted("failed 500"));
  EXPECT_EQ(calling.notes.back(), "idle");
  EXPECT_EQ(table.size(), 0u);
}

TEST_F(InviteClient, MakesNoMoreDialogsThanItsLimitAndTheTables) {
  calls();
  const Heard invite = peer.last("INVITE");
  for (int i = 0; i < 6; ++i) replies(invite, 180, "", "", "p" + std::to_string(i));
  EXPECT_EQ(table.size(), 4u);
  EXPECT_EQ(calling.notes.size(), 4u);
  replies(invite, 200, "", "answer1", "p5");
  EXPECT_EQ(peer.count("ACK"), 0u) << "as if it were lost";
  replies(invite, 200, "", "answer1", "p0");
  EXPECT_EQ(calling.notes.back(), "answer answer1");
}

TEST_F(InviteClient, CancelsOnlyAfterAProvisionalResponse) {
  calls();
  const Heard invite = peer.last("INVITE");
  calling.session->cancel();
  world.advance(100ms);
  EXPECT_EQ(peer.count("CANCEL"), 0u);
  replies(invite, 100);
  ASSERT_EQ(peer.count("CANCEL"), 1u);
  EXPECT_EQ(peer.last("CANCEL").message.branch(), invite.message.branch());
  replies(peer.last("CANCEL"), 200);
  replies(invite, 487);
  EXPECT_EQ(calling.notes, (Notes{"failed 487", "idle"}));
}

TEST_F(InviteClient, GivesACancelledInviteUpAfterAWhile) {
  calls();
  replies(peer.last("INVITE"), 180);
  calling.session->cancel();
  world.advance(31999ms);
  EXPECT_EQ(calling.notes, Notes{"180 p1"});
  world.advance(2ms);
  EXPECT_EQ(calling.notes, (Notes{"180 p1", "failed 487", "idle"}));
  EXPECT_EQ(table.size(), 0u);
}

TEST_F(InviteClient, EndsACallWhose200CrossesTheCancel) {
  calls();
  const Heard invite = peer.last("INVITE");
  replies(invite, 180);
  calling.session->cancel();
  world.advance({});
  replies(invite, 200, "", "answer1");
  EXPECT_EQ(calling.notes, (Notes{"180 p1", "failed 487"}));
  EXPECT_EQ(peer.count("ACK"), 1u);
  ASSERT_EQ(peer.count("BYE"), 1u);
  replies(invite, 200, "", "answer1");
  EXPECT_EQ(peer.count("ACK"), 2u);
  replies(peer.last("BYE"), 200);
  EXPECT_FALSE(calling.noted("idle"));
  world.advance(33s);
  EXPECT_EQ(calling.notes.back(), "idle");
}

TEST_F(InviteClient, CallsAgainWithCredentials) {
  calls();
  calling.retry_with = "Authorization: Digest x\r\n";
  const Heard invite = peer.last("INVITE");
  replies(invite, 401, "WWW-Authenticate: Digest y\r\n");
  ASSERT_EQ(peer.count("INVITE"), 2u);
  const Heard again = peer.last("INVITE");
  EXPECT_EQ(again.message.header("call-id"), invite.message.header("call-id"));
  EXPECT_EQ(again.message.header("from"), invite.message.header("from"));
  EXPECT_EQ(again.message.header("to"), invite.message.header("to")) << "no tag";
  EXPECT_EQ(again.message.header("cseq"), "2 INVITE");
  EXPECT_EQ(again.message.header("authorization"), "Digest x");
  replies(again, 200, "", "answer1");
  EXPECT_EQ(peer.last("ACK").message.header("cseq"), "2 ACK");
  EXPECT_EQ(peer.last("ACK").message.header("authorization"), "Digest x") << "section 22.1";
  EXPECT_EQ(calling.notes, (Notes{"failed 401", "answered p1", "answer answer1"}));
}

TEST_F(InviteClient, CallsAgainWithTheIntervalA422AsksFor) {
  end.session_timer.wanted = true;
  end.session_timer.interval = 100s;
  calls();
  EXPECT_EQ(peer.last("INVITE").message.header("session-expires"), "100");
  calling.retry_with = "X-Again: yes\r\n";
  replies(peer.last("INVITE"), 422, "Min-SE: 600\r\n");
  const sim::RawMessage again = peer.last("INVITE").message;
  EXPECT_EQ(again.header("session-expires"), "600");
  EXPECT_EQ(again.header("min-se"), "600");
  replies(peer.last("INVITE"), 486);
}

TEST_F(InviteClient, FailsWhenNobodyAnswers) {
  calls();
  world.advance(33s);
  EXPECT_EQ(calling.notes, (Notes{"failed 408", "idle"}));
}

TEST_F(InviteClient, FailsWhenThereIsNowhereToGo) {
  Invitation invitation;
  invitation.request_uri = "sip:bob@nowhere.example";
  invitation.offer = sdp("offer1");
  calling.session = std::make_unique<InviteClientSession>(context, end, invitation, calling);
  ASSERT_TRUE(calling.session->start());
  EXPECT_EQ(calling.notes, Notes{}) << "never from inside";
  world.advance(60s);
  EXPECT_EQ(calling.notes, (Notes{"failed 503", "idle"}));
}

TEST_F(InviteClient, AcknowledgesReliableProvisionalsInOrder) {
  calls();
  const Heard invite = peer.last("INVITE");
  const std::string reliable = "Require: 100rel\r\nRSeq: ";
  replies(invite, 183, reliable + "7\r\n", "answer1");
  ASSERT_EQ(peer.count("PRACK"), 1u);
  const sim::RawMessage prack = peer.last("PRACK").message;
  EXPECT_EQ(prack.header("rack"), "7 1 INVITE");
  EXPECT_EQ(prack.header("cseq"), "2 PRACK");
  EXPECT_EQ(prack.header("to"), "<sip:bob@b.example>;tag=p1");
  EXPECT_EQ(prack.uri(), "sip:bob@10.0.0.2");
  replies(peer.last("PRACK"), 200);
  replies(invite, 183, reliable + "7\r\n", "answer1");
  replies(invite, 180, reliable + "9\r\n");
  EXPECT_EQ(peer.count("PRACK"), 1u) << "once for a repetition, not at all for one too early";
  replies(invite, 180, reliable + "8\r\n");
  EXPECT_EQ(peer.last("PRACK").message.header("rack"), "8 1 INVITE");
  replies(peer.last("PRACK"), 200);
  replies(invite, 200);
  EXPECT_EQ(peer.count("ACK"), 1u);
  EXPECT_EQ(calling.notes,
            (Notes{"183 p1", "answer answer1", "183 p1", "180 p1", "180 p1", "answered p1"}));
}

TEST_F(InviteClient, AnswersTheOfferOfAReliableProvisionalInItsPrack) {
  calls({});
  const Heard invite = peer.last("INVITE");
  calling.answer = "answer2";
  replies(invite, 183, "Require: 100rel\r\nRSeq: 1\r\n", "offer2");
  EXPECT_EQ(peer.last("PRACK").message.body(), "answer2");
  replies(peer.last("PRACK"), 200);
  replies(invite, 200);
  EXPECT_EQ(peer.last("ACK").message.body(), "");
  EXPECT_EQ(calling.notes, (Notes{"183 p1", "offer offer2", "answered p1"}));
}

TEST_F(InviteClient, UpdatesAnEarlyDialog) {
  calls();
  const Heard invite = peer.last("INVITE");
  replies(invite, 183, "Require: 100rel\r\nRSeq: 1\r\nAllow: UPDATE\r\n", "answer1");
  replies(peer.last("PRACK"), 200);
  ASSERT_NE(calling.early, nullptr);
  ASSERT_TRUE(calling.early->update(sdp("offer2")));
  world.advance({});
  EXPECT_EQ(peer.last("UPDATE").message.body(), "offer2");
  replies(peer.last("UPDATE"), 200, "", "answer2");
  EXPECT_EQ(calling.notes.back(), "answer answer2");
  calling.answer = "answer3";
  says("UPDATE", "", "offer3");
  EXPECT_EQ(last_status(), 200);
  EXPECT_EQ(last().body(), "answer3");
  replies(invite, 486);
}

TEST_F(InviteClient, FollowsAStrictRouter) {
  calls();
  replies(peer.last("INVITE"), 200,
          "Record-Route: <sip:p2.example;lr>, <sip:10.0.0.2>\r\nContact: <sip:bob@10.0.0.9>\r\n",
          "answer1");
  const sim::RawMessage ack = peer.last("ACK").message;
  EXPECT_EQ(ack.uri(), "sip:10.0.0.2");
  EXPECT_EQ(ack.headers("route"), (Notes{"<sip:p2.example;lr>", "<sip:bob@10.0.0.9>"}));
}

TEST_F(InviteClient, IsDestroyedWhileItRings) {
  calls();
  replies(peer.last("INVITE"), 180);
  calling.session.reset();
  world.advance({});
  EXPECT_EQ(peer.count("CANCEL"), 1u);
  EXPECT_EQ(table.size(), 0u);
}

}  // namespace
}  // namespace sip::testing
