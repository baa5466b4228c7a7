// Two phones agree on a session in every way there is, transfer each other's calls and talk:
// through calm and storm, complaining about nothing.
#include <gtest/gtest.h>

#include "tests/sim/phone.h"
#include "tests/sim/session.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

struct Three {
  explicit Three(std::uint64_t seed, bool stormy) : world(seed) {
    if (stormy) world.begin_storm();
    alice.emplace(world, "10.0.0.11", "sip:alice@10.0.0.11", modern());
    bob.emplace(world, "10.0.0.12", "sip:bob@10.0.0.12", modern());
    carol.emplace(world, "10.0.0.13", "sip:carol@10.0.0.13", modern());
  }
  ~Three() {
    world.advance(kAftermath);
    for (auto* phone : {&alice, &bob, &carol}) {
      EXPECT_TRUE((*phone)->is_idle());
      EXPECT_EQ((*phone)->gave_up(), 0);
      EXPECT_EQ(world.host(net::to_string((*phone)->address())).udp_sockets(), 1u);
      phone->reset();
    }
    world.advance(10s);
    EXPECT_EQ(world.events().pending(), 0u);
    EXPECT_EQ(world.timers().armed(), 0u);
  }
  void talk() {
    alice->invites("sip:bob@10.0.0.12");
    bob->expects("INVITE");
    bob->answers();
    alice->expects(200);
    bob->expects_talk();
  }
  void alice_hangs_up() {
    alice->hangs_up();
    bob->expects("BYE");
    alice->expects(200);
  }
  World world;
  std::optional<Phone> alice, bob, carol;
};

// In calm weather, and in a hundred storms.
template <class Tale>
void tell(const Tale& tale) {
  for (std::uint64_t seed = 0; seed <= 100 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Three phones(seed, seed > 0);
    tale(phones);
  }
}

TEST(PhoneSession, IsAgreedOnByInviteAnd2xx) {
  tell([](Three& phones) {
    phones.talk();
    EXPECT_EQ(phones.alice->session().remote(), phones.bob->session().local());
    EXPECT_EQ(phones.bob->session().remote(), phones.alice->session().local());
    phones.alice_hangs_up();
  });
}

TEST(PhoneSession, IsAgreedOnBy2xxAndAck) {
  tell([](Three& phones) {
    phones.alice->invites_without_offer("sip:bob@10.0.0.12");
    phones.bob->expects("INVITE");
    phones.bob->answers();
    phones.alice->expects(200);
    phones.bob->expects_talk();
    EXPECT_EQ(phones.alice->session().remote(), phones.bob->session().local());
    EXPECT_EQ(phones.bob->session().remote(), phones.bob->last_request("ACK").body());
    phones.alice_hangs_up();
  });
}

TEST(PhoneSession, IsAgreedOnByAReliableResponseAndItsPrack) {
  for (const bool late : {false, true}) {
    tell([late](Three& phones) {
      if (late) {
        phones.alice->invites_without_offer("sip:bob@10.0.0.12");
      } else {
        phones.alice->invites("sip:bob@10.0.0.12");
      }
      phones.bob->expects("INVITE");
      phones.bob->rings_reliably(true);
      phones.bob->answers();  // as soon as the PRACK is here
      phones.bob->expects("PRACK");
      phones.alice->expects(180);
      phones.alice->expects(200);
      phones.bob->expects_talk();
      EXPECT_EQ(phones.alice->last_response(200, "INVITE").body(), "");
      EXPECT_EQ(phones.alice->session().remote(), phones.bob->session().local());
      EXPECT_EQ(phones.bob->session().remote(), phones.alice->session().local());
      phones.alice_hangs_up();
    });
  }
}

TEST(PhoneSession, IsChangedByAPrackAndByUpdatesBeforeTheAnswer) {
  tell([](Three& phones) {
    phones.alice->offers_in_prack();
    phones.alice->invites("sip:bob@10.0.0.12");
    phones.bob->expects("INVITE");
    phones.bob->rings_reliably(true);
    phones.bob->expects("PRACK");
    phones.alice->expects_answer("PRACK", 200);
    EXPECT_NE(phones.alice->last_response(200, "PRACK").body(), "");
    phones.alice->updates();
    phones.bob->expects("UPDATE");
    phones.alice->expects(200);
    phones.bob->updates();
    phones.alice->expects("UPDATE");
    phones.bob->expects(200);
    phones.bob->answers();
    phones.alice->expects_answer("INVITE", 200);
    phones.bob->expects_talk();
    phones.alice_hangs_up();
  });
}

