#include "firmware/rtp/digit_receiver.h"

#include <gtest/gtest.h>

#include "firmware/base/random.h"
#include "firmware/rtp/digit_sender.h"
#include "firmware/rtp/media_clock.h"
#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

using namespace std::chrono_literals;

class DigitReceiverTest : public testing::Test {
 protected:
  Bytes event(char character, int duration, bool end = false) {
    const auto octets =
        TelephoneEvent{*code_of(character), end, 10, static_cast<std::uint16_t>(duration)}.octets();
    return {octets.begin(), octets.end()};
  }

  void receive(std::uint32_t timestamp, const Bytes& payload, bool marker = false) {
    now += kFrame;
    note(receiver.receive(Packet({101, marker, 0, timestamp, 7}, payload), now));
  }

  void note(std::span<const DigitEvent> events) {
    for (const auto& [kind, digit] : events) {
      told += kind == DigitEvent::Kind::began ? '+' : '-';
      told += digit.character;
      last = digit;
    }
  }

  base::Instant now = kStart;
  std::string told;  // "+1-1"
  Digit last;
  DigitReceiver receiver{8000};
};

TEST_F(DigitReceiverTest, AnnouncesOneBeginAndOneEnd) {
  receive(1000, event('5', 160), true);
  EXPECT_EQ(told, "+5");
  receive(1000, event('5', 320));
  receive(1000, event('5', 480));
  EXPECT_EQ(told, "+5");
  for (int i = 0; i < 3; ++i) receive(1000, event('5', 800, true));
  EXPECT_EQ(told, "+5-5");
  EXPECT_EQ(last.duration, 100ms);
  EXPECT_EQ(receiver.deadline(), std::nullopt);
}

TEST_F(DigitReceiverTest, KnowsAllKeys) {
  std::uint32_t timestamp = 1000;
  std::string expected;
  for (const char character : std::string_view("0123456789*#ABCD!")) {
    receive(timestamp += 1000, event(character, 320, true), true);
    expected += {'+', character, '-', character};
  }
  EXPECT_EQ(told, expected);
}

TEST_F(DigitReceiverTest, IgnoresWhatIsNoKey) {
  receive(1000, {17, 0, 1, 0}, true);
  receive(2000, {255, 0x80, 1, 0}, true);
  receive(3000, event('1', 0), true);
  receive(4000, {1, 0, 1}, true);
  receive(5000, {}, true);
  EXPECT_EQ(told, "");
}

TEST_F(DigitReceiverTest, TakesAnyPacketForTheBegin) {
  receive(1000, event('1', 480));
  receive(1000, event('1', 640, true));
  receive(1000, event('1', 640, true));
  EXPECT_EQ(told, "+1-1");
  EXPECT_EQ(last.duration, 80ms);
}

TEST_F(DigitReceiverTest, TakesTheNextKeyForTheEnd) {
  receive(1000, event('1', 160), true);
  receive(1000, event('1', 480));
  receive(3000, event('1', 160), true);
  EXPECT_EQ(told, "+1-1+1");
}

TEST_F(DigitReceiverTest, TellsTwoPressesOfOneKeyByTheTimestamp) {
  receive(1000, event('1', 480, true), true);
  receive(1960, event('1', 480, true), true);
  EXPECT_EQ(told, "+1-1+1-1");
}

TEST_F(DigitReceiverTest, IgnoresAnOldPacketOfAnEarlierKey) {
  receive(1000, event('1', 480, true), true);
  receive(3000, event('2', 160), true);
  receive(1000, event('1', 480, true));
  receive(3000, event('2', 320, true));
  EXPECT_EQ(told, "+1-1+2-2");
}

TEST_F(DigitReceiverTest, DoesNotShortenByAPacketThatCameLate) {
  receive(1000, event('1', 160), true);
  receive(1000, event('1', 640));
  receive(1000, event('1', 320));
  note(receiver.reset());
  EXPECT_EQ(told, "+1-1");
  EXPECT_EQ(last.duration, 80ms);
}

TEST_F(DigitReceiverTest, EndsAKeyWhoseEndIsLost) {
  receive(1000, event('1', 160), true);
  receive(1000, event('1', 400));
  ASSERT_EQ(receiver.deadline(), now + DigitReceiver::kPatience);
  note(receiver.expire(now + DigitReceiver::kPatience - 1us));
  EXPECT_EQ(told, "+1");
  note(receiver.expire(now + DigitReceiver::kPatience));
  EXPECT_EQ(told, "+1-1");
  EXPECT_EQ(last.duration, 50ms);
  receive(1000, event('1', 800, true));  // late: not a second press
  EXPECT_EQ(told, "+1-1");
}

