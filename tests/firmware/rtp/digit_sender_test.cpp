#include "firmware/rtp/digit_sender.h"

#include <gtest/gtest.h>

#include <vector>

#include "firmware/rtp/digit_receiver.h"
#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

using namespace std::chrono_literals;

class DigitSenderTest : public testing::Test {
 protected:
  struct Sent {
    std::uint32_t at = 0;
    std::uint32_t timestamp = 0;
    bool marker = false;
    TelephoneEvent event;
  };

  // What is sent until nothing is left.
  std::vector<Sent> send_all(std::uint32_t tick = kFrameTicks) {
    std::vector<Sent> all;
    while (sender.is_active() && all.size() < 10000) {
      if (const auto packet = sender.tick(clock)) {
        all.push_back({clock, packet->timestamp, packet->marker,
                       TelephoneEvent::read(packet->payload.data())});
      }
      clock += tick;
    }
    return all;
  }

  std::uint32_t clock = 0xfffffc00;  // wraps soon
  DigitSender sender{8000};
};

TEST_F(DigitSenderTest, SendsNothingWithoutAKey) {
  EXPECT_FALSE(sender.is_active());
  EXPECT_FALSE(sender.tick(clock));
}

TEST_F(DigitSenderTest, SendsAKeyEvery20MsAndItsEndThreeTimes) {
  ASSERT_TRUE(sender.queue({'#', 100ms}));
  const std::uint32_t begin = clock;
  const auto sent = send_all();
  ASSERT_EQ(sent.size(), 7u);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(sent[i].at, begin + i * kFrameTicks);
    EXPECT_EQ(sent[i].timestamp, begin);
    EXPECT_EQ(sent[i].marker, i == 0);
    EXPECT_EQ(sent[i].event.code, 11);
    EXPECT_EQ(sent[i].event.volume, DigitSender::kVolume);
    EXPECT_EQ(sent[i].event.end, i >= 4);
    EXPECT_EQ(sent[i].event.duration, std::min<std::size_t>(800, (i + 1) * kFrameTicks));
  }
}

TEST_F(DigitSenderTest, KeepsItsIntervalWhenTicksAreShorter) {
  sender.queue({'1', 100ms});
  EXPECT_EQ(send_all(80).size(), 7u);
}

TEST_F(DigitSenderTest, PausesBetweenKeys) {
  sender.queue({'1', 100ms});
  sender.queue({'1', 100ms});
  const auto sent = send_all();
  ASSERT_EQ(sent.size(), 14u);
  EXPECT_EQ(sent[7].timestamp - sent[6].timestamp, 800u + 480u);
  EXPECT_TRUE(sent[7].marker);
  EXPECT_EQ(sent[7].at - sent[6].at, 2 * kFrameTicks);
}

TEST_F(DigitSenderTest, PausesWhenTold) {
  sender.queue({',', 500ms});
  sender.queue({'1', 100ms});
  const std::uint32_t begin = clock;
  const auto sent = send_all();
  ASSERT_EQ(sent.size(), 7u);
  EXPECT_EQ(sent[0].at - begin, 4000u);
}

TEST_F(DigitSenderTest, KeepsKeysBetweenTheShortestAndTheLongest) {
  sender.queue({'1', 1ms});
  EXPECT_EQ(send_all().back().event.duration, 320);
  sender.queue({'1', 2h});
  const std::uint32_t begin = clock;
  send_all();
  EXPECT_NEAR((clock - begin) / 8000.0, 60.0, 1.0);
}

TEST_F(DigitSenderTest, TakesKeysOnlyAndNoMoreThanTheQueueHolds) {
  EXPECT_FALSE(sender.queue({'x', 100ms}));
  EXPECT_FALSE(sender.queue({'\0', 100ms}));
  for (std::size_t i = 0; i < DigitSender::kMaxQueued; ++i) EXPECT_TRUE(sender.queue({'1', 100ms}));
  EXPECT_FALSE(sender.queue({'1', 100ms}));
  sender.tick(clock);
  EXPECT_TRUE(sender.queue({'1', 100ms}));
}

TEST_F(DigitSenderTest, LetsTheKeyComeUpWhenTheQueueIsCleared) {
  sender.queue({'1', 100ms});
  sender.queue({'2', 100ms});
  sender.tick(clock);
  sender.clear();
  const auto sent = send_all();
  EXPECT_TRUE(sent.back().event.end);
  EXPECT_EQ(sent.back().event.code, 1);
}

TEST_F(DigitSenderTest, CutsALongKeyIntoSegmentsThatMakeOneKey) {
  sender.queue({'9', 20s});
  DigitReceiver receiver(8000);
  std::vector<DigitEvent> heard;
  unsigned full = 0;
  base::Instant now = kStart;
  for (const Sent& sent : send_all()) {
    now += kFrame;
    full += sent.event.duration == 0xffff ? 1 : 0;
    EXPECT_FALSE(sent.event.duration == 0xffff && sent.event.end);
    const auto octets = sent.event.octets();
    const auto events =
        receiver.receive(Packet({101, sent.marker, 0, sent.timestamp, 7}, octets), now);
    heard.insert(heard.end(), events.begin(), events.end());
  }
  EXPECT_EQ(full, 2 * DigitSender::kEndPackets);
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[1], (DigitEvent{DigitEvent::Kind::ended, {'9', 20s}}));
}

}  // namespace
}  // namespace rtp
