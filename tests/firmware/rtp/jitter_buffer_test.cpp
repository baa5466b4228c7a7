#include "firmware/rtp/jitter_buffer.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

using namespace std::chrono_literals;
using Put = JitterBuffer::Put;

class JitterBufferTest : public testing::Test {
 protected:
  // Packet n of a steady stream; its first payload octet is n.
  Put put(int n) { return put(n, static_cast<std::uint32_t>(n) * kFrameTicks); }
  Put put(int n, std::uint32_t timestamp, std::size_t size = 160) {
    Bytes payload(size);
    if (size != 0) payload[0] = static_cast<std::uint8_t>(n);
    const Header header{payload_type, false, static_cast<std::uint16_t>(n), timestamp, 7};
    return buffer.put(Packet(header, payload), now);
  }

  // One tick as text: the packet's number, 'L'ost, 'S'ilence, 'C'ontinued.
  std::string tick(bool quiet = false) {
    std::string text;
    for (bool more = true; more;) {
      const Playout playout = buffer.get(now, quiet);
      more = playout.more;
      if (!text.empty()) text += '+';
      text += name_of(playout);
    }
    now += kFrame;
    return text;
  }

  static std::string name_of(const Playout& playout) {
    switch (playout.kind) {
      case Playout::Kind::frame:
        return playout.payload.empty() ? "empty" : std::to_string(playout.payload[0]);
      case Playout::Kind::continued:
        return "C";
      case Playout::Kind::lost:
        return "L";
      case Playout::Kind::silence:
        return "S";
    }
    return "?";
  }

  std::string ticks(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += tick() + " ";
    return text;
  }

  // Both at once, `count` times from packet n; returns what was heard.
  std::string talk(int n, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      put(n + i);
      text += tick() + " ";
    }
    return text;
  }

  std::uint8_t payload_type = 0;
  base::Instant now = kStart;
  JitterBuffer buffer{{}};
};

TEST_F(JitterBufferTest, IsSilentUntilSomethingComes) {
  EXPECT_EQ(ticks(3), "S S S ");
}

TEST_F(JitterBufferTest, HoldsTheFirstPacketForTheFirstDelay) {
  EXPECT_EQ(talk(1, 6), "S S 1 2 3 4 ");
  EXPECT_EQ(buffer.delay(now - kFrame), 40ms);
}

TEST_F(JitterBufferTest, ComesDownToOneFrameInTheNextGap) {
  talk(1, 100);
  EXPECT_EQ(buffer.target_delay(), kFrame);
  put(101);
  EXPECT_EQ(tick(true), "100");  // 99 is passed over where it is not heard
  EXPECT_EQ(buffer.counts().dropped, 1u);
  EXPECT_EQ(buffer.delay(now - kFrame), kFrame);
}

TEST_F(JitterBufferTest, PutsPacketsInOrder) {
  put(1), put(3), put(2);
  now += 40ms;
  EXPECT_EQ(ticks(3), "1 2 3 ");
}

TEST_F(JitterBufferTest, ConcealsWhatIsLost) {
  EXPECT_EQ(talk(1, 3), "S S 1 ");
  EXPECT_EQ(tick(), "2");
  EXPECT_EQ(talk(5, 3), "3 L 5 ");
  EXPECT_EQ(buffer.counts().concealed, 1u);
}

TEST_F(JitterBufferTest, IsSilentAfterSomeConcealment) {
  put(1);
  now += 40ms;
  EXPECT_EQ(ticks(6), "1 L L L S S ");
}

TEST_F(JitterBufferTest, IsSilentInAGapInWhichNothingWasSent) {
  talk(1, 2);
  EXPECT_EQ(ticks(3), "1 2 L ");  // who knows
  put(3, 6 * kFrameTicks);
  EXPECT_EQ(ticks(3), "S S 3 ");
  EXPECT_EQ(tick(), "L");  // the pause was no long packet
  EXPECT_EQ(buffer.counts().concealed, 2u);
}

TEST_F(JitterBufferTest, IsSilentAfterComfortNoise) {
  put(1);
  payload_type = 13;
  put(2);
  now += 40ms;
  EXPECT_EQ(ticks(4), "1 2 S S ");
}

TEST_F(JitterBufferTest, GoesOnAfterALongGap) {
  talk(1, 60);
  ticks(3000);  // a minute
  now += 3ms;
  EXPECT_EQ(put(61, 3060 * kFrameTicks), Put::stored);
  const std::string heard = ticks(4);
  EXPECT_NE(heard.find("61"), std::string::npos) << heard;
}

TEST_F(JitterBufferTest, CountsDuplicates) {
  put(1);
  EXPECT_EQ(put(1), Put::duplicate);
  now += 40ms;
  EXPECT_EQ(ticks(2), "1 L ");
  EXPECT_EQ(buffer.counts().duplicates, 1u);
  EXPECT_EQ(buffer.counts().played, 1u);
}

TEST_F(JitterBufferTest, CountsWhatComesTooLate) {
  put(1), put(2), put(4);
  now += 40ms;
  ticks(4);
  EXPECT_EQ(put(3), Put::late);
  EXPECT_EQ(buffer.counts().late, 1u);
}

TEST_F(JitterBufferTest, DropsTheOldestOfMoreThanItHolds) {
  for (int i = 1; i <= 33; ++i) EXPECT_EQ(put(i), Put::stored);
  EXPECT_EQ(buffer.held(), PacketStore::kSlots);
  EXPECT_EQ(buffer.counts().overflowed, 1u);
}

