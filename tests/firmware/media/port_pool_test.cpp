#include "firmware/media/port_pool.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace media {
namespace {

constexpr base::Instant kNow{std::chrono::hours(1)};

class Ports : public ::testing::Test {
 protected:
  // RTP ports of all that can be taken, in their order; they stay taken until clear().
  std::vector<int> takes_all(PortPool& pool, base::Instant now = kNow) {
    std::vector<int> ports;
    while (auto pair = pool.take(now)) {
      ports.push_back(pair->rtp());
      taken_.push_back(std::move(*pair));
    }
    return ports;
  }
  void holds(PortPool& pool, int rtp, base::Instant now = kNow) {
    auto pair = pool.take(now);
    ASSERT_TRUE(pair);
    ASSERT_EQ(pair->rtp(), rtp);
    pool.put_to_rest(std::move(*pair), now);
  }

  PortPool pool_{{10000, 10007}};  // four pairs
  std::vector<PortPair> taken_;
};

TEST(PortRange, CountsThePairsOfAnEvenPortAndTheOneAboveIt) {
  EXPECT_EQ((PortRange{10000, 10001}).pairs(), 1u);
  EXPECT_EQ((PortRange{10000, 10002}).pairs(), 1u);
  EXPECT_EQ((PortRange{10001, 10007}).pairs(), 3u);
  EXPECT_EQ((PortRange{10001, 10002}).pairs(), 0u);
  EXPECT_EQ((PortRange{10000, 10000}).pairs(), 0u);
  EXPECT_EQ((PortRange{10001, 10000}).pairs(), 0u);
  EXPECT_EQ((PortRange{10001, 10001}).pairs(), 0u);
  EXPECT_EQ((PortRange{20000, 10000}).pairs(), 0u);
  EXPECT_EQ((PortRange{65534, 65535}).pairs(), 1u);
  EXPECT_EQ((PortRange{65535, 65535}).pairs(), 0u);
  EXPECT_EQ((PortRange{0, 65535}).pairs(), 32768u);
}

TEST_F(Ports, AreHandedOutAsEvenPairsWithinTheirBounds) {
  PortPool pool({10001, 10007});
  ASSERT_EQ(pool.free(), 3u);
  for (int rtp = 10002; rtp <= 10006; rtp += 2) {
    auto pair = pool.take(kNow);
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->rtp(), rtp);
    EXPECT_EQ(pair->rtcp(), rtp + 1);
    taken_.push_back(std::move(*pair));
  }
  EXPECT_FALSE(pool.take(kNow));
  EXPECT_EQ(pool.in_use(), 3u);
  taken_.clear();
  EXPECT_EQ(pool.in_use(), 0u);
}

TEST_F(Ports, AreLeftOutWhosePartnerIsBeyondTheLast) {
  for (const PortRange range : {PortRange{10000, 10000}, {65534, 65535}, {10001, 10000}, {8, 7}}) {
    PortPool pool(range);
    EXPECT_EQ(pool.free(), range.pairs()) << range.first;
    EXPECT_EQ(takes_all(pool).size(), range.pairs()) << range.first;
    taken_.clear();
  }
}

TEST_F(Ports, AreTakenBackWhenDropped) {
  PortPool pool({10000, 10001});
  {
    auto pair = pool.take(kNow);
    ASSERT_TRUE(pair);
    EXPECT_EQ(pool.free(), 0u);
    PortPair moved = std::move(*pair);
    pair.reset();
    EXPECT_EQ(pool.free(), 0u) << "it lives on where it was moved to";
  }
  EXPECT_EQ(pool.free(), 1u);
}

TEST_F(Ports, AreUsedAgainAfterAllOthers) {
  PortPool pool({10000, 10003});
  const std::uint16_t first = pool.take(kNow)->rtp();
  EXPECT_NE(pool.take(kNow)->rtp(), first);
  EXPECT_EQ(pool.take(kNow)->rtp(), first);
}

