// The ports that calls have their sound on, some of which another process on the box may hold.
#include <memory>
#include <vector>

#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using RtpPorts = OwnedStory;

const net::IpAddress kBox = *net::IpAddress::parse("10.0.0.1");
constexpr media::PortRange kNarrow{20000, 20399};

// Another process on the box.
class Squatter {
 public:
  explicit Squatter(Office& office) : box_(office.world().host("10.0.0.1")) {}
  void holds(std::uint16_t port) { ports_.push_back(*box_.hold_udp({kBox, port})); }
  // One of each pair, now the RTP port and now RTCP's.
  void holds_but_the_last(std::size_t pairs) {
    const std::size_t all = kNarrow.pairs() - pairs;
    for (std::size_t i = 0; i < all; ++i) {
      holds(static_cast<std::uint16_t>(kNarrow.first + 2 * i + i % 2));
    }
  }
  void leaves() { ports_.clear(); }

 private:
  sim::Host& box_;
  std::vector<std::unique_ptr<net::UdpPort>> ports_;
};

void narrows(Office& office) {
  office.changes_settings([](jackfield::Settings& settings) { settings.rtp_ports = kNarrow; });
}

// Of the switchboard, as this phone was told.
std::uint16_t port_told(const RawMessage& message) {
  const sim::RawDescription parts(message.body());
  return parts.audio() == nullptr ? std::uint16_t{0} : parts.audio()->port;
}

TEST_P(RtpPorts, ThatAnotherProcessHoldsLoseNoCall) {
  tell([](Office& office) {
    Squatter squatter(office);
    squatter.holds(10000);
    squatter.holds(10003);
    squatter.holds(10006);
    Parties parties(office);
    parties.alice_and_bob_talk();
    EXPECT_EQ(port_told(parties.bob.last_request("INVITE")), 10004);
    EXPECT_EQ(port_told(parties.alice.last_response(200, "INVITE")), 10008);
    EXPECT_TRUE(office.world().log().contains("first=10000 pairs=2 taken_instead=10004"));
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
    office.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(RtpPorts, AreAnsweredFor503WhenThereAreNoneAndTheNextMinuteTriedAgain) {
  tell([](Office& office) {
    narrows(office);
    Squatter squatter(office);
    squatter.holds_but_the_last(0);
    Parties parties(office);
    parties.alice.invites("*43");
    parties.alice.expects(503);
    parties.on_record(1);
    office.recorded(Disposition::failed, "503 no RTP port");
    parties.alice.invites("101");
    parties.alice.expects(503);
    parties.on_record(2);
    office.recorded(Disposition::failed, "503 no RTP port");
    EXPECT_EQ(parties.bob.count_of("INVITE"), 0u);
    EXPECT_TRUE(office.world().log().contains("no RTP port to be had"));
    squatter.leaves();
    office.world().advance(media::PortPool::kRest);
    parties.alice_and_bob_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob, 3);
    office.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(RtpPorts, ThatSufficeForTheCalleeAloneLeaveNobodyInTheAir) {
  tell([](Office& office) {
    narrows(office);
    Squatter squatter(office);
    squatter.holds_but_the_last(1);
    Parties parties(office);
    parties.alice_calls_bob();
    parties.bob.answers();
    parties.alice.expects(503);
    parties.bob.expects("BYE");
    parties.on_record(1);
    office.recorded(Disposition::failed, "503 no RTP port");
  });
}

TEST_P(RtpPorts, OfOneCallAreTheNextOnesWhenThereAreNoOthers) {
  tell([](Office& office) {
    narrows(office);
    Squatter squatter(office);
    squatter.holds_but_the_last(1);
    Parties parties(office);
    for (std::size_t call = 1; call <= 3; ++call) {
      parties.alice.invites("*43");
      parties.alice.expects(200);
      EXPECT_EQ(port_told(parties.alice.last_response(200, "INVITE")), 20398);
      parties.alice.hangs_up();
      parties.alice.expects_answer("BYE", 200);
      parties.on_record(call);
    }
  });
}

TEST_P(RtpPorts, OfCallsThatAreUpStayWhenOthersAreChosenForTheNext) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    narrows(office);
    parties.carol.invites("*43");
    parties.carol.expects(200);
    EXPECT_EQ(port_told(parties.carol.last_response(200, "INVITE")), 20000);
    parties.hear_each_other(parties.alice, parties.bob);
    parties.alice.reinvites();
    parties.alice.expects(200);
    EXPECT_EQ(port_told(parties.alice.last_response(200, "INVITE")), 10002);
    parties.hear_each_other(parties.alice, parties.bob);
    parties.carol.hangs_up();
    parties.carol.expects_answer("BYE", 200);
    parties.hangs_up(parties.alice, parties.bob, 2);
    parties.alice_and_bob_talk();
    EXPECT_EQ(port_told(parties.bob.last_request("INVITE")), 20002);
    parties.hangs_up(parties.alice, parties.bob, 3);
  });
}

TOLD_IN_ANY_WEATHER(RtpPorts);

}  // namespace
}  // namespace scenarios
