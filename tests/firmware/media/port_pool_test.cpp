#include "firmware/media/port_pool.h"

#include <gtest/gtest.h>

#include <vector>

namespace media {
namespace {

TEST(PortPool, HandsOutEvenPortsWithinItsBounds) {
  PortPool pool(10001, 10007);
  ASSERT_EQ(pool.free(), 3u);
  std::vector<PortPair> taken;
  for (int rtp = 10002; rtp <= 10006; rtp += 2) {
    auto pair = pool.take();
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->rtp(), rtp);
    EXPECT_EQ(pair->rtcp(), rtp + 1);
    taken.push_back(std::move(*pair));
  }
  EXPECT_FALSE(pool.take());
}

TEST(PortPool, LeavesAPortOutWhosePartnerIsBeyondTheLast) {
  EXPECT_EQ(PortPool(10000, 10000).free(), 0u);
  EXPECT_EQ(PortPool(65534, 65535).free(), 1u);
  EXPECT_EQ(PortPool(10001, 10000).free(), 0u);
}

TEST(PortPool, TakesBackWhatIsDropped) {
  PortPool pool(10000, 10001);
  {
    auto pair = pool.take();
    ASSERT_TRUE(pair);
    EXPECT_EQ(pool.free(), 0u);
    PortPair moved = std::move(*pair);
    pair.reset();
    EXPECT_EQ(pool.free(), 0u) << "it lives on where it was moved to";
  }
  EXPECT_EQ(pool.free(), 1u);
}

TEST(PortPool, UsesAPortAgainAfterAllOthers) {
  PortPool pool(10000, 10003);
  const std::uint16_t first = pool.take()->rtp();
  EXPECT_NE(pool.take()->rtp(), first);
  EXPECT_EQ(pool.take()->rtp(), first);
}

}  // namespace
}  // namespace media
