#include "firmware/proxy/branch.h"

#include "tests/firmware/proxy/desk.h"

namespace proxy::testing {
namespace {

using FailOver = Desk;

TEST_F(FailOver, TriesTheNextHopWhenTheFirstIsUnreachable) {
  sim::LinkSettings link;
  link.delay = {};
  link.reports_unreachable = true;
  world.network().set_link("10.0.0.1", "10.0.0.66", link);
  world.host("10.0.0.66");
  world.names().add_address("shaky.example", "10.0.0.66");
  world.names().add_address("shaky.example", "10.0.0.12");
  calls({to("sip:bob@shaky.example")});
  world.advance(100ms);
  EXPECT_EQ(bob.count("INVITE"), 1u);
  answers(bob, 486);
  EXPECT_EQ(alice.count("486"), 1u);
}

TEST_F(FailOver, TriesTheNextHopAfterA503WithABranchOfItsOwn) {
  calls({to("sip:bob@two.example")});
  world.advance(100ms);
  const std::string first = bob.last("INVITE").message.branch();
  EXPECT_EQ(carol.count("INVITE"), 0u);
  answers(bob, 503);
  EXPECT_EQ(bob.count("ACK"), 1u);
  ASSERT_EQ(carol.count("INVITE"), 1u);
  EXPECT_NE(carol.last("INVITE").message.branch(), first);
  answers(carol, 200);
  EXPECT_EQ(alice.count("200"), 1u);
  EXPECT_EQ(alice.count("503") + alice.count("500"), 0u);
}

TEST_F(FailOver, TriesTheNextHopWhenA503FollowsA100) {
  calls({to("sip:bob@two.example")});
  world.advance(100ms);
  answers(bob, 100);
  answers(bob, 503);
  EXPECT_EQ(carol.count("INVITE"), 1u);
  answers(carol, 486);
  EXPECT_EQ(alice.count("486"), 1u);
}

TEST_F(FailOver, TriesTheNextHopWhenNobodyAnswers) {
  calls({to("sip:bob@two.example")});
  world.advance(31s);
  EXPECT_EQ(carol.count("INVITE"), 0u);
  world.advance(2s);
  EXPECT_EQ(carol.count("INVITE"), 2u);
  answers(carol, 486);
}

TEST_F(FailOver, ComesTooLateForANonInviteThatNobodyAnswered) {
  targets = {to("sip:bob@two.example")};
  says(request("OPTIONS"));
  world.advance(60s);
  EXPECT_EQ(bob.count("OPTIONS"), 11u);
  EXPECT_EQ(carol.count("OPTIONS"), 0u);
}

TEST_F(FailOver, EndsWith500WhenTheLastHopSays503) {
  calls({to("sip:bob@two.example")});
  world.advance(100ms);
  answers(bob, 503);
  answers(carol, 503);
  EXPECT_EQ(alice.count("500"), 1u);
  EXPECT_EQ(alice.count("503"), 0u);
}

TEST_F(FailOver, EndsWith408WhenTheLastHopIsSilent) {
  calls({to(kBob)});
  world.advance(33s);
  EXPECT_EQ(alice.times("408").front(), 32000);
}

TEST_F(FailOver, EndsWith500WhenTheNameLeadsNowhere) {
  calls({to("sip:bob@nowhere.example")});
  world.advance(100ms);
  EXPECT_EQ(alice.count("500"), 1u);
}

TEST_F(FailOver, TriesNobodyElseOnceTheCallerGaveUp) {
  calls({to("sip:bob@two.example")});
  world.advance(100ms);
  says(request("CANCEL"));
  answers(bob, 503);
  EXPECT_EQ(carol.count("INVITE"), 0u);
  EXPECT_EQ(alice.count("487"), 1u);
}

// A phone that has UDP alone.
class DatagramPhone : private net::UdpUser {
 public:
  DatagramPhone(sim::World& world, std::string_view at)
      : socket_(*world.host(net::to_string(endpoint(at).address)).bind_udp(endpoint(at), *this)) {}
  std::vector<std::string> heard;