TEST(PhoneSession, IsHeldFromBothSidesAndResumed) {
  tell([](Three& phones) {
    phones.talk();
    phones.alice->holds();
    phones.alice->expects(200);
    phones.bob->expects_direction("recvonly");
    phones.bob->holds();
    phones.bob->expects(200);
    phones.alice->expects_direction("inactive");
    phones.alice->resumes();
    phones.alice->expects(200);
    phones.alice->expects_direction("recvonly");
    phones.bob->resumes();
    phones.bob->expects(200);
    phones.alice->expects_direction("sendrecv");
    phones.bob->holds(Hold::zero_address);
    phones.bob->expects(200);
    EXPECT_EQ(phones.alice->session().send_to().port, 0);
    phones.alice_hangs_up();
  });
}

TEST(PhoneSession, SurvivesTwoReinvitesAtOnce) {
  tell([](Three& phones) {
    phones.talk();
    phones.world.advance(1s);
    phones.alice->reinvites();
    phones.bob->updates();
    phones.alice->expects(200);
    phones.bob->expects(200);
    phones.alice->reinvites();
    phones.bob->reinvites();
    phones.alice->expects(200);
    phones.bob->expects(200);
    EXPECT_TRUE(phones.alice->is_talking() && phones.bob->is_talking());
    phones.world.advance(2s);
    phones.alice_hangs_up();
  });
}

TEST(PhoneSession, StaysAsItIsWhenAnOfferIsRefused) {
  tell([](Three& phones) {
    phones.talk();
    const std::string before = phones.alice->session().local();
    phones.bob->refuses_offers(488);
    phones.alice->holds();
    phones.alice->expects(488);
    EXPECT_EQ(phones.alice->session().local(), before);
    EXPECT_EQ(phones.alice->session().hold(), Hold::none);
    phones.alice->reinvites_without_offer();
    phones.alice->expects(200);
    phones.bob->expects("ACK");
    phones.alice_hangs_up();
  });
}

TEST(PhoneSession, CarriesVoiceAndKeys) {
  tell([](Three& phones) {
    phones.talk();
    phones.alice->sends_audio();
    phones.bob->sends_audio();
    phones.bob->expects_voice_of(*phones.alice);
    phones.alice->expects_voice_of(*phones.bob);
    EXPECT_EQ(phones.alice->heard_of(*phones.carol), 0u);
    phones.world.advance(1s);
    phones.alice->presses('5');
    phones.bob->expects_digits("5");
    phones.world.advance(1s);
    phones.alice->presses('#');
    phones.bob->expects_digits("5#");
    phones.alice->sends_info('7');
    phones.bob->expects("INFO");
    phones.alice->expects(200);
    phones.alice_hangs_up();
  });
}

TEST(PhoneSession, IsRefreshedUntilThePeerIsGone) {
  for (const bool stormy : {false, true}) {
    Three phones(7, stormy);
    PhoneOptions options = modern();
    options.session_expires = 180s;
    Phone dora(phones.world, "10.0.0.14", "sip:dora@10.0.0.14", options);
    dora.invites("sip:bob@10.0.0.12");
    phones.bob->expects("INVITE");
    phones.bob->answers();
    phones.bob->expects_talk();
    phones.world.advance(10min);
    EXPECT_GE(phones.bob->count_of("UPDATE"), 5u);
    EXPECT_TRUE(phones.bob->is_talking());
    dora.hangs_up();
    phones.bob->expects("BYE");
    phones.world.advance(kAftermath);
  }
}

void alice_brings_bob_and_carol_together(Three& phones) {
  phones.carol->expects_talk();
  phones.alice->expects_transferred(200);
  phones.bob->sends_audio();
  phones.carol->expects_voice_of(*phones.bob);
  phones.bob->switches_to(2);
  phones.bob->hangs_up();
  phones.carol->expects("BYE");
  phones.bob->expects(200);
}

TEST(PhoneTransfer, IsBlind) {
  tell([](Three& phones) {
    phones.carol->always(Habit::answers);
    phones.talk();
    phones.alice->refers("sip:carol@10.0.0.13");
    phones.alice->expects(202);
    alice_brings_bob_and_carol_together(phones);
    phones.alice_hangs_up();
  });
}

TEST(PhoneTransfer, ToABusyPhoneLeavesTheCallAsItWas) {
  tell([](Three& phones) {
    phones.carol->always(Habit::is_busy);
    phones.talk();
    phones.alice->refers("sip:carol@10.0.0.13");
    phones.alice->expects(202);
    phones.alice->expects_transferred(486);
    EXPECT_TRUE(phones.alice->is_talking());
    phones.alice_hangs_up();
  });
}

