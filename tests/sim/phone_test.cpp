// Two phones call each other directly, through calm and storm: they are fit to judge others.
#include <gtest/gtest.h>

#include "tests/sim/phone.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

struct Pair {
  explicit Pair(std::uint64_t seed, bool stormy = false, bool tcp = false) : world(seed) {
    if (stormy) world.begin_storm();
    alice.emplace(world, "10.0.0.11", "sip:alice@10.0.0.11", PhoneOptions{.tcp = tcp});
    bob.emplace(world, "10.0.0.12", "sip:bob@10.0.0.12", PhoneOptions{.tcp = tcp});
  }
  ~Pair() {
    world.advance(kAftermath);
    EXPECT_TRUE(alice->is_idle());
    EXPECT_TRUE(bob->is_idle());
    EXPECT_EQ(alice->gave_up() + bob->gave_up(), 0);
    alice.reset();
    bob.reset();
    world.advance(10s);  // the ends of TCP connections arrive
    EXPECT_EQ(world.events().pending(), 0u);
    EXPECT_EQ(world.timers().armed(), 0u);
  }
  World world;
  std::optional<Phone> alice, bob;
};

void alice_calls_bob_and_bob_hangs_up(Pair& pair) {
  Phone& alice = *pair.alice;
  Phone& bob = *pair.bob;
  alice.invites("sip:bob@10.0.0.12");
  bob.expects("INVITE");
  bob.rings();
  alice.may_hear(180);
  bob.answers();
  alice.expects(200);
  bob.expects_talk();
  bob.hangs_up();
  alice.expects("BYE");
  bob.expects(200);
  EXPECT_EQ(alice.last_request("BYE").header("call-id"),
            bob.last_request("INVITE").header("call-id"));
}

void alice_cancels(Pair& pair) {
  pair.alice->invites("sip:bob@10.0.0.12");
  pair.bob->expects("INVITE");
  pair.bob->rings();
  pair.world.advance(1s);
  pair.alice->cancels();
  pair.bob->expects("CANCEL");
  pair.alice->expects_answer("CANCEL", 200);
  pair.alice->expects(487);
  pair.bob->expects("ACK");
}

void bob_is_busy(Pair& pair) {
  pair.bob->always(Habit::is_busy);
  pair.alice->invites("sip:bob@10.0.0.12");
  pair.alice->expects(486);
  pair.bob->expects("ACK");
}

TEST(Phone, TalksToAPhone) {
  Pair pair(1);
  alice_calls_bob_and_bob_hangs_up(pair);
}

TEST(Phone, TalksToAPhoneOverTcp) {
  Pair pair(1, false, true);
  alice_calls_bob_and_bob_hangs_up(pair);
}

TEST(Phone, CancelsItsCall) {
  Pair pair(1);
  alice_cancels(pair);
}

TEST(Phone, IsBusy) {
  Pair pair(1);
  bob_is_busy(pair);
}

TEST(Phone, KeepsTheDialogInAReinvite) {
  Pair pair(1);
  pair.bob->always(Habit::answers);
  pair.alice->invites("sip:bob@10.0.0.12");
  pair.alice->expects(200);
  pair.bob->expects_talk();
  pair.bob->reinvites();
  pair.bob->expects(200);
  pair.alice->expects("ACK");
  pair.alice->hangs_up();
  pair.alice->expects(200);
}

TEST(Phone, TalksThroughAThousandStorms) {
  for (std::uint64_t seed = 1; seed <= 1000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Pair pair(seed, true, seed % 4 == 0);
    switch (seed % 3) {
      case 0:
        alice_calls_bob_and_bob_hangs_up(pair);
        break;
      case 1:
        alice_cancels(pair);
        break;
      case 2:
        bob_is_busy(pair);
        break;
    }
  }
}

}  // namespace
}  // namespace sim
