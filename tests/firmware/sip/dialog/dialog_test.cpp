#include "firmware/sip/dialog/dialog.h"

#include "tests/firmware/sip/dialog/stage.h"

namespace sip::testing {
namespace {

using InDialog = DialogTest;

TEST_F(InDialog, SaysByeWhileThePeerDoes) {
  connected();
  called.session->hang_up();
  world.advance({});
  EXPECT_EQ(peer.count("BYE"), 1u);
  says("BYE");
  EXPECT_EQ(last_status(), 200);
  replies(peer.last("BYE"), 481);
  EXPECT_EQ(called.notes, Notes{"ended by us"});
  says("BYE");
  EXPECT_EQ(last_status(), 481) << "the dialog is gone";
}

TEST_F(InDialog, EndsWhenItsByeIsNotAnswered) {
  connected();
  called.session->hang_up();
  called.session->hang_up();
  world.advance(33s);
  EXPECT_EQ(called.notes, Notes{"ended by us"});
}

TEST_F(InDialog, RefusesARequestOutOfOrder) {
  connected();
  says_as(7, "INFO", "", "a");
  says_as(6, "INFO", "", "b");
  EXPECT_EQ(last_status(), 500);
  EXPECT_EQ(called.notes, Notes{"INFO a"});
  says_as(9, "INFO", "", "c");
  EXPECT_EQ(last_status(), 200);
}

TEST_F(InDialog, HandsOtherRequestsUpAndDown) {
  connected();
  says("REFER", "Refer-To: <sip:x@y>\r\n");
  says("NOTIFY", "Event: refer\r\nSubscription-State: active\r\n", "frag");
  says("MESSAGE", "", "hello");
  EXPECT_EQ(called.notes, (Notes{"REFER ", "NOTIFY frag", "MESSAGE hello"}));
  called.notes.clear();
  ASSERT_TRUE(dialog().send_request(Method::info, "Info-Package: x\r\n", sdp("dtmf")));
  const auto notify = dialog().send_request(Method::notify, "Event: refer\r\n");
  ASSERT_TRUE(notify);
  world.advance({});
  const sim::RawMessage info = peer.last("INFO").message;
  EXPECT_EQ(info.body(), "dtmf");
  EXPECT_EQ(info.header("info-package"), "x");
  EXPECT_EQ(info.header("cseq"), "1 INFO");
  EXPECT_EQ(peer.count("NOTIFY"), 0u) << "it must not overtake";
  replies(peer.last("INFO"), 200);
  EXPECT_EQ(peer.last("NOTIFY").message.header("cseq"), "2 NOTIFY");
  EXPECT_EQ(peer.last("NOTIFY").message.header("contact"), "<sip:us@10.0.0.1>");
  replies(peer.last("NOTIFY"), 481);
  EXPECT_EQ(called.notes, (Notes{"#1 200", "#2 481"})) << "a lost subscription is no lost call";
}

TEST_F(InDialog, SaysGoodbyeWhenItsNotifyWasHeard) {
  connected();
  ASSERT_TRUE(dialog().send_request(Method::notify, "Event: refer\r\n"));
  called.session->hang_up();
  world.advance(1s);
  EXPECT_EQ(peer.count("BYE"), 0u);
  replies(peer.last("NOTIFY"), 200);
  world.advance({});
  EXPECT_EQ(peer.count("BYE"), 1u);
}

TEST_F(InDialog, SendsNoMoreAtOnceThanItsLimit) {
  connected();
  for (std::size_t i = 0; i < DialogRequests::kMaxUnderWay; ++i) {
    EXPECT_TRUE(dialog().send_request(Method::message));
  }
  EXPECT_EQ(dialog().send_request(Method::message).error(), DialogError::too_many);
  called.session->hang_up();
  world.advance({});
  EXPECT_EQ(peer.count("BYE"), 1u) << "goodbye always goes";
}

TEST_F(InDialog, AnswersAChallengeWithCredentials) {
  connected();
  called.has_password = true;
  called.session->hang_up();
  world.advance({});
  replies(peer.last("BYE"), 407, "Proxy-Authenticate: Digest x\r\n");
  ASSERT_EQ(peer.count("BYE"), 2u);
  EXPECT_EQ(peer.last("BYE").message.header("cseq"), "2 BYE");
  EXPECT_EQ(peer.last("BYE").message.header("authorization"), "Digest for BYE sip:carol@10.0.0.2");
  replies(peer.last("BYE"), 407);
  replies(peer.last("BYE"), 407);
  EXPECT_EQ(peer.count("BYE"), 3u) << "no more than twice";
  EXPECT_EQ(called.notes, (Notes{"challenge 407", "challenge 407", "ended by us"}));
}

TEST_F(InDialog, ReinvitesWithCredentialsThatItsAckRepeats) {
  connected();
  called.has_password = true;
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance({});
  replies(peer.last("INVITE"), 401);
  replies(peer.last("INVITE"), 200, "", "answer2");
  EXPECT_EQ(peer.last("ACK").message.header("cseq"), "2 ACK");
  EXPECT_EQ(peer.last("ACK").message.header("authorization"),
            "Digest for INVITE sip:carol@10.0.0.2");
}

TEST_F(InDialog, AsksBeforeItTakesARequestFromElsewhere) {
  connected();
  Peer stranger(world, "10.0.0.66:5060");
  stranger.says(request_text("BYE", 2, "", ""));
  world.advance({});
  EXPECT_EQ(stranger.count("403"), 1u);
  EXPECT_EQ(called.notes, Notes{"other source 10.0.0.66"});
  EXPECT_EQ(dialog().state().remote_cseq, 1u) << "it had no effect";
  says("INFO");
  EXPECT_EQ(last_status(), 200) << "the call goes on";
  called.lets_in = true;
  stranger.says(request_text("INFO", 3, "", "moved"));
  world.advance({});
  EXPECT_EQ(stranger.count("200"), 1u);
  EXPECT_EQ(net::to_string(dialog().state().flow.remote.address), "10.0.0.66");
  stranger.says(request_text("INFO", 4, "", ""));
  world.advance({});
  EXPECT_EQ(called.notes, (Notes{"other source 10.0.0.66", "INFO ", "other source 10.0.0.66",
                                 "INFO moved", "INFO "}));
}

TEST_F(InDialog, TakesNoAckFromElsewhere) {
  invited("", "");
  ASSERT_TRUE(called.session->accept(sdp("offer2")));
  world.advance({});
  ours(peer.last("200").message, "to");
  Peer stranger(world, "10.0.0.66:5060");
  stranger.says(request_text("ACK", 1, "", "theirs"));
  world.advance({});
  EXPECT_EQ(called.notes, Notes{"other source 10.0.0.66"});
  acknowledges(1, "answer2");
  EXPECT_EQ(called.notes.back(), "answer answer2");
}

TEST_F(InDialog, GoesByTheFlowWhenToldTo) {
  end.by_flow = true;
  invited("Contact: <sip:carol@192.168.7.7>\r\n");
  ASSERT_TRUE(called.session->accept(sdp("answer1")));
  world.advance({});
  ours(peer.last("200").message, "to");
  acknowledges(1);
  called.session->hang_up();
  world.advance({});
  EXPECT_EQ(peer.last("BYE").message.uri(), "sip:carol@192.168.7.7");
}

TEST_F(InDialog, IsPickedUpFromItsValues) {
  connected("Record-Route: <sip:10.0.0.2;lr>\r\n");
  const DialogState state = dialog().state();
  const InviteUsage usage = dialog().usage();
  called.session.reset();
  struct : DialogKeeper {
    void on_confirmed(Dialog&, const Inbound&) override {}
    void on_acknowledged(Dialog&) override {}
    bool on_prack(Dialog&, const Message&) override { return false; }
    void on_pracked(Dialog&) override {}
    void on_over(Dialog&, Ending ending) override { over = ending; }
    std::optional<Ending> over;
  } keeper;
  Dialog again(context, end, state, usage, keeper, called);
  called.answer = "answer2";
  says("INVITE", "", "offer2");
  EXPECT_EQ(last().body(), "answer2");
  acknowledges(2);
  says("BYE");
  EXPECT_EQ(keeper.over, Ending::by_peer);
}

TEST_F(InDialog, LeavesNothingWhenItIsDestroyed) {
  connected("Session-Expires: 600;refresher=uas\r\nSupported: timer\r\n");
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  ASSERT_TRUE(dialog().send_request(Method::info));
  called.session.reset();
  EXPECT_EQ(table.size(), 0u);
  world.advance(200s);
  EXPECT_EQ(called.notes, Notes{});
  EXPECT_EQ(world.timers().armed(), 0u);
}

TEST(SessionDescription, IsABodyOfTheSessionsDisposition) {
  const auto in = [](std::string_view headers) {
    const auto message = MessageRef::parse("INFO sip:x SIP/2.0\r\n" + std::string(headers) +
                                           "Content-Length: 1\r\n\r\nx");
    return session_description(**message);
  };
  EXPECT_EQ(in("Content-Type: application/sdp\r\n"), sdp("x"));
  EXPECT_EQ(in("Content-Type: application/SDP;a=b\r\n").type, "application/SDP;a=b");
  EXPECT_FALSE(in("Content-Type: multipart/mixed;boundary=q\r\n").empty());
  EXPECT_TRUE(in("Content-Type: message/sipfrag\r\n").empty());
  EXPECT_TRUE(in("").empty());
  EXPECT_TRUE(
      in("Content-Type: application/sdp\r\nContent-Disposition: early-session\r\n").empty());
  EXPECT_FALSE(
      in("Content-Type: x/y\r\nContent-Disposition: Session;handling=optional\r\n").empty());
}

}  // namespace
}  // namespace sip::testing
