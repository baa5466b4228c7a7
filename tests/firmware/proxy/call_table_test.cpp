#include "firmware/proxy/call_table.h"

#include "firmware/sip/message/message_buffer.h"
#include "tests/firmware/proxy/wire_room.h"

namespace proxy::testing {
namespace {

class Ear : public CallObserver {
 public:
  void on_call_began(const CallBegin& call) override { began.push_back(call); }
  void on_call_answered(CallSerial call) override { answered.push_back(call); }
  void on_call_ended(CallSerial call, const CallEnd& end, std::function<void()> recorded) override {
    ended.emplace_back(call, end);
    recorded();
  }
  std::vector<CallBegin> began;
  std::vector<CallSerial> answered;
  std::vector<std::pair<CallSerial, CallEnd>> ended;
};

class Calls : public WireRoom {
 protected:
  sip::Inbound says(std::string_view method, std::string_view from_tag, std::string_view to_tag,
                    std::string_view at, std::string_view call_id = "c") {
    std::string to = "<sip:b@b.example>";
    if (!to_tag.empty()) to += ";tag=" + std::string(to_tag);
    const std::string m(method);
    return {parsed(m +
                   " sip:b@b.example SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKx\r\nFrom: "
                   "<sip:a@a.example>;tag=" +
                   std::string(from_tag) + "\r\nTo: " + to +
                   "\r\nCall-ID: " + std::string(call_id) + "\r\nCSeq: 1 " + m + "\r\n\r\n"),
            flow(at)};
  }
  CallSerial begins(bool direct = true, std::string_view call_id = "c") {
    return table.begin(says("INVITE", "a", "", kAlice, call_id), "100", "101", direct);
  }
  CallTable::Leg leg(std::string_view tag, bool direct = true) {
    return {std::string(tag), flow(kBob), direct};
  }
  void hangs_up(CallSerial call, const sip::Inbound& bye, CallEnd::By by = CallEnd::By::caller) {
    table.hung_up(call, bye, {by, 200, ""}, [this] { ++recorded; });
  }

