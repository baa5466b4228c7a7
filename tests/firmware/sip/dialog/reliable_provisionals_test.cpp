#include "firmware/sip/dialog/reliable_provisionals.h"

#include "tests/firmware/sip/dialog/stage.h"

namespace sip::testing {
namespace {

class Reliable : public DialogTest {
 protected:
  void progresses(int status, const Body& body = {}) {
    const auto sent = called.session->progress(status, body, {}, Reliability::reliable);
    ASSERT_TRUE(sent) << to_string(sent.error());
    world.advance({});
    ours(peer.heard.back().message, "to");
  }
  std::string rseq() const { return peer.heard.back().message.header("rseq"); }
  void pracks(const std::string& number, std::string_view body = "") {
    says("PRACK", "RAck: " + number + " 1 INVITE\r\n", body);
  }
};

TEST_F(Reliable, RepeatsAProvisionalUntilItsPrackComes) {
  invited("Supported: 100rel\r\n");
  progresses(183, sdp("answer1"));
  EXPECT_EQ(last().header("require"), "100rel");
  const std::string number = rseq();
  world.advance(4s);
  EXPECT_EQ(peer.times("183"), (Times{0, 500, 1500, 3500}));
  pracks(number);
  EXPECT_EQ(last_status(), 200);
  world.advance(30s);
  EXPECT_EQ(peer.count("183"), 4u);
  pracks(number);
  EXPECT_EQ(last_status(), 481) << "nothing waits for it any more";
}

TEST_F(Reliable, GivesUpWithoutAPrack) {
  invited("Supported: 100rel\r\n");
  progresses(183);
  world.advance(31999ms);
  EXPECT_EQ(peer.times("183"), (Times{0, 500, 1500, 3500, 7500, 15500, 31500}));
  world.advance(1ms);
  EXPECT_EQ(last_status(), 504);
  EXPECT_EQ(called.notes, Notes{"ended no PRACK"});
}

TEST_F(Reliable, SendsOneAtATimeAndNumbersThemInOrder) {
  invited("Supported: 100rel\r\n");
  progresses(183);
  const auto first = std::stoul(rseq());
  progresses(180);
  EXPECT_EQ(peer.count("180"), 0u);
  pracks(std::to_string(first + 1));
  EXPECT_EQ(last_status(), 481);
  pracks(std::to_string(first));
  EXPECT_EQ(peer.count("180"), 1u);
  EXPECT_EQ(peer.last("180").message.header("rseq"), std::to_string(first + 1));
  pracks(std::to_string(first + 1));
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  world.advance({});
  EXPECT_EQ(peer.last("200").message.body(), "answer1");
  acknowledges(1);
}

TEST_F(Reliable, RefusesAPrackLongAfterTheInvite) {
  invited("Supported: 100rel\r\n");
  progresses(183);
  const std::string number = rseq();
  pracks(number);
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  world.advance({});
  acknowledges(1);
  world.advance(60s);  // the INVITE's transaction is gone
  pracks(number);
  EXPECT_EQ(last_status(), 481);
}

TEST_F(Reliable, QueuesNoMoreThanItsLimit) {
  invited("Supported: 100rel\r\n");
  for (std::size_t i = 0; i < ReliableProvisionals::kMaxWaiting; ++i) progresses(180);
  EXPECT_EQ(called.session->progress(180, {}, {}, Reliability::reliable).error(),
            DialogError::too_many);
}

TEST_F(Reliable, HoldsThe2xxBackUntilThePrack) {
  invited("Supported: 100rel\r\n");
  progresses(183, sdp("answer1"));
  const std::string number = rseq();
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  EXPECT_EQ(called.session->accept({}).error(), DialogError::over);
  world.advance({});
  EXPECT_EQ(peer.count("200"), 0u);
  pracks(number);
  EXPECT_EQ(peer.count("200"), 2u) << "of the PRACK and of the INVITE";
  EXPECT_EQ(last().method(), "INVITE");
  EXPECT_EQ(last().body(), "") << "it was answered";
  acknowledges(1);
}

TEST_F(Reliable, OffersInAProvisionalAndTakesTheAnswerFromItsPrack) {
  invited("Supported: 100rel\r\n", "");
  EXPECT_EQ(called.session->progress(183, {}, {}, Reliability::reliable).error(),
            DialogError::body_missing);
  progresses(183, sdp("offer2"));
  const std::string number = rseq();
  pracks(number);
  EXPECT_EQ(last_status(), 400) << "it owes the answer";
  pracks(number, "answer2");
  EXPECT_EQ(last_status(), 200);
  EXPECT_EQ(called.notes, Notes{"answer answer2"});
  ASSERT_TRUE(called.session->accept({}));
  world.advance({});
  acknowledges(1);
}

TEST_F(Reliable, AnswersTheOfferOfAPrackIn2xx) {
  invited("Supported: 100rel\r\n");
  progresses(183, sdp("answer1"));
  pracks(rseq(), "offer2");
  EXPECT_EQ(called.notes, Notes{"offer offer2"});
  EXPECT_EQ(peer.count("200"), 0u);
  ASSERT_TRUE(called.session->accept({}).has_error());
  ASSERT_TRUE(called.session->dialog().answer(sdp("answer2")));
  world.advance({});
  EXPECT_EQ(last_status(), 200);
  EXPECT_EQ(last().method(), "PRACK");
  EXPECT_EQ(last().body(), "answer2");
}

TEST_F(Reliable, IsAsReliableAsThePeerAsks) {
  invited();
  EXPECT_EQ(called.session->progress(183, {}, {}, Reliability::reliable).error(),
            DialogError::not_supported);
  called.session.reset();
  dialog_.our_tag.clear();
  invited("Require: 100rel\r\n");
  ASSERT_TRUE(called.session->progress(180));
  world.advance({});
  EXPECT_EQ(last().header("require"), "100rel");
  EXPECT_NE(rseq(), "");
}

TEST(RAckOfAPrack, HasTwoNumbersAndAMethod) {
  const auto rack = RAck::parse(" 776656  1\r\n INVITE ");
  ASSERT_TRUE(rack);
  EXPECT_EQ(rack->rseq, 776656u);
  EXPECT_EQ(rack->cseq, 1u);
  EXPECT_EQ(rack->method, Method::invite);
  for (const std::string_view text :
       {"", "1", "1 2", "1 2 INVITE x", "x 2 INVITE", "4294967296 1 INVITE", "-1 1 INVITE"}) {
    EXPECT_FALSE(RAck::parse(text)) << text;
  }
}

}  // namespace
}  // namespace sip::testing