TEST_F(JitterBufferTest, HoldsFiveOfTheGreatestPackets) {
  for (int i = 1; i <= 5; ++i) put(i, static_cast<std::uint32_t>(i) * kFrameTicks, 1500);
  EXPECT_EQ(buffer.counts().overflowed, 0u);
  put(6, 6 * kFrameTicks, 1500);
  EXPECT_EQ(buffer.counts().overflowed, 1u);
  EXPECT_EQ(put(7, 7 * kFrameTicks, 1501), Put::refused);
  EXPECT_EQ(buffer.counts().refused, 1u);
}

TEST_F(JitterBufferTest, FillsItsLastCell) {
  for (int i = 1; i <= 16; ++i) put(i, static_cast<std::uint32_t>(i) * kFrameTicks, 512);
  EXPECT_EQ(buffer.counts().overflowed, 0u);
  put(17, 17 * kFrameTicks, 1);
  EXPECT_EQ(buffer.counts().overflowed, 1u);
}

TEST_F(JitterBufferTest, HoldsEmptyPackets) {
  put(1, kFrameTicks, 0);
  now += 40ms;
  EXPECT_EQ(tick(), "empty");
}

TEST_F(JitterBufferTest, GivesTheOctetsItWasGiven) {
  Bytes payload(1500);
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<std::uint8_t>(i * 7);
  buffer.put(Packet({9, true, 1, 0, 7}, payload), now);
  now += 40ms;
  const Playout playout = buffer.get(now);
  EXPECT_EQ(Bytes(playout.payload.begin(), playout.payload.end()), payload);
  EXPECT_EQ(playout.payload_type, 9);
  EXPECT_TRUE(playout.marker);
}

TEST_F(JitterBufferTest, GivesSeveralShortPacketsATick) {
  for (int i = 0; i < 8; ++i) put(i, static_cast<std::uint32_t>(i) * 80, 80);
  now += 40ms;
  EXPECT_EQ(ticks(4), "0 1+2 3+4 5+6 ");
}

TEST_F(JitterBufferTest, ContinuesLongPackets) {
  for (int i = 0; i < 4; ++i) put(i, static_cast<std::uint32_t>(i) * 320, 320);
  now += 40ms;
  EXPECT_EQ(ticks(7), "0 C 1 C 2 C 3 ");
}

TEST_F(JitterBufferTest, GivesEveryPacketOfAFrameAndAHalf) {
  for (int i = 0; i < 4; ++i) put(i, static_cast<std::uint32_t>(i) * 240, 240);
  now += 40ms;
  EXPECT_EQ(ticks(6), "0 C 1 2 C 3 ");
}

TEST_F(JitterBufferTest, GoesOnOverTheWrapOfTimestampsAndNumbers) {
  std::string heard;
  for (int i = 0; i < 20; ++i) {
    put(65526 + i, 0xffffffff - 9 * kFrameTicks + static_cast<std::uint32_t>(i) * kFrameTicks);
    heard += tick() + " ";
  }
  EXPECT_EQ(heard, "S S 246 247 248 249 250 251 252 253 254 255 0 1 2 3 4 5 6 7 ");
}

TEST_F(JitterBufferTest, TakesOneTimestampFarOffAsNoise) {
  talk(1, 20);
  EXPECT_EQ(put(21, 0x80000000), Put::refused);
  EXPECT_EQ(buffer.counts().refused, 1u);
  EXPECT_EQ(tick(), "19");
  EXPECT_EQ(buffer.counts().resets, 0u);
}

TEST_F(JitterBufferTest, TakesTwoTimestampsFarOffAsANewTimeBase) {
  for (const std::uint32_t jump : {0x80000000U, 4U * 8000U, 0U - 4U * 8000U, 0U - 1000U, 1000U}) {
    buffer = JitterBuffer({});
    talk(1, 60);
    std::string heard;
    for (int i = 61; i < 80; ++i) {
      put(i, jump + static_cast<std::uint32_t>(i) * kFrameTicks);
      heard += tick() + " ";
    }
    EXPECT_LE(buffer.counts().resets, 1u);
    EXPECT_NE(heard.find("74 75 76 "), std::string::npos) << jump << ": " << heard;
  }
}

TEST_F(JitterBufferTest, TakesManyLatePacketsForANewTimeBase) {
  talk(1, 60);
  std::string heard;
  for (int i = 61; i < 100; ++i) {
    put(i, static_cast<std::uint32_t>(i) * kFrameTicks - 4000);  // half a second back
    heard += tick() + " ";
  }
  EXPECT_EQ(buffer.counts().resets, 1u);
  EXPECT_NE(heard.find("90 91 92 "), std::string::npos) << heard;
}

TEST_F(JitterBufferTest, CatchesUpWhenNobodyAskedForAWhile) {
  talk(1, 20);
  for (int i = 21; i < 200; ++i) put(i), now += kFrame;
  talk(200, 3);
  EXPECT_LE(buffer.delay(now - kFrame), 60ms);
  EXPECT_LE(buffer.held(), 4u);
}

TEST_F(JitterBufferTest, IsHeardAgainSoonAfterAStall) {
  talk(1, 100);
  ticks(75);  // 1.5 s without a packet, then all at once
  for (int i = 101; i <= 175; ++i) put(i);
  const std::string heard = talk(176, 20);
  EXPECT_NE(heard.find(" 188 189 "), std::string::npos) << heard;
  EXPECT_LE(buffer.delay(now - kFrame), 260ms);
}

TEST_F(JitterBufferTest, ForgetsAllWhenReset) {
  talk(1, 20);
  buffer.reset();
  EXPECT_EQ(buffer.held(), 0u);
  EXPECT_EQ(tick(), "S");
  EXPECT_EQ(put(5, 77), Put::stored);
  now += 40ms;
  EXPECT_EQ(tick(), "5");
}

}  // namespace
}  // namespace rtp
