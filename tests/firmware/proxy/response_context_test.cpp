#include "firmware/proxy/response_context.h"

#include "tests/firmware/proxy/desk.h"

namespace proxy::testing {
namespace {

class Forking : public Desk {
 protected:
  void both_ring() {
    calls({to(kBob), to(kCarol)});
    answers(bob, 180, "", "bob");
    answers(carol, 180, "", "carol");
  }
};

TEST_F(Forking, Says100AtOnceAndPassesEveryOtherProvisionalResponse) {
  both_ring();
  EXPECT_EQ(alice.count("100"), 1u);
  EXPECT_EQ(alice.count("180"), 2u);
  answers(bob, 100);
  EXPECT_EQ(alice.count("100"), 1u) << "a 100 is for one hop";
  answers(bob, 486);
  answers(carol, 486);
}

TEST_F(Forking, GivesResponsesBackWithoutOurVia) {
  calls({to(kBob)});
  const sim::RawMessage& invite = bob.last("INVITE").message;
  ASSERT_EQ(invite.headers("via").size(), 2u);
  answers(bob, 200);
  EXPECT_EQ(alice.last("200").message.headers("via"), Texts{invite.headers("via")[1]});
}

TEST_F(Forking, CancelsTheOthersWhenOneAnswers) {
  both_ring();
  answers(bob, 200, "", "bob");
  EXPECT_EQ(carol.count("CANCEL"), 1u);
  answers(carol, 487, "", "carol");
  EXPECT_EQ(carol.count("ACK"), 1u);
  world.advance(1s);
  EXPECT_EQ(alice.count("487"), 0u);
}

TEST_F(Forking, PassesA2xxAfterA2xx) {
  both_ring();
  answers(bob, 200, "", "bob");
  answers(carol, 200, "", "carol");
  answers(bob, 200, "", "bob");
  EXPECT_EQ(alice.count("200"), 3u) << "a retransmission as well";
  EXPECT_EQ(clerk.answered.size(), 1u);
}

TEST_F(Forking, CancelsAllWith6xxAndGivesItBackWhenTheyEnded) {
  both_ring();
  answers(bob, 603);
  EXPECT_EQ(carol.count("CANCEL"), 1u);
  EXPECT_EQ(alice.count("603"), 0u);
  answers(carol, 487);
  EXPECT_EQ(alice.count("603"), 1u);
}

TEST_F(Forking, PassesA2xxThatComesAfterA6xx) {
  both_ring();
  answers(bob, 603);
  answers(carol, 200);
  EXPECT_EQ(alice.count("200"), 1u);
  world.advance(1s);
  EXPECT_EQ(alice.count("603"), 0u);
}

TEST_F(Forking, AsksThoseOfLessPreferenceWhenTheOthersRefused) {
  calls({to(kCarol, 300), to(kBob, 700)});
  EXPECT_EQ(carol.count("INVITE"), 0u);
  answers(bob, 486);
  EXPECT_EQ(carol.count("INVITE"), 1u);
  answers(carol, 404);
  EXPECT_EQ(alice.count("486"), 1u) << "the first among equals";
}

TEST_F(Forking, AsksNobodyElseAfterA6xx) {
  calls({to(kBob, 700), to(kCarol, 300)});
  answers(bob, 600);
  EXPECT_EQ(carol.count("INVITE"), 0u);
  EXPECT_EQ(alice.count("600"), 1u);
}

TEST_F(Forking, AsksNobodyElseAfterACancel) {
  calls({to(kBob, 700), to(kCarol, 300)});
  answers(bob, 180);
  says(request("CANCEL"));
  answers(bob, 487);
  EXPECT_EQ(carol.count("INVITE"), 0u);
  EXPECT_EQ(alice.count("487"), 1u);
}

TEST_F(Forking, Says480ToACallThatNobodyIsThereFor) {
  calls({});
  EXPECT_EQ(alice.count("480"), 1u);
  ASSERT_EQ(clerk.ended.size(), 1u);
  EXPECT_EQ(clerk.ended[0].status, 480);
}

TEST_F(Forking, GivesAllChallengesBackTogether) {
  both_ring();
  answers(bob, 401, "WWW-Authenticate: Digest realm=\"b\", nonce=\"1\"\r\n");
  answers(carol, 407,
          "Proxy-Authenticate: Digest realm=\"c\", nonce=\"2\"\r\n"
          "Proxy-Authenticate: Digest realm=\"d\", nonce=\"3\"\r\n");
  const sim::RawMessage& answer = alice.last("401").message;
  EXPECT_NE(answer.text().find("nonce=\"1\""), std::string::npos);
  EXPECT_NE(answer.text().find("Proxy-Authenticate: Digest realm=\"c\""), std::string::npos);
  EXPECT_NE(answer.text().find("Proxy-Authenticate: Digest realm=\"d\""), std::string::npos);
}

class Breadth : public Desk {
 protected:
  Texts shares() {
    Texts shares;
    for (Peer* peer : {&bob, &carol}) {
      if (peer->count("INVITE") > 0) {
        shares.push_back(peer->last("INVITE").message.header("max-breadth"));
      }
    }
    return shares;
  }
  void forks(std::string_view headers) { calls({to(kBob), to(kCarol)}, headers); }
  void all_refuse() {
    answers(bob, 486);
    answers(carol, 486);
  }
};

TEST_F(Breadth, Is60WhenTheRequestSaysNothing) {
  forks("");
  EXPECT_EQ(shares(), (Texts{"30", "30"}));
  all_refuse();
}

TEST_F(Breadth, IsNoMoreThan60) {
  forks("Max-Breadth: 1000\r\n");
  EXPECT_EQ(shares(), (Texts{"30", "30"}));
  all_refuse();
}

TEST_F(Breadth, IsSharedWithoutGrowing) {
  forks("Max-Breadth: 3\r\n");
  EXPECT_EQ(shares(), (Texts{"1", "1"}));
  all_refuse();
}

TEST_F(Breadth, Of1AsksOneAfterTheOther) {
  forks("Max-Breadth: 1\r\n");
  EXPECT_EQ(shares(), Texts{"1"});
  answers(bob, 486);
  EXPECT_EQ(shares(), (Texts{"1", "1"}));
  answers(carol, 486);
  EXPECT_EQ(alice.count("486"), 1u);
}

TEST_F(Breadth, Of0Is440) {
  forks("Max-Breadth: 0\r\n");
  EXPECT_TRUE(shares().empty());
  EXPECT_EQ(alice.count("440"), 1u);
}

using NonInvite = Desk;

TEST_F(NonInvite, IsAnsweredByTheFirst2xxOnly) {
  targets = {to(kBob), to(kCarol)};
  says(request("OPTIONS"));
  EXPECT_EQ(alice.count("100"), 0u);
  bob.answers(bob.last("OPTIONS"), 200);
  carol.answers(carol.last("OPTIONS"), 200);
  world.advance({});
  EXPECT_EQ(alice.count("200"), 1u);
}

TEST_F(NonInvite, IsMetWithSilenceWhenNobodyAnswers) {
  targets = {to(kBob)};
  says(request("OPTIONS"));
  world.advance(60s);
  EXPECT_EQ(alice.count("408"), 0u);
  EXPECT_EQ(alice.times("100"), Times{3500});
}

TEST_F(NonInvite, Passes408OfOthersOnByNoMeans) {
  targets = {to(kBob)};
  says(request("OPTIONS"));
  bob.answers(bob.last("OPTIONS"), 408);
  world.advance(60s);
  EXPECT_EQ(alice.count("408"), 0u);
}

TEST_F(NonInvite, PassesNoProvisionalResponse) {
  targets = {to(kBob)};
  says(request("OPTIONS"));
  bob.answers(bob.last("OPTIONS"), 183);
  world.advance(1s);
  EXPECT_TRUE(alice.heard.empty());
}

class Redirects : public Desk {
 protected:
  Redirects() {
    proxy.settings().follow_redirects = true;
    proxy.settings().may_redirect_to = [](const sip::Inbound&, const sip::Uri& uri) {
      return uri.user != "forbidden";
    };
  }
  void redirected(std::string_view contacts, std::string_view headers = "") {
    calls({to(kBob)}, headers);
    answers(bob, 302, "Contact: " + std::string(contacts) + "\r\n");
  }
};

TEST_F(Redirects, GoToTheCallerUnlessTheSettingSaysOtherwise) {
  proxy.settings().follow_redirects = false;
  redirected("<sip:carol@10.0.0.13>");
  EXPECT_EQ(carol.count("INVITE"), 0u);
  EXPECT_EQ(alice.last("302").message.header("contact"), "<sip:carol@10.0.0.13>");
}

TEST_F(Redirects, AreFollowedWhenTheSettingSaysSo) {
  redirected("<sip:carol@10.0.0.13>");
  EXPECT_EQ(carol.last("INVITE").message.uri(), "sip:carol@10.0.0.13");
  answers(carol, 200);
  EXPECT_EQ(alice.count("200"), 1u);
  EXPECT_EQ(alice.count("302"), 0u);
}

TEST_F(Redirects, AreFollowedByPreference) {
  redirected("<sip:one@10.0.0.13>;q=0.2, <sip:two@10.0.0.13>;q=0.9");
  EXPECT_EQ(carol.last("INVITE").message.uri(), "sip:two@10.0.0.13");
  answers(carol, 486);
  EXPECT_EQ(carol.last("INVITE").message.uri(), "sip:one@10.0.0.13");
  answers(carol, 486);
}

TEST_F(Redirects, AreNotFollowedWhereTheCallerMayNotGo) {
  redirected("<sip:forbidden@10.0.0.13>, <mailto:a@b.example>");
  EXPECT_EQ(carol.count("INVITE"), 0u);
  EXPECT_EQ(alice.count("302"), 1u);
}

TEST_F(Redirects, DoNotLeadInCircles) {
  redirected("<sip:bob@10.0.0.12>");
  EXPECT_EQ(bob.count("INVITE"), 1u);
  EXPECT_EQ(alice.count("302"), 1u);
}

TEST_F(Redirects, AreNotFollowedPastARoute) {
  redirected("<sip:carol@10.0.0.13>", "Route: <sip:10.0.0.12;lr>\r\n");
  EXPECT_EQ(carol.count("INVITE"), 0u);
  EXPECT_EQ(alice.count("302"), 1u);
}

TEST_F(Redirects, ComeToAnEnd) {
  redirected("<sip:bob0@10.0.0.12>");
  for (int i = 1; i < 100; ++i) {
    answers(bob, 302, "Contact: <sip:bob" + std::to_string(i) + "@10.0.0.12>\r\n");
  }
  EXPECT_EQ(bob.count("INVITE"), 65u);
  EXPECT_EQ(alice.count("302"), 1u);
}

class Records : public Desk {
 protected:
  void talk() {
    calls({to(kBob)});
    answers(bob, 200, "", "bob");
  }
  // Alice hangs up; Bob says this.
  void hangs_up(int status) {
    std::string bye = request("BYE", "", "bob");
    bye.replace(bye.find("sip:bob@office.example"), 22, "sip:bob@10.0.0.12");
    says(bye);
    if (status == 0) return;
    bob.answers(bob.last("BYE"), status);
    world.advance({});
  }
};

TEST_F(Records, AreWrittenBeforeTheByesAnswerLeaves) {
  clerk.slow = true;
  talk();
  hangs_up(200);
  EXPECT_EQ(clerk.ended.size(), 1u);
  EXPECT_EQ(alice.count("200"), 1u) << "the INVITE's";
  clerk.catches_up();
  world.advance({});
  EXPECT_EQ(alice.count("200"), 2u);
}

TEST_F(Records, AreWrittenBeforeARefusalLeaves) {
  clerk.slow = true;
  calls({to(kBob)});
  answers(bob, 486);
  EXPECT_EQ(alice.count("486"), 0u);
  clerk.catches_up();
  world.advance({});
  EXPECT_EQ(alice.count("486"), 1u);
  EXPECT_EQ(clerk.ended[0].by, CallEnd::By::callee);
}

TEST_F(Records, EndWhateverTheByeComesTo) {
  for (const int status : {200, 403, 481, 500, 503}) {
    clerk.ended.clear();
    talk();
    hangs_up(status);
    ASSERT_EQ(clerk.ended.size(), 1u) << status;
    EXPECT_EQ(clerk.ended[0].by, CallEnd::By::caller);
    world.advance(40s);
  }
}

TEST_F(Records, EndWhenNobodyAnswersTheBye) {
  talk();
  hangs_up(0);
  world.advance(32s);
  EXPECT_EQ(clerk.ended.size(), 1u);
}

TEST_F(Records, DoNotEndWithAChallenge) {
  talk();
  hangs_up(407);
  EXPECT_TRUE(clerk.ended.empty());
  hangs_up(200);
  EXPECT_EQ(clerk.ended.size(), 1u);
}

TEST_F(Records, SayWhoseFaultItWas) {
  calls({to("sip:bob@nowhere.example")});
  world.advance(1s);
  ASSERT_EQ(clerk.ended.size(), 1u);
  EXPECT_EQ(clerk.ended[0].by, CallEnd::By::switchboard);
  EXPECT_EQ(clerk.ended[0].status, 500);
}

class Dialogs : public Records {};

TEST_F(Dialogs, CarryTheAckOfA2xxWithABranchOfItsOwn) {
  talk();
  std::string ack = request("ACK", "", "bob");
  ack.replace(ack.find("sip:bob@office.example"), 22, "sip:bob@bob.example");
  says(ack);
  world.advance(100ms);
  ASSERT_EQ(bob.count("ACK"), 1u);
  const sim::RawMessage& got = bob.last("ACK").message;
  EXPECT_EQ(got.headers("via").size(), 2u);
  EXPECT_EQ(got.header("max-forwards"), "69");
  EXPECT_EQ(layer.client_count(), 1u) << "the INVITE's alone";
}

TEST_F(Dialogs, CarryAPrackWhileItRings) {
  calls({to(kBob)});
  answers(bob, 183, "Require: 100rel\r\nRSeq: 1\r\n", "bob");
  std::string prack = request("PRACK", "RAck: 1 1 INVITE\r\n", "bob");
  prack.replace(prack.find("sip:bob@office.example"), 22, "sip:bob@10.0.0.12");
  alice.says(prack);
  world.advance({});
  ASSERT_EQ(bob.count("PRACK"), 1u);
  EXPECT_TRUE(proxy.calls().match({parsed(prack), flow("10.0.0.11:5060")}));
  bob.answers(bob.last("PRACK"), 200);
  world.advance({});
  EXPECT_EQ(alice.last("200").message.method(), "PRACK");
  answers(bob, 486);
}

TEST_F(Dialogs, AreRecordedByInvitesInsideThemToo) {
  talk();
  EXPECT_EQ(bob.last("INVITE").message.headers("record-route"), Texts{"<sip:10.0.0.1;lr>"});
  std::string again = request("INVITE", "Route: <sip:10.0.0.1;lr>\r\n", "bob");
  again.replace(again.find("sip:bob@office.example"), 22, "sip:bob@10.0.0.12");
  says(again);
  EXPECT_EQ(bob.last("INVITE").message.headers("record-route"), Texts{"<sip:10.0.0.1;lr>"});
  EXPECT_TRUE(bob.last("INVITE").message.headers("route").empty());
  EXPECT_EQ(clerk.began.size(), 1u) << "the same call";
  answers(bob, 488);
  EXPECT_EQ(alice.count("488"), 1u);
  EXPECT_TRUE(clerk.ended.empty());
}

class Spirals : public Records {
 protected:
  // Bob's number leads to another one of ours, which leads to Bob's phone.
  void spirals() {
    spiral_targets = {to(kBob)};
    calls({to("sip:other@10.0.0.1")});
    ASSERT_EQ(bob.count("INVITE"), 1u);
    EXPECT_EQ(bob.last("INVITE").message.headers("via").size(), 3u);
  }
};

TEST_F(Spirals, AreOneCallThatEndsOnce) {
  spirals();
  answers(bob, 200, "", "bob");
  EXPECT_EQ(alice.count("200"), 1u);
  EXPECT_EQ(clerk.began.size(), 1u);
  EXPECT_EQ(clerk.answered.size(), 1u);
  hangs_up(200);
  EXPECT_EQ(bob.count("BYE"), 1u);
  EXPECT_EQ(clerk.ended.size(), 1u);
}

TEST_F(Spirals, EndTheirCallByTheFirstPassAlone) {
  spirals();
  answers(bob, 486);
  ASSERT_EQ(clerk.ended.size(), 1u);
  EXPECT_EQ(clerk.ended[0].status, 486);
  EXPECT_EQ(alice.count("486"), 1u);
}

TEST_F(Spirals, KeepTheWayToTheCaller) {
  spirals();
  answers(bob, 200, "", "bob");
  const auto match = proxy.calls().match(
      {parsed("INFO sip:a@x SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKi\r\nFrom: "
              "<sip:b@x>;tag=bob\r\nTo: <sip:a@x>;tag=alice\r\nCall-ID: call\r\n\r\n"),
       flow("10.0.0.12:5060")});
  ASSERT_TRUE(match);
  EXPECT_TRUE(match->from_known_source);
  EXPECT_EQ(match->direct_flow, flow("10.0.0.11:5060"));
}

class Crowded : public Desk {
 protected:
  static ProxySettings for_one_call() {
    ProxySettings settings;
    settings.calls.max_calls = 1;
    return settings;
  }
  Crowded() : Desk(for_one_call()) {}
};

TEST_F(Crowded, ACallTooManyIs503) {
  calls({to(kBob)});
  calls({to(kCarol)});
  EXPECT_EQ(carol.count("INVITE"), 0u);
  EXPECT_FALSE(alice.last("503").message.header("retry-after").empty());
  EXPECT_EQ(clerk.began.size(), 1u);
  answers(bob, 486);
  calls({to(kCarol)});
  EXPECT_EQ(carol.count("INVITE"), 1u);
  answers(carol, 486);
}

}  // namespace
}  // namespace proxy::testing