TEST_F(Ports, ThatOthersHoldAreTriedAgainWhenTheyHaveRested) {
  holds(pool_, 10000);
  holds(pool_, 10002, kNow + std::chrono::seconds(1));
  EXPECT_EQ(pool_.resting(), 2u);
  EXPECT_EQ(pool_.in_use(), 0u);
  EXPECT_EQ(takes_all(pool_), (std::vector<int>{10004, 10006}));
  taken_.clear();
  const base::Instant rested = kNow + PortPool::kRest;
  EXPECT_EQ(takes_all(pool_, rested - std::chrono::microseconds(1)),
            (std::vector<int>{10004, 10006}));
  taken_.clear();
  EXPECT_EQ(takes_all(pool_, rested), (std::vector<int>{10004, 10006, 10000})) << "the last";
  EXPECT_EQ(pool_.resting(), 1u);
}

TEST_F(Ports, CanBeHadNoMoreWhenOthersHoldThemAllUntilTheyHaveRested) {
  for (const int rtp : {10000, 10002, 10004, 10006}) holds(pool_, rtp);
  EXPECT_FALSE(pool_.take(kNow));
  EXPECT_EQ(pool_.free(), 0u);
  EXPECT_EQ(pool_.in_use(), 0u);
  EXPECT_EQ(takes_all(pool_, kNow + PortPool::kRest),
            (std::vector<int>{10000, 10002, 10004, 10006}));
}

TEST_F(Ports, GoOnWithTheOneThatIsLeft) {
  for (const int rtp : {10000, 10002, 10004}) holds(pool_, rtp);
  for (int call = 0; call < 3; ++call) {
    const auto last = pool_.take(kNow);
    ASSERT_TRUE(last);
    EXPECT_EQ(last->rtp(), 10006);
    EXPECT_FALSE(pool_.take(kNow));
  }
}

TEST_F(Ports, StayInUseWhenTheRangeShrinksAndAreNotHandedOutAgain) {
  takes_all(pool_);
  pool_.set_range({10004, 10007});
  EXPECT_EQ(pool_.in_use(), 4u);
  EXPECT_FALSE(pool_.take(kNow));
  taken_.clear();
  EXPECT_EQ(pool_.in_use(), 0u);
  EXPECT_EQ(takes_all(pool_), (std::vector<int>{10004, 10006}));
}

TEST_F(Ports, AreHandedOutOnceThoughTheRangeComesBackWhileTheyAreInUse) {
  takes_all(pool_);
  pool_.set_range({20000, 20001});
  EXPECT_EQ(takes_all(pool_), (std::vector<int>{20000}));
  pool_.set_range({10000, 10009});
  EXPECT_EQ(takes_all(pool_), (std::vector<int>{10008}));
  taken_.clear();
  const std::vector<int> all = takes_all(pool_);
  EXPECT_EQ(all.size(), 5u);
  EXPECT_EQ(std::set<int>(all.begin(), all.end()),
            (std::set<int>{10000, 10002, 10004, 10006, 10008}));
}

TEST_F(Ports, OfANewRangeJoinThoseThatWereThereWhichGoOnResting) {
  holds(pool_, 10000);
  pool_.set_range({9998, 10005});
  EXPECT_EQ(pool_.resting(), 1u);
  EXPECT_EQ(takes_all(pool_), (std::vector<int>{10002, 10004, 9998}));
  taken_.clear();
  pool_.set_range({10002, 10005});
  EXPECT_EQ(pool_.resting(), 0u);
  EXPECT_EQ(pool_.free(), 2u);
}

TEST_F(Ports, ThatRestOutsideTheRangeAreForgotten) {
  auto pair = pool_.take(kNow);
  pool_.set_range({20000, 20003});
  pool_.put_to_rest(std::move(*pair), kNow);
  EXPECT_EQ(pool_.resting(), 0u);
  EXPECT_EQ(pool_.in_use(), 0u);
}

}  // namespace
}  // namespace media
