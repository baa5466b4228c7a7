#include "firmware/sip/dialog/invite_server_session.h"

#include "tests/firmware/sip/dialog/stage.h"

namespace sip::testing {
namespace {

using InviteServer = DialogTest;

TEST_F(InviteServer, AnswersAndEndsWithThePeersBye) {
  invited("Allow: INVITE, ACK, BYE\r\n");
  ASSERT_TRUE(called.session);
  EXPECT_EQ(called.session->offer(), sdp("offer1"));
  ASSERT_TRUE(called.session->progress(180));
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  world.advance({});
  const sim::RawMessage answer = peer.last("200").message;
  EXPECT_EQ(answer.body(), "answer1");
  EXPECT_EQ(answer.header("contact"), "<sip:us@10.0.0.1>");
  EXPECT_EQ(answer.header("to"), peer.last("180").message.header("to")) << "one tag";
  ours(answer, "to");
  acknowledges(1);
  EXPECT_EQ(called.notes, Notes{"acknowledged"});
  says("BYE");
  EXPECT_EQ(last_status(), 200);
  EXPECT_EQ(called.notes, (Notes{"acknowledged", "ended by the peer"}));
  EXPECT_EQ(peer.count("200"), 2u);
}

TEST_F(InviteServer, Repeats2xxUntilItsAckComes) {
  invited();
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  world.advance(4s);
  ours(peer.last("200").message, "to");
  EXPECT_EQ(peer.times("200"), (Times{0, 500, 1500, 3500}));
  acknowledges(1);
  acknowledges(1);
  world.advance(60s);
  EXPECT_EQ(peer.count("200"), 4u);
  EXPECT_EQ(called.notes, Notes{"acknowledged"});
}

TEST_F(InviteServer, SaysByeWhenTheAckNeverComes) {
  invited();
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  world.advance(31999ms);
  EXPECT_EQ(peer.times("200"),
            (Times{0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500}));
  EXPECT_EQ(peer.count("BYE"), 0u);
  world.advance(1ms);
  ASSERT_EQ(peer.count("BYE"), 1u);
  const sim::RawMessage bye = peer.last("BYE").message;
  EXPECT_EQ(bye.uri(), "sip:carol@10.0.0.2");
  EXPECT_EQ(bye.header("from"), peer.last("200").message.header("to"));
  EXPECT_EQ(bye.header("to"), "<sip:carol@c.example>;tag=p1");
  replies(peer.last("BYE"), 481);
  EXPECT_EQ(called.notes, Notes{"ended no ACK"});
}

TEST_F(InviteServer, HangsUpOnlyOnceTheAckIsThere) {
  invited();
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  world.advance({});
  ours(peer.last("200").message, "to");
  called.session->hang_up();
  world.advance(5s);
  EXPECT_EQ(peer.count("BYE"), 0u);
  acknowledges(1);
  EXPECT_EQ(peer.count("BYE"), 1u);
  replies(peer.last("BYE"), 200);
  EXPECT_EQ(called.notes, (Notes{"acknowledged", "ended by us"}));
}

TEST_F(InviteServer, TakesTheAnswerToItsOfferFromTheAck) {
  invited("", "");
  EXPECT_EQ(called.session->accept({}).error(), DialogError::body_missing);
  ASSERT_TRUE(called.session->accept(sdp("offer2")));
  world.advance({});
  ours(peer.last("200").message, "to");
  acknowledges(1, "answer2");
  EXPECT_EQ(called.notes, (Notes{"acknowledged", "answer answer2"}));
}

TEST_F(InviteServer, EndsTheCallWhenTheAckOwesTheAnswer) {
  invited("", "");
  ASSERT_TRUE(called.session->accept(sdp("offer2")));
  world.advance({});
  ours(peer.last("200").message, "to");
  acknowledges(1);
  EXPECT_EQ(peer.count("BYE"), 1u);
  replies(peer.last("BYE"), 200);
  EXPECT_EQ(called.notes, Notes{"ended no answer to an offer"});
}

TEST_F(InviteServer, RejectsAndRedirects) {
  invited();
  ASSERT_TRUE(called.session->reject(302, "Contact: <sip:there@d.example>\r\n"));
  world.advance({});
  EXPECT_EQ(last_status(), 302);
  EXPECT_EQ(last().headers("contact"), Notes{"<sip:there@d.example>"});
  EXPECT_EQ(called.notes, Notes{"ended declined"});
}

TEST_F(InviteServer, IsCancelled) {
  const std::string cancel = [&] {
    invited();
    std::string text = request_text("CANCEL", 1, "", "");
    const auto branch = text.find("z9hG4bKp");
    text.replace(branch, std::string("z9hG4bKp2").size(), "z9hG4bKp1");
    text.erase(text.find(";tag=" + dialog_.our_tag), dialog_.our_tag.size() + 5);
    return text;
  }();
  ASSERT_TRUE(called.session->progress(180));
  peer.says(cancel);
  world.advance({});
  EXPECT_EQ(peer.count("487"), 1u);
  EXPECT_EQ(called.notes, Notes{"ended cancelled"});
}

TEST_F(InviteServer, StaysAnsweredWhenACancelCrossesThe200) {
  invited();
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  world.advance({});
  ours(peer.last("200").message, "to");
  std::string cancel = request_text("CANCEL", 1, "", "");
  cancel.replace(cancel.find("z9hG4bKp"), std::string("z9hG4bKp2").size(), "z9hG4bKp1");
  cancel.erase(cancel.find(";tag=" + dialog_.our_tag), dialog_.our_tag.size() + 5);
  peer.says(cancel);
  world.advance({});
  EXPECT_EQ(peer.count("487"), 0u);
  acknowledges(1);
  EXPECT_EQ(called.notes, Notes{"acknowledged"});
}

TEST_F(InviteServer, EndsWithAByeBeforeTheAnswer) {
  invited();
  ASSERT_TRUE(called.session->progress(180));
  world.advance({});
  ours(peer.last("180").message, "to");
  says("BYE");
  EXPECT_EQ(peer.count("200"), 1u);
  EXPECT_EQ(peer.count("487"), 1u);
  EXPECT_EQ(called.notes, Notes{"ended by the peer"});
}

TEST_F(InviteServer, RepeatsItsProvisionalEveryMinute) {
  invited();
  ASSERT_TRUE(called.session->progress(180));
  world.advance(130s);
  EXPECT_EQ(peer.times("180"), (Times{0, 60000, 120000}));
  ASSERT_TRUE(called.session->reject(486));
  world.advance(200s);
  EXPECT_EQ(peer.count("180"), 3u);
}

TEST_F(InviteServer, RefusesAnInviteWithoutContactOrWithTooShortASession) {
  invited("Supported: timer\r\nSession-Expires: 60\r\n");
  EXPECT_EQ(last_status(), 422);
  EXPECT_EQ(last().header("min-se"), "90");
  EXPECT_FALSE(called.session);
  dialog_.our_tag.clear();
  invited("Contact: <mailto:carol@c.example>\r\n");
  EXPECT_EQ(last_status(), 400);
}

TEST_F(InviteServer, Answers503WhenTheTableIsFull) {
  std::vector<std::unique_ptr<InviteServerSession>> others;
  for (int i = 0; i < 4; ++i) {
    dialog_.our_tag.clear();
    invited();
    others.push_back(std::move(called.session));
  }
  EXPECT_TRUE(table.full());
  dialog_.our_tag.clear();
  invited();
  EXPECT_EQ(last_status(), 503);
  for (auto& other : others) EXPECT_TRUE(other->reject(486));
  others.clear();
  EXPECT_EQ(table.size(), 0u);
}

TEST_F(InviteServer, AnswersWhenItIsDestroyedUnanswered) {
  invited();
  ASSERT_TRUE(called.session->progress(180));
  called.session.reset();
  world.advance({});
  EXPECT_EQ(last_status(), 480);
  EXPECT_EQ(called.notes, Notes{});
}

}  // namespace
}  // namespace sip::testing
