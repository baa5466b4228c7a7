// Ten thousand calls later nothing has grown.
#include <malloc.h>

#include "firmware/sip/message/message_buffer.h"
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

TEST(Endurance, KeepsMemoryFlatOverTenThousandCalls) {
  World world(1);
  Office office(world);
  Desks desks(office, {.remembers_nonces = true});  // a nonce is remembered for minutes
  desks.bob.always(Habit::answers);
  const auto thousand_calls = [&] {
    office.registers(desks.alice);
    office.registers(desks.bob);
    for (int call = 0; call < 1000 && !world.is_at_fault(); ++call) {
      desks.alice.invites("101");
      desks.alice.expects(200);
      desks.bob.expects_talk();
      desks.alice.hangs_up();
      desks.alice.expects(200);
      world.advance(1s);
      desks.alice.forget();
      desks.bob.forget();
    }
    world.advance(2 * sim::kAftermath);
    desks.alice.forget();
    desks.bob.forget();
    office.records().clear();
    world.ladder().clear();
  };
  thousand_calls();
  const std::size_t timers = world.timers().armed();
  const std::size_t pooled = sip::message_pool_use().pooled_octets;
  const std::size_t heap = mallinfo2().uordblks;
  for (int round = 0; round < 9; ++round) thousand_calls();
  EXPECT_EQ(world.timers().armed(), timers);
  EXPECT_EQ(sip::message_pool_use().live, 0u);
  EXPECT_LE(sip::message_pool_use().pooled_octets, pooled);
  EXPECT_LE(mallinfo2().uordblks, heap + 64 * 1024);  // 0 under sanitizers: nothing to see there
}

}  // namespace
}  // namespace scenarios
