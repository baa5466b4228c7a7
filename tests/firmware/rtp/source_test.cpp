#include "firmware/rtp/source.h"

#include <gtest/gtest.h>

#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

using namespace std::chrono_literals;

class SourceTest : public testing::Test {
 protected:
  Arrival receive(int sequence) {
    return receive(sequence, static_cast<std::uint32_t>(sequence) * kFrameTicks, now += kFrame);
  }

  Arrival receive(int sequence, std::uint32_t timestamp, base::Instant at) {
    const Header header{0, false, static_cast<std::uint16_t>(sequence), timestamp, 7};
    return source.receive(Packet(header, payload), at);
  }

  // Proven at `sequence`.
  void prove(int sequence) {
    receive(sequence - 1);
    ASSERT_EQ(receive(sequence), Arrival::in_order);
  }

  Bytes payload = Bytes(160);
  base::Instant now = kStart;
  Source source{7, 8000};
};

TEST_F(SourceTest, IsBelievedAfterTwoPacketsInSequence) {
  EXPECT_EQ(receive(100), Arrival::probation);
  EXPECT_FALSE(source.is_valid());
  EXPECT_EQ(receive(101), Arrival::in_order);
  EXPECT_TRUE(source.is_valid());
  EXPECT_EQ(source.totals().packets, 1u);
  EXPECT_EQ(source.totals().octets, 160u);
}

TEST_F(SourceTest, IsNotBelievedForAnyTwoPackets) {
  for (const int sequence : {1, 0, 2, 4, 9, 9}) EXPECT_EQ(receive(sequence), Arrival::probation);
  EXPECT_EQ(source.totals().packets, 0u);
}

TEST_F(SourceTest, IsNotBelievedForAFirstPacketThatFollowsZero) {
  EXPECT_EQ(receive(1), Arrival::probation);
  EXPECT_EQ(receive(2), Arrival::in_order);
}

TEST_F(SourceTest, IsBelievedAcrossTheWrap) {
  EXPECT_EQ(receive(65535), Arrival::probation);
  EXPECT_EQ(receive(0), Arrival::in_order);
  EXPECT_EQ(source.highest_sequence(), 0u);
}

TEST_F(SourceTest, ExtendsSequenceNumbersOverTheWrap) {
  prove(65534);
  EXPECT_EQ(receive(65535), Arrival::in_order);
  EXPECT_EQ(receive(0), Arrival::in_order);
  EXPECT_EQ(receive(1), Arrival::in_order);
  EXPECT_EQ(source.highest_sequence(), 0x10001u);
  EXPECT_EQ(source.totals().lost, 0u);
}

TEST_F(SourceTest, KnowsWhatComesLateOverTheWrap) {
  prove(65534);
  EXPECT_EQ(receive(1), Arrival::in_order);
  EXPECT_EQ(source.totals().lost, 2u);
  EXPECT_EQ(receive(65535), Arrival::reordered);
  EXPECT_EQ(receive(65535), Arrival::duplicate);
  EXPECT_EQ(source.highest_sequence(), 0x10001u);
  EXPECT_EQ(source.totals().lost, 1u);
  EXPECT_EQ(source.totals().reordered, 1u);
  EXPECT_EQ(source.totals().duplicates, 1u);
}

TEST_F(SourceTest, KnowsACopyUpToTheGreatestMisorder) {
  prove(1000);
  for (int i = 1001; i <= 1000 + Source::kMaxMisorder; ++i) receive(i);
  EXPECT_EQ(receive(1001), Arrival::duplicate);
  EXPECT_EQ(receive(1000), Arrival::jump);
}

TEST_F(SourceTest, TakesAGapBelowTheGreatestDropoutAsLoss) {
  prove(10);
  EXPECT_EQ(receive(10 + Source::kMaxDropout - 1), Arrival::in_order);
  EXPECT_EQ(source.totals().lost, Source::kMaxDropout - 2u);
}

