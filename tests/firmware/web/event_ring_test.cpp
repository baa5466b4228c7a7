#include "firmware/web/event_ring.h"

#include <gtest/gtest.h>

#include <thread>

namespace web {
namespace {

using namespace std::chrono_literals;

TEST(EventRingTest, ReplaysWhatCameAfterAnId) {
  EventRing ring;
  ring.publish("call", "1");
  ring.publish("call", "2");
  ring.publish("rules", "3");
  const auto batch = ring.wait(1, 0ms);
  EXPECT_FALSE(batch.lost);
  ASSERT_EQ(batch.events.size(), 2u);
  EXPECT_EQ(batch.events[0].id, 2u);
  EXPECT_EQ(batch.events[1].type, "rules");
  EXPECT_TRUE(ring.wait(3, 0ms).events.empty());
}

TEST(EventRingTest, KeepsSoManyAndSaysWhenSomeAreLost) {
  EventRing ring;
  for (std::size_t i = 0; i < EventRing::kMaxEvents + 1; ++i) ring.publish("log", "0");
  EXPECT_TRUE(ring.wait(0, 0ms).lost);
  EXPECT_FALSE(ring.wait(1, 0ms).lost);
  EXPECT_EQ(ring.wait(0, 0ms).events.size(), EventRing::kMaxEvents);
}

TEST(EventRingTest, KeepsSoManyOctets) {
  EventRing ring;
  for (int i = 0; i < 5; ++i) ring.publish("log", std::string(100 << 10, 'x'));
  EXPECT_EQ(ring.wait(0, 0ms).events.size(), 2u);
}

TEST(EventRingTest, CallsAnIdOfAnotherLifeLost) {
  EventRing ring;
  ring.publish("call", "1");
  const auto batch = ring.wait(900, 0ms);
  EXPECT_TRUE(batch.lost);
  EXPECT_EQ(batch.events.size(), 1u);
}

TEST(EventRingTest, WakesWhoWaits) {
  EventRing ring;
  EventRing::Batch heard;
  std::thread watcher([&] { heard = ring.wait(0, 1min); });
  ring.publish("call", "1");
  watcher.join();
  EXPECT_EQ(heard.events.size(), 1u);
  std::thread other([&] { heard = ring.wait(1, 1min); });
  ring.close();
  other.join();
  EXPECT_TRUE(heard.events.empty());
}

}  // namespace
}  // namespace web
