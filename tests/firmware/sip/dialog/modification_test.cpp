#include "firmware/sip/dialog/modification.h"

#include "tests/firmware/sip/dialog/stage.h"

namespace sip::testing {
namespace {

using Modifying = DialogTest;

TEST_F(Modifying, ReinvitesAndFollowsThePeersNewTarget) {
  connected();
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  EXPECT_EQ(dialog().reinvite(sdp("offer3")).error(), DialogError::pending_local);
  world.advance({});
  const Heard invite = peer.last("INVITE");
  EXPECT_EQ(invite.message.uri(), "sip:carol@10.0.0.2");
  EXPECT_EQ(invite.message.header("cseq"), "1 INVITE") << "we have our own numbers";
  EXPECT_EQ(invite.message.body(), "offer2");
  replies(invite, 200, "Contact: <sip:moved@10.0.0.2:5060>\r\n", "answer2");
  EXPECT_EQ(peer.last("ACK").message.uri(), "sip:moved@10.0.0.2:5060");
  replies(invite, 200, "Contact: <sip:moved@10.0.0.2:5060>\r\n", "answer2");
  EXPECT_EQ(peer.count("ACK"), 2u);
  EXPECT_EQ(called.notes, Notes{"answer answer2"});
}

TEST_F(Modifying, AnswersAReinviteAndItsRepetitions) {
  connected();
  called.answer = "answer2";
  says("INVITE", "Contact: <sip:moved@10.0.0.2>\r\n", "offer2");
  EXPECT_EQ(last_status(), 200);
  EXPECT_EQ(last().body(), "answer2");
  EXPECT_EQ(dialog().state().remote_target, "sip:moved@10.0.0.2");
  world.advance(600ms);
  EXPECT_EQ(peer.count("200"), 3u);
  acknowledges(2);
  world.advance(10s);
  EXPECT_EQ(peer.count("200"), 3u);
  EXPECT_EQ(called.notes, Notes{"offer offer2"});
}

TEST_F(Modifying, MakesAnOfferWhenAReinviteHasNone) {
  connected();
  called.answer = "offer2";
  says("INVITE");
  EXPECT_EQ(last().body(), "offer2");
  acknowledges(2, "answer2");
  EXPECT_EQ(called.notes, (Notes{"offer wanted", "answer answer2"}));
}

TEST_F(Modifying, DeclinesAndStaysAsItWas) {
  connected();
  const auto before = dialog().usage().offers;
  says("INVITE", "Contact: <sip:moved@10.0.0.2>\r\n", "offer2");
  EXPECT_EQ(last_status(), 100);
  ASSERT_TRUE(dialog().decline(488));
  world.advance({});
  EXPECT_EQ(last_status(), 488);
  acknowledges(2);
  EXPECT_TRUE(dialog().usage().offers.settled());
  EXPECT_EQ(dialog().usage().offers.state(), before.state());
  EXPECT_EQ(dialog().state().remote_target, "sip:carol@10.0.0.2");
  EXPECT_EQ(dialog().decline(488).error(), DialogError::nothing_to_answer);
  EXPECT_EQ(dialog().answer(sdp("x")).error(), DialogError::nothing_to_answer);
}

TEST_F(Modifying, HearsThatAReinviteWasRefused) {
  connected();
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance({});
  replies(peer.last("INVITE"), 488);
  EXPECT_EQ(called.notes, Notes{"INVITE failed 488"});
  EXPECT_TRUE(dialog().reinvite(sdp("offer3"))) << "the session is as it was";
  world.advance({});
  replies(peer.last("INVITE"), 200, "", "answer3");
}

TEST_F(Modifying, TakesTheCancelOfAReinvite) {
  connected();
  says("INVITE", "", "offer2");
  std::string cancel = request_text("CANCEL", 2, "", "");
  cancel.replace(cancel.find("z9hG4bKp"), std::string("z9hG4bKp4").size(),
                 "z9hG4bKp" + std::to_string(branches_ - 1));
  peer.says(cancel);
  world.advance({});
  EXPECT_EQ(peer.count("487"), 1u);
  acknowledges(2);
  EXPECT_EQ(called.notes, (Notes{"offer offer2", "withdrawn"}));
  EXPECT_TRUE(dialog().usage().offers.settled());
}

TEST_F(Modifying, ComesOutOfAGlareAsTheCalled) {
  connected();
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance({});
  const Heard invite = peer.last("INVITE");
  says("INVITE", "", "offer9");
  EXPECT_EQ(last_status(), 491);
  acknowledges(2);
  const long glare = Peer::in_ms(world.now());
  replies(invite, 491);
  ASSERT_TRUE(world.advance_until([&] { return peer.count("INVITE") == 2; }, 2s))
      << "the peer owns the Call-ID";
  EXPECT_EQ((peer.times("INVITE").back() - glare) % 10, 0);
  EXPECT_EQ(peer.last("INVITE").message.body(), "offer2");
  replies(peer.last("INVITE"), 200, "", "answer2");
  EXPECT_EQ(called.notes, Notes{"answer answer2"});
}

TEST_F(Modifying, ComesOutOfAGlareAsTheCaller) {
  answered();
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance({});
  replies(peer.last("INVITE"), 491);
  world.advance(2099ms);
  EXPECT_EQ(peer.count("INVITE"), 2u);
  ASSERT_TRUE(world.advance_until([&] { return peer.count("INVITE") == 3; }, 1901ms));
  replies(peer.last("INVITE"), 200, "", "answer2");
  EXPECT_EQ(calling.notes, Notes{"answer answer2"});
}

TEST_F(Modifying, GivesUpWhenThePeerGetsThroughAfterAGlare) {
  answered();
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance({});
  replies(peer.last("INVITE"), 491);
  world.advance(1s);
  calling.answer = "answer9";
  says("INVITE", "", "offer9");  // who waits less: what we have offered is older than our answer
  EXPECT_EQ(last_status(), 200);
  acknowledges(1);
  world.advance(10s);
  EXPECT_EQ(peer.count("INVITE"), 2u);
  EXPECT_EQ(calling.notes, (Notes{"offer offer9", "INVITE failed 491"}));
}

TEST_F(Modifying, GivesUpAfterManyGlares) {
  connected();
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance({});
  for (int i = 0; i <= Modification::kMaxGlares; ++i) {
    replies(peer.last("INVITE"), 491);
    const std::size_t sent = peer.count("INVITE");
    world.advance_until([&] { return peer.count("INVITE") > sent; }, 2s);
  }
  EXPECT_EQ(peer.count("INVITE"), static_cast<std::size_t>(Modification::kMaxGlares) + 1);
  EXPECT_EQ(called.notes, Notes{"INVITE failed 491"});
}

TEST_F(Modifying, ForgetsAnUpdateThatNobodyAnswersAsItsSenderDoes) {
  connected();
  says("UPDATE", "", "offer2");
  world.advance(37s);
  EXPECT_EQ(called.notes, (Notes{"offer offer2", "withdrawn"}));
  EXPECT_FALSE(dialog().answer(sdp("answer2")));
  called.answer = "answer3";
  says("UPDATE", "", "offer3");
  EXPECT_EQ(last_status(), 200);
}

TEST_F(Modifying, RefusesASecondReinviteBeforeTheFirstIsAnswered) {
  connected();
  says("INVITE", "", "offer2");
  says("INVITE", "", "offer3");
  EXPECT_EQ(last_status(), 500);
  EXPECT_LE(std::stoul(last().header("retry-after")), 10u);
  acknowledges(3);
  EXPECT_EQ(dialog().reinvite(sdp("offer4")).error(), DialogError::pending_remote);
  says("UPDATE", "", "offer5");
  EXPECT_EQ(last_status(), 500);
  ASSERT_TRUE(dialog().answer(sdp("answer2")));
  world.advance({});
  acknowledges(2);
}

TEST_F(Modifying, TakesANewInviteForTheAckThatWasLost) {
  connected();
  called.answer = "answer2";
  says("INVITE", "", "offer2");
  called.answer.clear();
  says("INVITE", "", "offer3");
  const auto answers = peer.count("200");
  world.advance(10s);
  EXPECT_EQ(peer.count("200"), answers) << "the first is not repeated any more";
  ASSERT_TRUE(dialog().answer(sdp("answer3")));
  world.advance({});
  EXPECT_EQ(last().body(), "answer3");
  acknowledges(3);
  const auto count = peer.count("200");
  world.advance(10s);
  EXPECT_EQ(peer.count("200"), count);
}

TEST_F(Modifying, UpdatesInBothDirections) {
  connected("Allow: INVITE, ACK, BYE, UPDATE\r\n");
  ASSERT_TRUE(dialog().update(sdp("offer2")));
  world.advance({});
  says("UPDATE", "", "offer9");
  EXPECT_EQ(last_status(), 491);
  replies(peer.last("UPDATE"), 200, "Contact: <sip:moved@10.0.0.2>\r\n", "answer2");
  EXPECT_EQ(dialog().state().remote_target, "sip:moved@10.0.0.2");
  called.answer = "answer3";
  says("UPDATE", "", "offer3");
  EXPECT_EQ(last_status(), 200);
  EXPECT_EQ(last().body(), "answer3");
  EXPECT_EQ(dialog().state().remote_target, "sip:carol@10.0.0.2");
  says("UPDATE");
  EXPECT_EQ(last_status(), 200);
  EXPECT_EQ(called.notes, (Notes{"answer answer2", "offer offer3"}));
}

TEST_F(Modifying, UpdatesNobodyWhoDoesNotKnowUpdate) {
  connected("Allow: INVITE, ACK, BYE\r\n");
  EXPECT_EQ(dialog().update(sdp("offer2")).error(), DialogError::not_supported);
}

TEST_F(Modifying, UpdatesWithoutAnOffer) {
  connected("Allow: UPDATE\r\n");
  ASSERT_TRUE(dialog().update({}, "Subject: news\r\n"));
  world.advance({});
  EXPECT_EQ(peer.last("UPDATE").header("Subject"), "news");
  EXPECT_EQ(peer.last("UPDATE").body(), "");
  EXPECT_EQ(dialog().update({}).error(), DialogError::pending_local);
  EXPECT_EQ(called.notes, Notes{});
  replies(peer.last("UPDATE"), 200);
  EXPECT_EQ(called.notes, Notes{"updated"});
  EXPECT_TRUE(dialog().update({}));
}

TEST_F(Modifying, ReportsAnUpdateWhose2xxOwesTheAnswer) {
  connected("Allow: UPDATE\r\n");
  ASSERT_TRUE(dialog().update(sdp("offer2")));
  world.advance({});
  replies(peer.last("UPDATE"), 200);
  EXPECT_EQ(called.notes, Notes{"UPDATE failed 200"});
  EXPECT_TRUE(dialog().usage().offers.settled());
}

TEST_F(Modifying, EndsTheCallWhenThePeerKnowsItNot) {
  connected();
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance({});
  replies(peer.last("INVITE"), 481);
  replies(peer.last("BYE"), 481);
  EXPECT_EQ(called.notes, Notes{"ended peer lost"});
}

TEST_F(Modifying, EndsTheCallWhenAReinviteIsNotAnswered) {
  connected();
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance(32s);
  EXPECT_EQ(peer.count("BYE"), 1u);
  world.advance(33s);
  EXPECT_EQ(called.notes, Notes{"ended peer lost"});
}

TEST_F(Modifying, AnswersAPendingReinviteWhenItIsDestroyed) {
  connected();
  says("INVITE", "", "offer2");
  called.session.reset();
  world.advance({});
  EXPECT_EQ(last_status(), 480);
}

TEST_F(Modifying, AnswersAPendingReinviteWhenTheCallEnds) {
  connected();
  says("INVITE", "", "offer2");
  says("BYE");
  EXPECT_EQ(peer.count("487"), 1u);
  EXPECT_EQ(last_status(), 487);
  acknowledges(2);
  EXPECT_EQ(called.notes, (Notes{"offer offer2", "ended by the peer"}));
}

}  // namespace
}  // namespace sip::testing
