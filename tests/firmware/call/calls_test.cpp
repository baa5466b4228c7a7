#include "firmware/call/calls.h"

#include <gtest/gtest.h>

namespace call {
namespace {

TEST(Calls, KeepThePortsOfALegUntilTheEngineHasClosedIt) {
  base::TimerQueue timers;
  media::PortPool pool({10000, 10001});
  Calls calls(timers);
  auto pair = pool.take(timers.now());
  ASSERT_TRUE(pair);
  calls.close_leg(media::LegId{1}, std::move(*pair));
  pair.reset();
  EXPECT_FALSE(pool.take(timers.now())) << "its sockets may still be there";
  calls.on_media(media::LegClosed{media::LegId{2}, {}});
  EXPECT_FALSE(pool.take(timers.now()));
  calls.on_media(media::LegClosed{media::LegId{1}, {}});
  EXPECT_TRUE(pool.take(timers.now()));
}

}  // namespace
}  // namespace call