TEST_F(SourceTest, TakesOnePacketFarOffAsNoise) {
  prove(10);
  EXPECT_EQ(receive(10 + Source::kMaxDropout), Arrival::jump);
  EXPECT_EQ(receive(11), Arrival::in_order);
  EXPECT_EQ(source.totals().packets, 2u);
  EXPECT_EQ(source.totals().lost, 0u);
}

TEST_F(SourceTest, TakesTwoPacketsInSequenceFarOffAsARestart) {
  prove(10);
  receive(13);
  EXPECT_EQ(receive(40000), Arrival::jump);
  EXPECT_EQ(receive(40001), Arrival::restarted);
  EXPECT_EQ(receive(40002), Arrival::in_order);
  EXPECT_EQ(source.totals().restarts, 1u);
  EXPECT_EQ(source.totals().lost, 2u);  // from before
  EXPECT_EQ(source.highest_sequence(), 40002u);
}

TEST_F(SourceTest, ReportsLossSinceTheLastReportAndInAll) {
  prove(1);
  for (const int sequence : {2, 4}) receive(sequence);  // 1 of 4 lost
  ReportBlock block = source.report(now);
  EXPECT_EQ(block.ssrc, 7u);
  EXPECT_EQ(block.lost, 1);
  EXPECT_EQ(block.fraction_lost, 64);
  EXPECT_EQ(block.highest_sequence, 4u);
  for (const int sequence : {5, 6}) receive(sequence);
  block = source.report(now);
  EXPECT_EQ(block.lost, 1);
  EXPECT_EQ(block.fraction_lost, 0);
}

TEST_F(SourceTest, ReportsDuplicatesAsNegativeLoss) {
  prove(1);
  receive(1);
  receive(1);
  const ReportBlock block = source.report(now);
  EXPECT_EQ(block.lost, -2);
  EXPECT_EQ(block.fraction_lost, 0);
  EXPECT_EQ(source.totals().lost, 0u);
}

TEST_F(SourceTest, ReportsNoMoreLossThanTheFieldHolds) {
  prove(1);
  int sequence = 1;
  for (int i = 0; i < 2900; ++i) receive((sequence += 2999) & 0xffff);  // 8.7 million expected
  EXPECT_EQ(source.report(now).lost, 0x7fffff);
  EXPECT_EQ(source.report(now).fraction_lost, 0);
}

TEST_F(SourceTest, SaysHowLongAgoTheLastSenderReportCame) {
  prove(1);
  EXPECT_EQ(source.report(now).last_sr, 0u);
  SenderReport report;
  report.ntp = 0x1122334455667788;
  source.on_sender_report(report, now);
  const ReportBlock block = source.report(now + 1500ms);
  EXPECT_EQ(block.last_sr, 0x33445566u);
  EXPECT_EQ(block.delay_since_sr, 98304u);
}

TEST_F(SourceTest, FindsNoJitterInASteadyStream) {
  prove(1);
  for (int i = 2; i < 100; ++i) receive(i);
  EXPECT_EQ(source.jitter(), 0ms);
}

TEST_F(SourceTest, MeasuresJitterAsTheAverageStepOfTheDelay) {
  prove(1);
  for (int i = 2; i < 300; ++i) {
    receive(i, static_cast<std::uint32_t>(i) * kFrameTicks, kStart + i * kFrame + i % 2 * 10ms);
  }
  EXPECT_NEAR(static_cast<double>(source.jitter().count()), 10'000, 200);
  EXPECT_EQ(source.report(now).jitter, source.jitter().count() * 8 / 1000);
}

TEST_F(SourceTest, TakesNoNewTimeBaseForJitter) {
  prove(1);
  receive(2, 0x80000000, now + kFrame);
  EXPECT_EQ(source.jitter(), 0ms);
}

TEST_F(SourceTest, BeginsJitterAnewWithAnotherClock) {
  prove(1);
  receive(2, 2 * kFrameTicks, now + 60ms);
  EXPECT_GT(source.jitter(), 0ms);
  source.set_clock_rate(48000);
  EXPECT_EQ(source.jitter(), 0ms);
}

}  // namespace
}  // namespace rtp
