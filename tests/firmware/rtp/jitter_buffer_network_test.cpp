// The jitter buffer behind simulated networks: ten minutes each, the same every time.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "firmware/base/random.h"
#include "firmware/rtp/jitter_buffer.h"
#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration kPath = 30ms;  // the least any packet takes

// How a packet fares: how often it arrives, and how much later than kPath.
struct Fate {
  int copies = 1;
  base::Duration late{};
};

struct Heard {
  int sent = 0;
  int frames = 0;
  int lost = 0;
  int silence = 0;
  int disorder = 0;             // a frame that is not later than the one before
  base::Duration delay_sum{};   // of frames, from being sent to being played, without kPath
  base::Duration delay_most{};  // after the first ten seconds
  JitterBuffer::Counts counts;
  std::size_t most_held = 0;
  double mean_delay_ms() const { return static_cast<double>(delay_sum.count()) / frames / 1000; }
};

struct Network {
  std::function<Fate(base::SeededRandom&, int)> fate;
  double skew_ppm = 0;  // the peer's clock runs faster than ours
  std::function<bool(int)> speaks = [](int) { return true; };
  base::Duration length = 10min;
};

class Line {
 public:
  explicit Line(const Network& network) : network_(network) {}

  Heard run() {
    base::SeededRandom random(17);
    Heard heard;
    std::multimap<base::Instant, Header> under_way;
    base::Instant sent_until = kStart;
    std::uint16_t sequence = 0;
    int n = 0;
    for (base::Instant now = kStart + 7ms; now < kStart + network_.length; now += kFrame) {
      for (; sent_until <= now; sent_until = sent_at(++n)) {
        if (!network_.speaks(n)) continue;
        const Header header{0, false, sequence++, static_cast<std::uint32_t>(n) * kFrameTicks, 7};
        ++heard.sent;
        const Fate fate = network_.fate(random, n);
        for (int i = 0; i < fate.copies; ++i) {
          under_way.emplace(sent_until + kPath + fate.late + i * 3ms, header);
        }
      }
      while (!under_way.empty() && under_way.begin()->first <= now) {
        const auto& [at, header] = *under_way.begin();
        buffer_.put(Packet(header, payload_), at);
        under_way.erase(under_way.begin());
      }
      heard.most_held = std::max(heard.most_held, buffer_.held());
      listen(now, heard);
    }
    heard.counts = buffer_.counts();
    return heard;
  }

 private:
  base::Instant sent_at(int n) const {
    const double microseconds = n * 20'000.0 / (1 + network_.skew_ppm / 1e6);
    return kStart + base::Duration(std::llround(microseconds));
  }

  void listen(base::Instant now, Heard& heard) {
    const Playout playout = buffer_.get(now);
    heard.lost += playout.kind == Playout::Kind::lost ? 1 : 0;
    heard.silence += playout.kind == Playout::Kind::silence ? 1 : 0;
    if (playout.kind != Playout::Kind::frame) return;
    const int n = static_cast<int>(playout.timestamp / kFrameTicks);
    heard.disorder += n <= last_ ? 1 : 0;
    last_ = n;
    const base::Duration delay = now - sent_at(n) - kPath;
    ++heard.frames;
    heard.delay_sum += delay;
    if (now > kStart + 10s) heard.delay_most = std::max(heard.delay_most, delay);
  }

  const Network& network_;
  JitterBuffer buffer_{{}};
  Bytes payload_ = Bytes(160);
  int last_ = -1;
};

// Evenly from 0 to `most`.
base::Duration up_to(base::SeededRandom& random, base::Duration most) {
  return base::Duration(random.below(static_cast<std::uint64_t>(most.count()) + 1));
}

Fate steady(base::SeededRandom&, int) {
  return {};
}

TEST(JitterBufferNetwork, LosesNothingOnASteadyOne) {
  const Heard heard = Line({steady}).run();
  EXPECT_EQ(heard.lost, 0);
  EXPECT_GE(heard.frames, heard.sent - 4);
  EXPECT_LE(heard.delay_most, 40ms);
  EXPECT_LE(heard.most_held, 3u);
}

TEST(JitterBufferNetwork, DelaysLittleWithLittleJitter) {
  const Heard heard = Line({[](base::SeededRandom& random, int) {
                        return Fate{1, up_to(random, 5ms)};
                      }}).run();
  EXPECT_LE(heard.lost, heard.sent / 1000);
  EXPECT_LE(heard.delay_most, 60ms);
}

TEST(JitterBufferNetwork, DelaysAsMuchAsTheJitterAsks) {
  const Heard heard = Line({[](base::SeededRandom& random, int) {
                        return Fate{1, up_to(random, 60ms)};
                      }}).run();
  EXPECT_LE(heard.lost, heard.sent / 500);
  EXPECT_LE(heard.mean_delay_ms(), 90);
  EXPECT_LE(heard.delay_most, 110ms);
  EXPECT_EQ(heard.disorder, 0);
}

TEST(JitterBufferNetwork, StaysBelowItsMaximumWhateverTheJitter) {
  const Heard heard = Line({[](base::SeededRandom& random, int) {
                        return Fate{1, up_to(random, 400ms)};
                      }}).run();
  EXPECT_LE(heard.delay_most, 260ms);
  EXPECT_GE(heard.frames, heard.sent * 2 / 5);
  EXPECT_EQ(heard.disorder, 0);
}

