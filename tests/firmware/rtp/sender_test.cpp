#include "firmware/rtp/sender.h"

#include <gtest/gtest.h>

#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

using namespace std::chrono_literals;

class SenderTest : public testing::Test {
 protected:
  Header send(std::uint8_t payload_type = 8) {
    const std::size_t size = sender.send(payload_type, payload, kFrameTicks, buffer, now);
    return Packet::parse(Octets(buffer).first(size))->header();
  }

  base::SeededRandom random{1};
  Bytes payload = Bytes(160);
  Bytes buffer = Bytes(200);
  base::Instant now = kStart;
  Sender sender{8000, random};
};

TEST_F(SenderTest, BeginsAtRandom) {
  Sender other(8000, random);
  EXPECT_NE(sender.ssrc(), other.ssrc());
  EXPECT_NE(sender.timestamp(), other.timestamp());
}

TEST_F(SenderTest, CountsOnWhateverTheCodec) {
  const Header first = send(8);
  const Header second = send(9);
  EXPECT_EQ(second.sequence, static_cast<std::uint16_t>(first.sequence + 1));
  EXPECT_EQ(second.timestamp, first.timestamp + kFrameTicks);
  EXPECT_EQ(second.ssrc, first.ssrc);
  EXPECT_EQ(second.payload_type, 9);
  EXPECT_EQ(sender.packets(), 2u);
  EXPECT_EQ(sender.octets(), 320u);
}

TEST_F(SenderTest, MarksTheBeginOfATalkSpurt) {
  EXPECT_TRUE(send().marker);
  const Header last = send();
  EXPECT_FALSE(last.marker);
  for (int i = 0; i < 5; ++i) sender.skip(kFrameTicks);
  const Header next = send();
  EXPECT_TRUE(next.marker);
  EXPECT_EQ(next.sequence, static_cast<std::uint16_t>(last.sequence + 1));
  EXPECT_EQ(next.timestamp, last.timestamp + 6 * kFrameTicks);
}

TEST_F(SenderTest, LetsAnEventKeepItsTimestamp) {
  send();
  const std::uint32_t begun = sender.timestamp();
  sender.skip(kFrameTicks);
  const std::size_t size = sender.send_at(101, begun, false, Bytes(4), buffer, now);
  const Header header = Packet::parse(Octets(buffer).first(size))->header();
  EXPECT_EQ(header.timestamp, begun);
  EXPECT_EQ(sender.timestamp(), begun + kFrameTicks);
}

TEST_F(SenderTest, ChangesNothingWhenTheBufferIsTooSmall) {
  const std::uint32_t timestamp = sender.timestamp();
  EXPECT_EQ(sender.send(8, payload, kFrameTicks, std::span(buffer).first(171), now), 0u);
  EXPECT_EQ(sender.timestamp(), timestamp);
  EXPECT_FALSE(sender.has_sent());
  EXPECT_TRUE(send().marker);
}

TEST_F(SenderTest, TellsTheMediaTimeOfAnInstant) {
  const Header header = send();
  const SenderReport report = sender.report(42, now + 1s);
  EXPECT_EQ(report.timestamp, header.timestamp + 8000);
  EXPECT_EQ(report.packets, 1u);
  EXPECT_EQ(report.octets, 160u);
  EXPECT_EQ(report.ntp, 42u);
}

TEST_F(SenderTest, GoesOnInMediaTimeWithAnotherClock) {
  const Header header = send();
  sender.set_clock_rate(48000, now + 1s);
  EXPECT_EQ(sender.report(0, now + 2s).timestamp, header.timestamp + 8000 + 48000);
}

TEST_F(SenderTest, CountsAnewForReportsUnderANewSsrc) {
  const Header first = send();
  sender.change_ssrc(random);
  const Header second = send();
  EXPECT_NE(second.ssrc, first.ssrc);
  EXPECT_EQ(second.sequence, static_cast<std::uint16_t>(first.sequence + 1));
  EXPECT_EQ(sender.report(0, now).packets, 1u);
  EXPECT_EQ(sender.packets(), 2u);
}

}  // namespace
}  // namespace rtp