  static constexpr std::string_view kAlice = "10.0.0.11:5060";
  static constexpr std::string_view kBob = "10.0.0.12:5060";
  Ear ear;
  CallTable table{world.timers(), ear, {2, 1h, 37s}};
  int recorded = 0;
};

TEST_F(Calls, AreFullAtTheLimitAndNotBefore) {
  begins(true, "1");
  EXPECT_FALSE(table.full());
  const CallSerial second = begins(true, "2");
  EXPECT_TRUE(table.full());
  table.failed(second, {CallEnd::By::callee, 486, "Busy Here"}, [] {});
  EXPECT_FALSE(table.full()) << "an unanswered call leaves nothing behind";
}

TEST_F(Calls, MatchRequestsOfBothSidesByTheirTagsOnly) {
  table.answered(begins(), leg("b"));
  const auto from_caller = table.match(says("BYE", "a", "b", kAlice));
  ASSERT_TRUE(from_caller);
  EXPECT_EQ(from_caller->direction, Direction::from_caller);
  const auto from_callee = table.match(says("BYE", "b", "a", kBob));
  ASSERT_TRUE(from_callee);
  EXPECT_EQ(from_callee->direction, Direction::from_callee);
  EXPECT_FALSE(table.match(says("BYE", "a", "x", kAlice)));
  EXPECT_FALSE(table.match(says("BYE", "x", "b", kAlice)));
  EXPECT_FALSE(table.match(says("BYE", "a", "", kAlice)));
  EXPECT_FALSE(table.match(says("BYE", "a", "b", kAlice, "other")));
}

TEST_F(Calls, KnowWhereEachSideIs) {
  table.answered(begins(), leg("b"));
  EXPECT_TRUE(table.match(says("BYE", "a", "b", "10.0.0.11:9999"))->from_known_source);
  EXPECT_FALSE(table.match(says("BYE", "a", "b", kBob))->from_known_source);
  EXPECT_FALSE(table.match(says("BYE", "b", "a", kAlice))->from_known_source);
}

TEST_F(Calls, ReachAPartyByItsFlowAndLearnWhereItMoved) {
  table.answered(begins(), leg("b"));
  EXPECT_EQ(table.match(says("INFO", "a", "b", kAlice))->direct_flow, flow(kBob));
  table.match(says("INFO", "b", "a", "10.0.0.12:7000"));
  EXPECT_EQ(table.match(says("INFO", "a", "b", kAlice))->direct_flow, flow("10.0.0.12:7000"));
  table.match(says("INFO", "b", "a", "10.0.0.66:7000"));
  EXPECT_EQ(table.match(says("INFO", "a", "b", kAlice))->direct_flow, flow("10.0.0.12:7000"))
      << "a stranger's word moves nobody";
}

TEST_F(Calls, HaveNoDirectFlowToAnotherProxy) {
  table.answered(begins(false), leg("b", false));
  EXPECT_FALSE(table.match(says("INFO", "a", "b", kAlice))->direct_flow);
  EXPECT_FALSE(table.match(says("INFO", "b", "a", kBob))->direct_flow);
}

TEST_F(Calls, MatchRequestsInAnEarlyDialog) {
  const CallSerial call = begins();
  table.progressed(call, leg("early"));
  EXPECT_TRUE(table.match(says("PRACK", "a", "early", kAlice)));
  EXPECT_TRUE(table.match(says("UPDATE", "early", "a", kBob)));
  EXPECT_TRUE(ear.answered.empty());
  table.progressed(call, leg(""));
  table.answered(call, leg("early"));
  EXPECT_EQ(ear.answered, std::vector<CallSerial>{call});
}

TEST_F(Calls, AreAnsweredOnceHoweverOftenThe2xxComes) {
  const CallSerial call = begins();
  table.answered(call, leg("b"));
  table.answered(call, leg("b"));
  table.answered(call, leg("other"));
  EXPECT_EQ(ear.answered.size(), 1u);
  EXPECT_TRUE(table.match(says("BYE", "a", "other", kAlice))) << "a further dialog";
}

TEST_F(Calls, FindRoomForTheOneWhoAnswersAmongManyEarlyDialogs) {
  const CallSerial call = begins();
  for (int i = 0; i < 1000; ++i) table.progressed(call, leg("e" + std::to_string(i)));
  EXPECT_FALSE(table.match(says("INFO", "a", "e0", kAlice))) << "not without a limit";
  table.answered(call, leg("b"));
  EXPECT_TRUE(table.match(says("BYE", "a", "b", kAlice)));
  for (int i = 0; i < 1000; ++i) table.answered(call, leg("u" + std::to_string(i)));
  EXPECT_TRUE(table.match(says("BYE", "a", "b", kAlice))) << "who is up stays";
  EXPECT_FALSE(table.match(says("BYE", "a", "u999", kAlice)));
}

TEST_F(Calls, EndWithTheByeAndAreRememberedForASecondOne) {
  const CallSerial call = begins();
  table.answered(call, leg("b"));
  hangs_up(call, says("BYE", "a", "b", kAlice));
  ASSERT_EQ(ear.ended.size(), 1u);
  hangs_up(call, says("BYE", "b", "a", kBob), CallEnd::By::callee);
  EXPECT_EQ(ear.ended.size(), 1u) << "one end only";
  EXPECT_EQ(recorded, 2) << "nobody waits for ever";
  world.advance(37s - 1us);
  EXPECT_TRUE(table.match(says("BYE", "b", "a", kBob)));
  world.advance(1us);
  EXPECT_FALSE(table.match(says("BYE", "b", "a", kBob)));
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(ear.ended.size(), 1u);
}

TEST_F(Calls, GoOnInTheOtherDialogWhenOneOfTwoEnds) {
  const CallSerial call = begins();
  table.answered(call, leg("b1"));
  table.answered(call, leg("b2"));
  hangs_up(call, says("BYE", "a", "b2", kAlice));
  EXPECT_EQ(recorded, 1);
  EXPECT_TRUE(ear.ended.empty());
  world.advance(40s);
  EXPECT_TRUE(table.match(says("INFO", "a", "b1", kAlice)));
  hangs_up(call, says("BYE", "b1", "a", kBob), CallEnd::By::callee);
  ASSERT_EQ(ear.ended.size(), 1u);
  EXPECT_EQ(ear.ended[0].second.by, CallEnd::By::callee);
}

TEST_F(Calls, LeaveTheLastWordToTheInviteAfterAByeInAnEarlyDialog) {
  const CallSerial call = begins();
  table.progressed(call, leg("b"));
  hangs_up(call, says("BYE", "a", "b", kAlice));
  EXPECT_EQ(recorded, 1);
  EXPECT_TRUE(ear.ended.empty());
  table.failed(call, {CallEnd::By::caller, 487, "Request Terminated"}, [] {});
  ASSERT_EQ(ear.ended.size(), 1u);
  EXPECT_EQ(ear.ended[0].second.status, 487);
  EXPECT_EQ(table.size(), 0u);
}

TEST_F(Calls, EndWhenNobodyHangsUp) {
  const CallSerial call = begins();
  table.answered(call, leg("b"));
  world.advance(1h - 1us);
  EXPECT_TRUE(ear.ended.empty());
  world.advance(1us);
  ASSERT_EQ(ear.ended.size(), 1u);
  EXPECT_EQ(ear.ended[0].first, call);
  EXPECT_EQ(ear.ended[0].second.by, CallEnd::By::switchboard);
  EXPECT_EQ(table.size(), 0u);
}

TEST_F(Calls, KeepNobodyWaitingForACallTheyDoNotKnow) {
  table.failed(77, {}, [this] { ++recorded; });
  hangs_up(77, says("BYE", "a", "b", kAlice));
  EXPECT_EQ(recorded, 2);
}

TEST_F(Calls, BelongToTheLatestInviteOfADialog) {
  const CallSerial first = begins();
  const CallSerial second = begins();
  table.failed(first, {CallEnd::By::callee, 407, ""}, [] {});
  table.answered(second, leg("b"));
  EXPECT_EQ(table.match(says("BYE", "a", "b", kAlice))->serial, second);
}

}  // namespace
}  // namespace proxy::testing
