// The self-test's phone and its line, on an office in the simulated world.
#include "apps/jackfield/test_phone.h"

#include <gtest/gtest.h>

#include "tests/scenarios/office.h"

namespace jackfield {
namespace {

using namespace std::chrono_literals;
using scenarios::Office;
using Step = TestPhone::Step;

// The office's own machine, where RTP that leaves is changed, or does not leave at all.
class BadWire final : public net::Network {
 public:
  using Change = std::function<bool(std::string& octets)>;  // false: it is lost

  BadWire(net::Network& wire, Change change) : wire_(wire), change_(std::move(change)) {}

  net::Result<std::unique_ptr<net::UdpSocket>> bind_udp(const net::Endpoint& local,
                                                        net::UdpUser& user) override {
    auto socket = wire_.bind_udp(local, user);
    if (!socket) return socket.error();
    return std::unique_ptr<net::UdpSocket>(std::make_unique<Socket>(*this, std::move(*socket)));
  }
  net::Result<std::unique_ptr<net::Listener>> listen_tcp(const net::Endpoint& local,
                                                         net::ListenerUser& user) override {
    return wire_.listen_tcp(local, user);
  }
  std::unique_ptr<net::StreamSocket> connect_tcp(const net::Endpoint& remote,
                                                 const net::IpAddress& local,
                                                 net::StreamUser& user) override {
    return wire_.connect_tcp(remote, local, user);
  }
  net::Result<net::IpAddress> source_address(const net::IpAddress& remote) override {
    return wire_.source_address(remote);
  }

 private:
  struct Socket final : net::UdpSocket {
    Socket(BadWire& wire, std::unique_ptr<net::UdpSocket> socket)
        : wire_(wire), socket_(std::move(socket)) {}
    net::Endpoint local() const override { return socket_->local(); }
    void send(const net::Endpoint& to, std::string_view octets) override {
      std::string changed(octets);
      const bool is_rtp = static_cast<unsigned char>(octets.front()) >> 6 == 2;
      if (!is_rtp || wire_.change_(changed)) socket_->send(to, changed);
    }
    BadWire& wire_;
    std::unique_ptr<net::UdpSocket> socket_;
  };

  net::Network& wire_;
  const Change change_;
};

class SelfTest : public ::testing::Test {
 protected:
  SelfTest() { access = *office.switchboard().begin_self_test(); }

  // What the phone reports, in order; a fault behind its step.
  void tests(net::Network& network, const std::string& password) {
    phone = std::make_unique<TestPhone>(
        TestPhone::Surroundings{network, world.names(), world.timers(), world.random(),
                                world.log()},
        access.sip, sip::Login{access.number, password}, [this](Step step, const Message& why) {
          steps.push_back(step);
          fault = fill(why.text, why.values);
          most_shown = std::max({most_shown, office.switchboard().registrations().size(),
                                 office.switchboard().calls().size(),
                                 office.switchboard().status().registrations,
                                 office.switchboard().status().calls});
        });
    phone->begin();
    world.advance(20s);
  }
  net::Network& here() { return world.host("10.0.0.1"); }

  sim::World world;
  Office office{world};
  TestAccess access;
  std::unique_ptr<TestPhone> phone;
  std::vector<Step> steps;
  std::string fault;
  std::size_t most_shown = 0;
};

TEST_F(SelfTest, GoesThroughAllItsStepsAndLeavesNoTrace) {
  tests(here(), access.password);
  EXPECT_EQ(steps, (std::vector{Step::registering, Step::calling, Step::listening, Step::hanging_up,
                                Step::unregistering}));
  EXPECT_EQ(fault, "");
  EXPECT_EQ(most_shown, 0u);
  EXPECT_TRUE(office.records().rows().empty());
  EXPECT_TRUE(office.bindings().rows().empty());
  office.switchboard().end_self_test("");
  EXPECT_TRUE(world.log().contains("passed"));
  phone.reset();
  office.has_nothing_left();
}

TEST_F(SelfTest, FailsWhenNothingComesBack) {
  BadWire silent(here(), [](std::string&) { return false; });
  tests(silent, access.password);
  EXPECT_EQ(steps.back(), Step::listening);
  EXPECT_EQ(fault, "the tone did not come back");
}

TEST_F(SelfTest, FailsWhenWhatComesBackIsNotItsTone) {
  BadWire noisy(here(), [](std::string& octets) {
    for (std::size_t i = rtp::kHeaderSize; i < octets.size(); ++i) {
      octets[i] = static_cast<char>(i % 7 * 31);
    }
    return true;
  });
  tests(noisy, access.password);
  EXPECT_EQ(steps.back(), Step::listening);
  EXPECT_EQ(fault, "the tone did not come back");
}

TEST_F(SelfTest, IsRefusedWithAnotherPassword) {
  tests(here(), "another");
  EXPECT_EQ(steps, std::vector{Step::registering});
  EXPECT_EQ(fault, "the answer is 403 Wrong Number Or Password");
}

TEST_F(SelfTest, IsRefusedToAnotherMachine) {
  tests(world.host("10.0.0.66"), access.password);
  EXPECT_EQ(steps, std::vector{Step::registering});
  EXPECT_EQ(fault, "the answer is 403 Wrong Number Or Password");
}

TEST_F(SelfTest, IsRefusedOnceTheLineIsTakenBack) {
  office.switchboard().end_self_test("it took too long");
  EXPECT_TRUE(world.log().contains("it took too long"));
  tests(here(), access.password);
  EXPECT_EQ(fault, "the answer is 403 Wrong Number Or Password");
}

TEST_F(SelfTest, HasTheLineToItselfUntilItsTimeIsOver) {
  EXPECT_FALSE(office.switchboard().begin_self_test());
  world.advance(TestLine::kLifetime + 1s);
  const auto next = office.switchboard().begin_self_test();
  ASSERT_TRUE(next);
  EXPECT_NE(next->password, access.password);
  EXPECT_EQ(next->number, access.number);
}

TEST_F(SelfTest, LosesItsRegistrationWithTheLine) {
  phone = std::make_unique<TestPhone>(
      TestPhone::Surroundings{here(), world.names(), world.timers(), world.random(), world.log()},
      access.sip, sip::Login{access.number, access.password},
      [this](Step step, const Message&) { steps.push_back(step); });
  phone->begin();
  ASSERT_TRUE(world.advance_until([this] { return !steps.empty(); }, 5s));
  EXPECT_EQ(office.switchboard().location().size(), 1u);
  office.switchboard().end_self_test("");
  EXPECT_EQ(office.switchboard().location().size(), 0u);
}

}  // namespace
}  // namespace jackfield