TEST(PhoneTransfer, IsAttended) {
  tell([](Three& phones) {
    phones.talk();
    phones.alice->holds();
    phones.alice->expects(200);
    phones.alice->invites("sip:carol@10.0.0.13");
    phones.carol->expects("INVITE");
    phones.carol->answers();
    phones.alice->expects(200);
    phones.carol->expects_talk();
    phones.alice->switches_to(1);
    phones.alice->refers_to_call(2);
    phones.alice->expects(202);
    phones.carol->expects("INVITE");
    phones.alice->expects("BYE");  // of the call that was replaced
    alice_brings_bob_and_carol_together(phones);
    phones.alice_hangs_up();
  });
}

// What a phone says about a peer that breaks the rules.

constexpr char kOffer[] =
    "v=0\r\no=- 7 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
    "m=audio 9000 RTP/AVP 8 96\r\na=rtpmap:96 X-ODD/16000\r\na=sendonly\r\n"
    "m=video 9002 RTP/AVP 99\r\n";

Session asked() {
  Session session({*net::IpAddress::parse("10.0.0.11"), 40000}, MediaOptions{});
  EXPECT_EQ(session.take_offer(kOffer), "");
  return session;
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Session, AnswersLineByLineWithThePayloadTypesOfTheOffer) {
  Session session = asked();
  const std::string answer = session.answer();
  EXPECT_EQ(complaint_about_answer(kOffer, answer), "");
  EXPECT_NE(answer.find("m=audio 40000 RTP/AVP 8\r\n"), std::string::npos) << answer;
  EXPECT_NE(answer.find("a=recvonly\r\n"), std::string::npos) << answer;
  EXPECT_NE(answer.find("m=video 0 RTP/AVP 99\r\n"), std::string::npos) << answer;
}

TEST(Session, ComplainsAboutAnOfferThatIsNotCounted) {
  Session session = asked();
  session.answer();
  EXPECT_EQ(Session(session).take_offer(kOffer), "");
  const std::string next = changed(kOffer, "a=sendonly", "a=inactive");
  EXPECT_NE(Session(session).take_offer(next), "");
  EXPECT_EQ(Session(session).take_offer(changed(next, " 7 1 ", " 7 2 ")), "");
  EXPECT_NE(Session(session).take_offer(changed(next, " 7 1 ", " 7 0 ")), "");
  EXPECT_NE(Session(session).take_offer(changed(next, " 7 1 ", " 8 2 ")), "");
}

TEST(Session, ComplainsAboutMediaLinesThatGoOrChangePlaces) {
  Session session = asked();
  session.answer();
  const std::string next = changed(kOffer, " 7 1 ", " 7 2 ");
  EXPECT_NE(Session(session).take_offer(changed(next, "m=video 9002 RTP/AVP 99\r\n", "")), "");
  EXPECT_NE(Session(session).take_offer(changed(next, "m=video", "m=text")), "");
}

TEST(Session, ComplainsAboutDescriptionsOutOfPlace) {
  Session session = asked();
  EXPECT_NE(Session(session).take_offer(kOffer), "") << "a second offer";
  EXPECT_NE(Session(session).take_answer(kOffer), "") << "an answer that nobody asked for";
}

TEST(Session, ComplainsAboutAnswersThatDoNotFitTheOffer) {
  const Session offering = [] {
    Session session({*net::IpAddress::parse("10.0.0.11"), 40000}, MediaOptions{});
    session.offer(Hold::sendonly);
    return session;
  }();
  const auto complaint = [&](std::string_view audio) {
    return Session(offering).take_answer(
        "v=0\r\no=- 7 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n" +
        std::string(audio));
  };
  EXPECT_EQ(complaint("m=audio 9000 RTP/AVP 8\r\na=recvonly\r\n"), "");
  EXPECT_EQ(complaint("m=audio 0 RTP/AVP 8\r\n"), "");
  EXPECT_NE(complaint("m=audio 9000 RTP/AVP 8\r\n"), "");
  EXPECT_NE(complaint("m=audio 9000 RTP/SAVP 8\r\na=recvonly\r\n"), "");
  EXPECT_NE(complaint("m=audio 9000 RTP/AVP 77\r\na=recvonly\r\n"), "");
  EXPECT_NE(complaint("m=video 9000 RTP/AVP 8\r\na=recvonly\r\n"), "");
  EXPECT_NE(complaint(""), "");
}

}  // namespace
}  // namespace sim
