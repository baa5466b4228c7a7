#include <gtest/gtest.h>

#include <string>

#include "firmware/rtp/rtcp_reader.h"
#include "firmware/rtp/rtcp_writer.h"
#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

const Bytes kReceiverReport = {0x80, 201, 0, 1, 0, 0, 0, 9};

ControlError control_error_of(const Bytes& octets) {
  const auto reader = ControlReader::parse(octets);
  EXPECT_FALSE(reader);
  return reader ? ControlError{} : reader.error();
}

std::vector<ControlItem> items_of(const Bytes& octets) {
  auto reader = ControlReader::parse(octets);
  EXPECT_TRUE(reader);
  std::vector<ControlItem> items;
  ControlItem item;
  while (reader && reader->next(item)) items.push_back(item);
  return items;
}

TEST(Rtcp, IsReadAsItIsWritten) {
  Bytes buffer(500);
  ControlWriter writer(buffer);
  const SenderReport sent{0x0102030405060708, 160, 2, 320};
  ReportBlock block{7, 64, -3, 0x10002, 12, 0x55667788, 65536};
  EXPECT_TRUE(writer.report(9, &sent, {&block, 1}));
  EXPECT_TRUE(writer.cname(9, "abc"));
  EXPECT_TRUE(writer.bye(9, "gone"));
  buffer.resize(writer.size());
  EXPECT_EQ(buffer.size() % 4, 0u);

  const auto items = items_of(buffer);
  ASSERT_EQ(items.size(), 3u);
  const auto& report = std::get<Report>(items[0]);
  EXPECT_EQ(report.ssrc, 9u);
  EXPECT_EQ(report.sender, sent);
  ASSERT_EQ(report.block_count(), 1u);
  EXPECT_EQ(report.block(0), block);
  EXPECT_EQ(std::get<Description>(items[1]).ssrc, 9u);
  EXPECT_EQ(std::get<Description>(items[1]).cname, "abc");
  const auto& bye = std::get<Bye>(items[2]);
  ASSERT_EQ(bye.source_count(), 1u);
  EXPECT_EQ(bye.source(0), 9u);
  EXPECT_EQ(bye.reason, "gone");
}

TEST(Rtcp, WritesCnamesOfEveryLength) {
  for (std::size_t length = 0; length <= ControlWriter::kMaxText; ++length) {
    Bytes buffer(500);
    ControlWriter writer(buffer);
    writer.report(9, nullptr, {});
    ASSERT_TRUE(writer.cname(9, std::string(length, 'x')));
    buffer.resize(writer.size());
    EXPECT_EQ(std::get<Description>(items_of(buffer).at(1)).cname.size(), length);
  }
  Bytes buffer(500);
  EXPECT_FALSE(ControlWriter(buffer).cname(9, std::string(256, 'x')));
  EXPECT_FALSE(ControlWriter(buffer).bye(9, std::string(256, 'x')));
}

TEST(Rtcp, WritesNothingThatDoesNotFit) {
  Bytes buffer(8 + 11);
  ControlWriter writer(buffer);
  EXPECT_TRUE(writer.report(9, nullptr, {}));
  EXPECT_FALSE(writer.cname(9, "a"));
  EXPECT_EQ(writer.size(), 8u);
  EXPECT_TRUE(writer.bye(9));
}

TEST(Rtcp, HasAsManyBlocksAsTheCountHolds) {
  const std::vector<ReportBlock> blocks(32);
  Bytes buffer(1000);
  EXPECT_FALSE(ControlWriter(buffer).report(9, nullptr, blocks));
  ControlWriter writer(buffer);
  EXPECT_TRUE(writer.report(9, nullptr, std::span(blocks).first(31)));
  buffer.resize(writer.size());
  EXPECT_EQ(std::get<Report>(items_of(buffer)[0]).block_count(), 31u);
}

TEST(Rtcp, BeginsWithAReport) {
  EXPECT_EQ(items_of(kReceiverReport).size(), 1u);
  EXPECT_EQ(control_error_of({0x80, 202, 0, 0}), ControlError::not_a_report);
  EXPECT_EQ(control_error_of({0x81, 203, 0, 1, 0, 0, 0, 9}), ControlError::not_a_report);
}

TEST(Rtcp, IsOfVersionTwoThroughout) {
  EXPECT_EQ(control_error_of({0x40, 201, 0, 1, 0, 0, 0, 9}), ControlError::not_version_2);
  EXPECT_EQ(control_error_of(kReceiverReport + Bytes{0x40, 204, 0, 0}),
            ControlError::not_version_2);
}