TEST_F(DigitReceiverTest, AddsTheSegmentsOfALongEvent) {
  receive(1000, event('1', 160), true);
  for (int i = 0; i < 3; ++i) receive(1000, event('1', 0xffff));
  receive(1000 + 0xffff, event('1', 160));
  receive(1000, event('1', 0xffff));  // an old one
  receive(1000 + 0xffff, event('1', 8000, true));
  EXPECT_EQ(told, "+1-1");
  EXPECT_EQ(last.duration, duration_of(0xffff + 8000, 8000));
}

TEST_F(DigitReceiverTest, KnowsTheNextSegmentWithoutTheEndOfTheLast) {
  receive(1000, event('1', 60000), true);
  receive(1000 + 0xffff, event('1', 160));
  receive(1000 + 0xffff, event('1', 320, true));
  EXPECT_EQ(told, "+1-1");
}

TEST_F(DigitReceiverTest, TakesAMarkedPacketForAnotherPress) {
  receive(1000, event('1', 0xffff), true);
  receive(1000 + 0xffff, event('1', 160), true);
  EXPECT_EQ(told, "+1-1+1");
}

TEST_F(DigitReceiverTest, ReadsPackedEvents) {
  receive(1000, event('1', 400, true) + event('2', 400, true) + event('3', 200), true);
  EXPECT_EQ(told, "+1-1+2-2+3");
  receive(1800, event('3', 400, true));
  EXPECT_EQ(told, "+1-1+2-2+3-3");
}

TEST_F(DigitReceiverTest, ReadsNoMoreThanAFewPackedEvents) {
  receive(500, event('0', 100), true);
  Bytes payload;
  for (int i = 0; i < 100; ++i) payload = payload + event("12"[i % 2], 100, true);
  receive(1000, payload, true);
  EXPECT_EQ(told, "+0-0+1-1+2-2+1-1+2-2");
}

TEST_F(DigitReceiverTest, FollowsAPeerWithANewTimeBase) {
  receive(0x70000000, event('1', 480, true), true);
  receive(1000, event('2', 480, true), true);
  EXPECT_EQ(told, "+1-1+2-2");
  receive(1000U - 16U * 8000U, event('3', 480, true), true);
  EXPECT_EQ(told, "+1-1+2-2+3-3");
}

TEST_F(DigitReceiverTest, GoesOnOverTheWrapOfTimestamps) {
  receive(0xffffff00, event('1', 480, true), true);
  receive(0x400, event('2', 480, true), true);
  receive(0xffffff00, event('1', 480, true));
  EXPECT_EQ(told, "+1-1+2-2");
}

// A third of all packets is lost: no key is heard twice, and of those of which one packet came,
// none is missed.
TEST_F(DigitReceiverTest, HearsEveryKeyOfWhichAPacketComes) {
  base::SeededRandom random(11);
  DigitSender sender(8000);
  const std::string keys = "0123456789*#ABCD";
  std::string pressed;
  std::uint32_t last_timestamp = 0;
  std::size_t next = 0;
  for (std::uint32_t timestamp = 5; pressed.size() < 1000; timestamp += kFrameTicks) {
    if (!sender.is_active()) sender.queue({keys[next++ % keys.size()], 100ms});
    now += kFrame;
    note(receiver.expire(now));
    const auto packet = sender.tick(timestamp);
    if (!packet || random.below(3) == 0) continue;
    if (pressed.empty() || packet->timestamp != last_timestamp) {
      pressed += character_of(packet->payload[0]);
      last_timestamp = packet->timestamp;
    }
    note(receiver.receive(Packet({101, packet->marker, 0, packet->timestamp, 7}, packet->payload),
                          now));
  }
  note(receiver.reset());
  ASSERT_EQ(told.size(), 4 * pressed.size());
  for (std::size_t i = 0; i < pressed.size(); ++i) {
    EXPECT_EQ(told.substr(4 * i, 4), (std::string{'+', pressed[i], '-', pressed[i]}));
  }
}

}  // namespace
}  // namespace rtp