TEST(JitterBufferNetwork, ConcealsWhatIsLostAndNoMore) {
  const Heard heard = Line({[](base::SeededRandom& random, int) {
                        return Fate{random.below(20) == 0 ? 0 : 1, up_to(random, 10ms)};
                      }}).run();
  EXPECT_NEAR(heard.lost, heard.sent / 20, heard.sent / 200);
  EXPECT_LE(heard.counts.late, 30u);
  EXPECT_LE(heard.delay_most, 60ms);
}

TEST(JitterBufferNetwork, PlaysEachPacketOnceWhenManyAreDoubled) {
  const Heard heard = Line({[](base::SeededRandom& random, int) {
                        return Fate{random.below(3) == 0 ? 2 : 1, up_to(random, 10ms)};
                      }}).run();
  EXPECT_EQ(heard.disorder, 0);
  EXPECT_LE(heard.lost, heard.sent / 1000);
  EXPECT_GT(heard.counts.duplicates, static_cast<std::uint64_t>(heard.sent / 5));
}

TEST(JitterBufferNetwork, ReordersWhatComesInDisorder) {
  const Heard heard = Line({[](base::SeededRandom& random, int) {
                        return Fate{1, random.below(10) == 0 ? 45ms : 0ms};
                      }}).run();
  EXPECT_EQ(heard.disorder, 0);
  EXPECT_LE(heard.lost, heard.sent / 500);
  EXPECT_LE(heard.delay_most, 110ms);
}

TEST(JitterBufferNetwork, DoesNotMindARareSpike) {
  const Heard heard = Line({[](base::SeededRandom&, int n) {
                        return Fate{1, n % 500 == 499 ? 150ms : 0ms};
                      }}).run();
  EXPECT_LE(heard.lost, heard.sent / 500 + 1);
  EXPECT_LE(heard.mean_delay_ms(), 60);
}

TEST(JitterBufferNetwork, SurvivesBursts) {
  // Every ten seconds nothing for 120 ms, then all at once.
  const Heard heard = Line({[](base::SeededRandom&, int n) {
                        const int in_burst = n % 500 - 494;
                        return Fate{1, in_burst < 0 ? 0ms : (6 - in_burst) * kFrame};
                      }}).run();
  EXPECT_LE(heard.lost, heard.sent / 50);
  EXPECT_LE(heard.delay_most, 200ms);
  EXPECT_EQ(heard.disorder, 0);
}

TEST(JitterBufferNetwork, FollowsAPathThatGetsLongerAndShorter) {
  const Heard heard = Line({[](base::SeededRandom& random, int n) {
                        return Fate{1, (n / 3000 % 2 == 0 ? 0ms : 100ms) + up_to(random, 10ms)};
                      }}).run();
  EXPECT_LE(heard.lost, 150);
  EXPECT_LE(heard.delay_most, 260ms);
  EXPECT_LE(heard.mean_delay_ms(), 50 + 60 + 20);
}

class JitterBufferSkew : public testing::TestWithParam<double> {};

TEST_P(JitterBufferSkew, NeitherGrowsNorStarvesInTenMinutesOfSpeech) {
  Network network{[](base::SeededRandom& random, int) { return Fate{1, up_to(random, 8ms)}; }};
  network.skew_ppm = GetParam();
  const Heard heard = Line(network).run();
  EXPECT_LE(heard.delay_most, 70ms);
  EXPECT_LE(heard.most_held, 4u);
  EXPECT_LE(heard.counts.late, 3u);
  EXPECT_LE(heard.lost, 10);  // 120 ms of skew are six frames
  EXPECT_LE(heard.counts.removed + heard.counts.inserted, 12u);
  EXPECT_GE(heard.frames, heard.sent - 15);
}

TEST_P(JitterBufferSkew, IsTakenOutInThePausesOfSpeech) {
  Network network{[](base::SeededRandom& random, int) { return Fate{1, up_to(random, 8ms)}; }};
  network.skew_ppm = GetParam();
  network.speaks = [](int n) { return n % 200 < 120; };  // 2.4 s of speech, 1.6 s of none
  const Heard heard = Line(network).run();
  EXPECT_LE(heard.counts.dropped, 3u);
  EXPECT_LE(heard.counts.late, 10u);
  EXPECT_GE(heard.frames, heard.sent - 15);
  EXPECT_LE(heard.delay_most, 70ms);
}

TEST_P(JitterBufferSkew, IsBearableForHours) {
  Network network{steady};
  network.skew_ppm = GetParam();
  network.length = 4h;
  const Heard heard = Line(network).run();
  EXPECT_LE(heard.delay_most, 70ms);
  EXPECT_LE(heard.most_held, 4u);
  EXPECT_GE(heard.frames, heard.sent - 170);  // 2.9 s of skew are 144 frames
  EXPECT_LE(heard.lost, 170);
}

INSTANTIATE_TEST_SUITE_P(Clocks, JitterBufferSkew, testing::Values(-200.0, -20.0, 20.0, 200.0));

}  // namespace
}  // namespace rtp
