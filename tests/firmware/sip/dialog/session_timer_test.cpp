#include "firmware/sip/dialog/session_timer.h"

#include "tests/firmware/sip/dialog/stage.h"

namespace sip::testing {
namespace {

class Session : public DialogTest {
 protected:
  Session() { end.session_timer.wanted = true; }
};

TEST_F(Session, IsRefreshedByUpdateAtHalfItsInterval) {
  end.session_timer.interval = 200s;
  connected("Allow: UPDATE\r\n");
  EXPECT_EQ(peer.last("200").message.header("session-expires"), "200;refresher=uas");
  EXPECT_EQ(peer.last("200").message.header("require"), "");
  world.advance(99s);
  EXPECT_EQ(peer.count("UPDATE"), 0u);
  world.advance(1s);
  ASSERT_EQ(peer.times("UPDATE"), Times{100000});
  EXPECT_EQ(peer.last("UPDATE").message.header("session-expires"), "200;refresher=uac");
  EXPECT_EQ(peer.last("UPDATE").message.body(), "");
  replies(peer.last("UPDATE"), 200, "Session-Expires: 200;refresher=uac\r\n");
  world.advance(100s);
  EXPECT_EQ(peer.times("UPDATE"), (Times{100000, 200000}));
  replies(peer.last("UPDATE"), 200);  // as a peer that knows nothing of timers
  world.advance(100s);
  EXPECT_EQ(peer.count("UPDATE"), 3u);
  replies(peer.last("UPDATE"), 200);
  EXPECT_EQ(called.notes, Notes{});
}

TEST_F(Session, IsRefreshedByReinviteWhereUpdateIsUnknown) {
  end.session_timer.interval = 200s;
  connected("Allow: INVITE, ACK, BYE\r\n");
  world.advance(100s);
  ASSERT_EQ(peer.count("INVITE"), 1u);
  EXPECT_EQ(peer.last("INVITE").message.body(), "answer1") << "the description as it was";
  replies(peer.last("INVITE"), 200, "", "offer1");
  EXPECT_EQ(peer.count("ACK"), 1u);
}

TEST_F(Session, IsRefreshedWithWhatWasAgreedAndNotWithWhatWasRefused) {
  end.session_timer.interval = 200s;
  connected("Allow: INVITE\r\n");
  ASSERT_TRUE(dialog().reinvite(sdp("offer2")));
  world.advance({});
  replies(peer.last("INVITE"), 488);
  world.advance(100s);
  ASSERT_EQ(peer.count("INVITE"), 2u);
  EXPECT_EQ(peer.last("INVITE").message.body(), "answer1");
  replies(peer.last("INVITE"), 200, "", "offer1");
  EXPECT_EQ(dialog().usage().local_description, sdp("answer1"));
}

TEST_F(Session, IsRefreshedByReinviteWhenUpdateIsRefused) {
  end.session_timer.interval = 200s;
  connected("Allow: UPDATE\r\n");
  world.advance(100s);
  replies(peer.last("UPDATE"), 405);
  ASSERT_EQ(peer.count("INVITE"), 1u);
  replies(peer.last("INVITE"), 200, "", "offer1");
}

TEST_F(Session, EndsWhenThePeerDoesNotRefreshIt) {
  end.session_timer.interval = 90s;
  connected("Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n");
  EXPECT_EQ(peer.last("200").message.header("session-expires"), "90;refresher=uac");
  EXPECT_EQ(peer.last("200").message.header("require"), "timer");
  world.advance(30s);
  says("UPDATE", "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n");
  EXPECT_EQ(last().header("session-expires"), "90;refresher=uac");
  world.advance(59999ms);
  EXPECT_EQ(peer.count("BYE"), 0u);
  world.advance(1ms);
  ASSERT_EQ(peer.times("BYE"), Times{90000}) << "30 s before it expires";
  replies(peer.last("BYE"), 200);
  EXPECT_EQ(called.notes, Notes{"ended session expired"});
}

TEST_F(Session, EndsWhenItCannotBeRefreshed) {
  end.session_timer.interval = 90s;
  connected("Allow: UPDATE\r\n");
  world.advance(45s);
  replies(peer.last("UPDATE"), 500);
  world.advance(9s);
  EXPECT_EQ(peer.count("UPDATE"), 2u) << "another try";
  replies(peer.last("UPDATE"), 500);
  world.advance(6s);
  EXPECT_EQ(peer.count("BYE"), 1u);
  replies(peer.last("BYE"), 200);
  EXPECT_EQ(called.notes, Notes{"ended session expired"});
}

TEST_F(Session, TakesTheIntervalThatA422AsksFor) {
  end.session_timer.interval = 100s;
  connected("Allow: UPDATE\r\n");
  world.advance(50s);
  replies(peer.last("UPDATE"), 422, "Min-SE: 300\r\n");
  ASSERT_EQ(peer.count("UPDATE"), 2u);
  EXPECT_EQ(peer.last("UPDATE").message.header("session-expires"), "300;refresher=uac");
  EXPECT_EQ(peer.last("UPDATE").message.header("min-se"), "300");
  replies(peer.last("UPDATE"), 200, "Session-Expires: 300;refresher=uac\r\n");
  EXPECT_EQ(dialog().session_terms(), (SessionTerms{300s, true}));
}

TEST_F(Session, RefusesARefreshThatIsTooShort) {
  connected();
  says("UPDATE", "Supported: timer\r\nSession-Expires: 89\r\n");
  EXPECT_EQ(last_status(), 422);
  EXPECT_EQ(last().header("min-se"), "90");
}

TEST_F(Session, FollowsTheAnswerOfTheCalled) {
  calls();
  EXPECT_EQ(peer.last("INVITE").message.header("session-expires"), "1800");
  replies(peer.last("INVITE"), 200, "Require: timer\r\nSession-Expires: 120;refresher=uac\r\n",
          "answer1");
  EXPECT_EQ(calling.session->dialog()->session_terms(), (SessionTerms{120s, true}));
  world.advance(60s);
  EXPECT_EQ(peer.count("INVITE"), 2u);
  replies(peer.last("INVITE"), 200, "", "answer1");
}

TEST_F(Session, HasNoTimerWhenTheCalledKnowsNone) {
  answered();
  EXPECT_FALSE(calling.session->dialog()->session_terms().active());
}

TEST(SessionTerms, AreTheShorterOfBothButNotTooShort) {
  SessionTimerSettings settings;
  SessionExpires asked;
  EXPECT_EQ(terms_as_server(asked, settings), (SessionTerms{1800s, true}));
  asked.interval = 600s;
  asked.supported = true;
  EXPECT_EQ(terms_as_server(asked, settings), (SessionTerms{600s, true}));
  asked.refresher = Refresher::uac;
  EXPECT_EQ(terms_as_server(asked, settings), (SessionTerms{600s, false}));
  asked.supported = false;
  EXPECT_TRUE(terms_as_server(asked, settings).we_refresh) << "who knows no timer cannot";
  asked.interval = 4000s;
  asked.min_se = 3600s;
  EXPECT_EQ(terms_as_server(asked, settings).interval, 3600s);
  settings.wanted = false;
  EXPECT_FALSE(terms_as_server({}, settings).active());
}

TEST(SessionTerms, AreReadFromMalformedLinesAsNone) {
  for (const std::string_view value : {"", "x", "-5", ";refresher=uac", "99999999999"}) {
    const auto message = MessageRef::parse(
        "UPDATE sip:x SIP/2.0\r\nSession-Expires: " + std::string(value) + "\r\n\r\n");
    EXPECT_FALSE(session_expires(**message).interval) << value;
  }
  const auto long_one =
      MessageRef::parse("UPDATE sip:x SIP/2.0\r\nx: 4294967295 ; Refresher=UAS\r\n\r\n");
  EXPECT_EQ(session_expires(**long_one).interval, 86400s);
  EXPECT_EQ(session_expires(**long_one).refresher, Refresher::uas);
}

TEST(SessionTerms, AreRaisedOnlyByWhatIsNew) {
  SessionTimerSettings settings;
  settings.interval = 100s;
  const auto refusal = MessageRef::parse("SIP/2.0 422 X\r\nMin-SE: 200\r\n\r\n");
  EXPECT_TRUE(raise(settings, **refusal));
  EXPECT_EQ(settings.interval, 200s);
  EXPECT_FALSE(raise(settings, **refusal));
}

}  // namespace
}  // namespace sip::testing