 private:
  void on_datagram(std::string_view octets, const net::Endpoint&) override {
    heard.emplace_back(octets);
  }
  void on_unreachable(const net::Endpoint&) override {}
  std::unique_ptr<net::UdpSocket> socket_;
};

class Size : public Desk {
 protected:
  // How the copy of an INVITE with so long a body arrives at Bob.
  Heard copy_with_body_of(std::size_t octets) {
    calls({to(kBob)}, "", std::string(octets, 'x'));
    const Heard heard = bob.last("INVITE");
    bob.answers(heard, 486);
    world.advance({});
    acknowledges(486);
    return heard;
  }
};

TEST_F(Size, GoesByUdpUpTo1300OctetsAndByTcpBeyond) {
  const std::size_t rest = copy_with_body_of(500).message.text().size() - 500;
  const Heard longest = copy_with_body_of(1300 - rest);
  EXPECT_EQ(longest.message.text().size(), 1300u);
  EXPECT_FALSE(longest.way.tcp);
  const Heard longer = copy_with_body_of(1301 - rest);
  EXPECT_TRUE(longer.way.tcp);
  EXPECT_TRUE(longer.message.header("via").starts_with("SIP/2.0/TCP "));
}

TEST_F(Size, FallsBackToUdpWhenNobodyListensByTcp) {
  DatagramPhone simple(world, "10.0.0.14:5060");
  calls({to("sip:simple@10.0.0.14")}, "", std::string(1400, 'x'));
  world.advance(100ms);
  ASSERT_EQ(simple.heard.size(), 1u);
  const sim::RawMessage invite(simple.heard[0]);
  EXPECT_TRUE(invite.header("via").starts_with("SIP/2.0/UDP "));
  bob.says(sip::testing::answer_to(invite, 486));
  world.advance({});
  EXPECT_EQ(alice.count("486"), 1u);
}

TEST_F(Size, DoesNotMatterOnTheFlowOfARegistration) {
  Target phone = to(kBob);
  phone.flow = flow("10.0.0.12:5060");
  calls({phone}, "", std::string(1400, 'x'));
  EXPECT_FALSE(bob.last("INVITE").way.tcp);
  answers(bob, 486);
}

TEST_F(FailOver, FindsAPhoneByItsUriWhenItsFlowIsGone) {
  Target phone = to(kBob);
  phone.flow = flow("10.0.0.13:5060", sip::Transport::tcp);
  world.advance(100ms);
  carol.hangs_up_connections();
  world.advance(100ms);
  calls({phone});
  EXPECT_EQ(bob.count("INVITE"), 1u);
  answers(bob, 486);
}

using CancelledBranch = Desk;

TEST_F(CancelledBranch, WaitsForAProvisionalResponse) {
  calls({to(kBob)});
  says(request("CANCEL"));
  EXPECT_EQ(alice.count("200"), 1u) << "the CANCEL itself is answered at once";
  world.advance(1s);
  EXPECT_EQ(bob.count("CANCEL"), 0u);
  answers(bob, 100);
  EXPECT_EQ(bob.count("CANCEL"), 1u);
  EXPECT_EQ(bob.last("CANCEL").message.branch(), bob.last("INVITE").message.branch());
  answers(bob, 487);
  EXPECT_EQ(alice.count("487"), 1u);
  EXPECT_EQ(bob.count("ACK"), 1u);
}

TEST_F(CancelledBranch, Is487WhenNoResponseComesAtAll) {
  calls({to(kBob)});
  says(request("CANCEL"));
  world.advance(33s);
  EXPECT_EQ(bob.count("CANCEL"), 0u);
  EXPECT_EQ(alice.times("487").front(), 32000);
}

TEST_F(CancelledBranch, Is487After64T1WithoutAFinalResponse) {
  calls({to(kBob)});
  answers(bob, 180);
  world.advance(10s);
  says(request("CANCEL"));
  world.advance(31999ms);
  EXPECT_EQ(alice.count("487"), 0u);
  world.advance(1ms);
  EXPECT_EQ(alice.times("487"), Times{42000});
  answers(bob, 200);
  EXPECT_EQ(bob.count("ACK"), 0u) << "a stray by now";
}

TEST_F(CancelledBranch, PassesA2xxThatCrossedTheCancel) {
  calls({to(kBob)});
  answers(bob, 180);
  says(request("CANCEL"));
  answers(bob, 200);
  EXPECT_EQ(alice.count("200"), 2u) << "the CANCEL's and the INVITE's";
  EXPECT_EQ(alice.count("487"), 0u);
}

TEST_F(CancelledBranch, EndsAtOnceWhileItsNameIsLookedUp) {
  world.names().set_delay(20s);
  calls({to("sip:bob@bob.example")});
  says(request("CANCEL"));
  EXPECT_EQ(alice.count("487"), 1u);
  world.advance(60s);
  EXPECT_EQ(bob.count("INVITE"), 0u);
}

using TimerC = Desk;

TEST_F(TimerC, CancelsABranchThatRingsTooLongAndSays408) {
  calls({to(kBob)});
  answers(bob, 180);
  world.advance(181s - 1ms);
  EXPECT_EQ(bob.count("CANCEL") + alice.count("408"), 0u);
  world.advance(1ms);
  EXPECT_EQ(bob.times("CANCEL"), Times{181000});
  EXPECT_EQ(alice.times("408"), Times{181000});
  acknowledges(408);
  answers(bob, 487);
  EXPECT_EQ(bob.count("ACK"), 1u);
}

TEST_F(TimerC, BeginsAnewWithEachProvisionalResponseBut100) {
  calls({to(kBob)});
  answers(bob, 100);
  world.advance(100s);
  answers(bob, 180);
  world.advance(50s);
  answers(bob, 100);
  world.advance(131s - 1ms);
  EXPECT_EQ(alice.count("408"), 0u);
  world.advance(1ms);
  EXPECT_EQ(alice.times("408"), Times{281000});
}

TEST_F(TimerC, SaysNoCancelWithoutAProvisionalResponse) {
  proxy.settings().branch.timer_c = 10s;
  calls({to(kBob)});
  world.advance(10s);
  EXPECT_EQ(alice.times("408"), Times{10000});
  world.advance(60s);
  EXPECT_EQ(bob.count("CANCEL"), 0u);
  EXPECT_EQ(bob.count("INVITE"), 5u) << "the INVITE is given up too";
}

TEST_F(TimerC, SurvivesThatTheConnectionBreaksBeforeTheCancelIsAnswered) {
  calls({to("sip:bob@10.0.0.12;transport=tcp"), to(kCarol)});
  world.advance({});
  answers(bob, 180);
  answers(carol, 180);
  for (int i = 0; i < 4; ++i) {
    world.advance(100s);
    answers(carol, 180);  // rings on, so that the response context stays
    if (i == 1) bob.hangs_up_connections();
  }
  EXPECT_EQ(bob.count("CANCEL"), 1u);
  answers(carol, 486);
  EXPECT_EQ(alice.count("486"), 1u);
}

TEST_F(TimerC, DoesNotHurryWhoHasAnswered) {
  calls({to(kBob)});
  answers(bob, 180);
  answers(bob, 200);
  world.advance(300s);
  EXPECT_EQ(bob.count("CANCEL") + alice.count("408"), 0u);
}

using Stripped = Desk;

TEST_F(Stripped, ResponsesWithoutTheCallersViaGoNoFurther) {
  calls({to(kBob)});
  for (const int status : {180, 200}) {
    std::string text = sip::testing::answer_to(bob.last("INVITE").message, status);
    const std::size_t second = text.find("via: SIP/2.0/UDP 10.0.0.11");
    text.erase(second, text.find("\r\n", second) + 2 - second);
    bob.says(text);
    world.advance({});
  }
  EXPECT_EQ(alice.count("180") + alice.count("200"), 0u);
  EXPECT_EQ(alice.count("502"), 1u);
}

}  // namespace
}  // namespace proxy::testing
