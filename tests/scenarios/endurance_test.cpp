// Ten thousand calls later nothing has grown.
#include <malloc.h>

#include <cstddef>

#include "firmware/sip/message/message_buffer.h"
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

#if defined(__SANITIZE_ADDRESS__)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // mallinfo2() is empty then
#endif

namespace scenarios {
namespace {

std::size_t heap_in_use() {
#if defined(__SANITIZE_ADDRESS__)
  return __sanitizer_get_current_allocated_bytes();
#else
  return mallinfo2().uordblks;
#endif
}

// What has to be as it was before, whatever went on.
class Growth {
 public:
  explicit Growth(World& world) : world_(world) {}
  void is_none(std::size_t octets) const {
    EXPECT_EQ(world_.timers().armed(), timers_);
    EXPECT_EQ(sip::message_pool_use().live, 0u);
    EXPECT_LE(sip::message_pool_use().pooled_octets, pooled_);
    EXPECT_LE(heap_in_use(), heap_ + octets);
  }

 private:
  World& world_;
  const std::size_t timers_ = world_.timers().armed();
  const std::size_t pooled_ = sip::message_pool_use().pooled_octets;
  const std::size_t heap_ = heap_in_use();
};

// A thousand calls from Alice to Bob, and all that is left of them gone.
template <class Call>
void thousand_calls(Office& office, Desks& desks, const Call& call) {
  World& world = office.world();
  office.registers(desks.alice);
  office.registers(desks.bob);
  for (int number = 0; number < 1000 && !world.is_at_fault(); ++number) {
    call();
    desks.alice.forget();
    desks.bob.forget();
  }
  world.advance(2 * sim::kAftermath);
  desks.alice.forget();
  desks.bob.forget();
  office.records().clear();
  world.ladder().clear();
}

TEST(Endurance, KeepsMemoryFlatOverTenThousandCalls) {
  World world(1);
  Office office(world);
  Desks desks(office, {.remembers_nonces = true});  // a nonce is remembered for minutes
  desks.bob.always(Habit::answers);
  const auto call = [&] {
    desks.alice.invites("101");
    desks.alice.expects(200);
    desks.bob.expects_talk();
    desks.alice.hangs_up();
    desks.alice.expects(200);
    world.advance(1s);
  };
  thousand_calls(office, desks, call);
  const Growth growth(world);
  for (int round = 0; round < 9; ++round) thousand_calls(office, desks, call);
  growth.is_none(64 * 1024);
}

TEST(Endurance, KeepsMemoryFlatOverTenThousandCallsOfOurOwn) {
  World world(1);
  OfficeOptions options;
  options.owns_calls = true;
  Office office(world, options);
  sim::PhoneOptions phone = sim::modern();
  phone.remembers_nonces = true;
  Desks desks(office, phone, phone);
  desks.bob.always(Habit::answers);
  const auto call = [&] {
    desks.alice.invites("101");
    desks.alice.expects(200);
    desks.bob.expects_talk();
    desks.alice.sends_audio(3);
    desks.bob.sends_audio(3);
    desks.alice.expects_voice_of(desks.bob);
    desks.bob.expects_voice_of(desks.alice);
    desks.alice.hangs_up();
    desks.bob.expects("BYE");
    desks.alice.expects(200);
    world.advance(1s);
  };
  thousand_calls(office, desks, call);
  const Growth growth(world);
  for (int round = 0; round < 9; ++round) thousand_calls(office, desks, call);
  growth.is_none(64 * 1024);
  office.has_nothing_left();
}

}  // namespace
}  // namespace scenarios