TEST(Rtcp, EndsWhereItsLengthsSay) {
  EXPECT_EQ(control_error_of({}), ControlError::too_short);
  EXPECT_EQ(control_error_of({0x80, 201, 0}), ControlError::too_short);
  EXPECT_EQ(control_error_of({0x80, 201, 0, 2, 0, 0, 0, 9}), ControlError::too_short);
  EXPECT_EQ(control_error_of(kReceiverReport + Bytes{0}), ControlError::too_short);
  EXPECT_EQ(control_error_of({0x80, 201, 0xff, 0xff, 0, 0, 0, 9}), ControlError::too_short);
}

TEST(Rtcp, IsRefusedWhenItCountsMoreThanItHolds) {
  EXPECT_EQ(control_error_of({0x80, 201, 0, 0}), ControlError::bad_length);
  EXPECT_EQ(control_error_of({0x81, 201, 0, 1, 0, 0, 0, 9}), ControlError::bad_length);
  EXPECT_EQ(control_error_of(Bytes{0x80, 200, 0, 5} + Bytes(20)), ControlError::bad_length);
  EXPECT_EQ(control_error_of(kReceiverReport + Bytes{0x82, 203, 0, 1, 0, 0, 0, 9}),
            ControlError::bad_length);
}

TEST(Rtcp, IsRefusedForAChunkThatDoesNotEnd) {
  const auto sdes = [](const Bytes& chunk) {
    return kReceiverReport + Bytes{0x81, 202, 0, static_cast<std::uint8_t>(chunk.size() / 4)} +
           chunk;
  };
  EXPECT_EQ(items_of(sdes({0, 0, 0, 9, 1, 1, 'a', 0})).size(), 2u);
  EXPECT_EQ(control_error_of(sdes({0, 0, 0, 9})), ControlError::bad_length);
  EXPECT_EQ(control_error_of(sdes({0, 0, 0, 9, 1, 2, 'a', 'b'})), ControlError::bad_length);
  EXPECT_EQ(control_error_of(sdes({0, 0, 0, 9, 1, 255, 'a', 0})), ControlError::bad_length);
  EXPECT_EQ(control_error_of(sdes({0, 0, 0, 9, 1, 1, 'a', 1})), ControlError::bad_length);
}

TEST(Rtcp, ReadsEveryChunk) {
  const Bytes octets = kReceiverReport +
                       Bytes{0x82, 202, 0, 5, 0, 0, 0, 9, 2, 1, 'n', 1, 1, 'a', 0, 0} +
                       Bytes{0, 0, 0, 8, 0, 0, 0, 0};
  const auto items = items_of(octets);
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(std::get<Description>(items[1]).cname, "a");
  EXPECT_EQ(std::get<Description>(items[2]).ssrc, 8u);
  EXPECT_EQ(std::get<Description>(items[2]).cname, "");
}

TEST(Rtcp, HasPaddingInItsLastPacketOnly) {
  const Bytes padded = {0xa0, 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4};
  EXPECT_EQ(items_of(padded).size(), 1u);
  EXPECT_EQ(control_error_of(padded + kReceiverReport), ControlError::bad_padding);
  for (const int count : {0, 1, 3, 5, 12, 255}) {
    Bytes octets = padded;
    octets.back() = static_cast<std::uint8_t>(count);
    EXPECT_EQ(control_error_of(octets), ControlError::bad_padding) << count;
  }
  Bytes all = padded;
  all.back() = 8;
  EXPECT_EQ(control_error_of(all), ControlError::bad_length);
}

TEST(Rtcp, PassesOverWhatItDoesNotKnow) {
  const Bytes octets = kReceiverReport + Bytes{0x80, 204, 0, 1, 1, 2, 3, 4} +
                       Bytes{0x9f, 250, 0, 0} + kReceiverReport;
  EXPECT_EQ(items_of(octets).size(), 2u);
}

TEST(Rtcp, CutsAByeReasonAtTheEndOfThePacket) {
  const Bytes octets = kReceiverReport + Bytes{0x80, 203, 0, 1, 200, 'a', 'b', 'c'};
  const auto items = items_of(octets);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(std::get<Bye>(items[1]).reason, "abc");
  EXPECT_EQ(std::get<Bye>(items[1]).source_count(), 0u);
}

}  // namespace
}  // namespace rtp
