#include "firmware/rtp/packet.h"

#include <gtest/gtest.h>

#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

const Bytes kPlain = {0x80, 0x88, 0x12, 0x34, 0, 0, 0, 160, 0xde, 0xad, 0xbe, 0xef};

PacketError error_of(const Bytes& octets) {
  const auto packet = Packet::parse(octets);
  EXPECT_FALSE(packet);
  return packet ? PacketError{} : packet.error();
}

Bytes with_first(std::uint8_t first, Bytes octets = kPlain) {
  octets[0] = first;
  return octets;
}

TEST(Packet, ReadsItsHeader) {
  const Bytes octets = kPlain + Bytes{1, 2, 3};
  const auto packet = Packet::parse(octets);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->header(), (Header{8, true, 0x1234, 160, 0xdeadbeef}));
  EXPECT_EQ(Bytes(packet->payload().begin(), packet->payload().end()), (Bytes{1, 2, 3}));
  EXPECT_EQ(packet->csrc_count(), 0u);
}

TEST(Packet, NeedsTwelveOctets) {
  EXPECT_TRUE(Packet::parse(kPlain));
  EXPECT_TRUE(Packet::parse(kPlain)->payload().empty());
  EXPECT_EQ(error_of(Bytes(kPlain.begin(), kPlain.end() - 1)), PacketError::too_short);
  EXPECT_EQ(error_of({}), PacketError::too_short);
}

TEST(Packet, IsOfVersionTwo) {
  EXPECT_EQ(error_of(with_first(0x00)), PacketError::not_version_2);
  EXPECT_EQ(error_of(with_first(0x40)), PacketError::not_version_2);
  EXPECT_EQ(error_of(with_first(0xc0)), PacketError::not_version_2);
}

TEST(Packet, IsNoRtcp) {
  for (int type = 0; type < 128; ++type) {
    Bytes octets = kPlain;
    octets[1] = static_cast<std::uint8_t>(type);
    EXPECT_EQ(Packet::parse(octets).has_value(), type < 72 || type > 76) << type;
  }
}

TEST(Packet, ReadsCsrcs) {
  const Bytes octets = with_first(0x82) + Bytes{0, 0, 0, 1, 0, 0, 0, 2, 9};
  const auto packet = Packet::parse(octets);
  ASSERT_TRUE(packet);
  ASSERT_EQ(packet->csrc_count(), 2u);
  EXPECT_EQ(packet->csrc(0), 1u);
  EXPECT_EQ(packet->csrc(1), 2u);
  EXPECT_EQ(packet->payload().size(), 1u);
  EXPECT_EQ(error_of(with_first(0x82) + Bytes(7)), PacketError::too_short);
}

TEST(Packet, PassesOverItsExtension) {
  const Bytes octets = with_first(0x90) + Bytes{0xbe, 0xde, 0, 1, 1, 2, 3, 4, 9};
  const auto packet = Packet::parse(octets);
  ASSERT_TRUE(packet);
  ASSERT_EQ(packet->payload().size(), 1u);
  EXPECT_EQ(packet->payload()[0], 9);
}

TEST(Packet, RefusesAnExtensionBeyondItsEnd) {
  EXPECT_EQ(error_of(with_first(0x90) + Bytes{0xbe, 0xde, 0}), PacketError::too_short);
  EXPECT_EQ(error_of(with_first(0x90) + Bytes{0xbe, 0xde, 0, 1, 1, 2, 3}), PacketError::too_short);
  EXPECT_EQ(error_of(with_first(0x90) + Bytes{0xbe, 0xde, 0xff, 0xff}), PacketError::too_short);
}

TEST(Packet, RemovesPadding) {
  const Bytes octets = with_first(0xa0) + Bytes{7, 0, 0, 3};
  const auto packet = Packet::parse(octets);
  ASSERT_TRUE(packet);
  ASSERT_EQ(packet->payload().size(), 1u);
  EXPECT_EQ(packet->payload()[0], 7);
}

TEST(Packet, MayBeAllPadding) {
  EXPECT_TRUE(Packet::parse(with_first(0xa0) + Bytes{0, 0, 0, 4})->payload().empty());
}

TEST(Packet, RefusesPaddingThatCannotBe) {
  EXPECT_EQ(error_of(with_first(0xa0)), PacketError::bad_padding);
  EXPECT_EQ(error_of(with_first(0xa0) + Bytes{0, 0, 0, 0}), PacketError::bad_padding);
  EXPECT_EQ(error_of(with_first(0xa0) + Bytes{0, 0, 0, 5}), PacketError::bad_padding);
}

TEST(Packet, IsWrittenAsItIsRead) {
  const Header header{101, true, 0xfffe, 0x80000001, 0x01020304};
  const Bytes octets = written(header, {5, 6, 7});
  const auto packet = Packet::parse(octets);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->header(), header);
  EXPECT_EQ(packet->payload()[2], 7);
}

TEST(Packet, IsNotWrittenWhereItDoesNotFit) {
  Bytes buffer(14, 0xee);
  const Bytes payload{1, 2, 3};
  EXPECT_EQ(write_packet({}, payload, buffer), 0u);
  EXPECT_EQ(buffer, Bytes(14, 0xee));
  EXPECT_EQ(write_packet({}, {}, std::span(buffer).first(11)), 0u);
  EXPECT_EQ(write_packet({}, Octets(payload).first(2), buffer), 14u);
}

TEST(Packet, MayBeWrittenAroundAPayloadInPlace) {
  Bytes buffer(kHeaderSize + 3);
  buffer[kHeaderSize] = 1, buffer[kHeaderSize + 2] = 3;
  EXPECT_EQ(write_packet({}, Octets(buffer).subspan(kHeaderSize), buffer), buffer.size());
  EXPECT_EQ(buffer[kHeaderSize], 1);
  EXPECT_EQ(buffer[kHeaderSize + 2], 3);
}

TEST(Packet, IsToldFromRtcpOnOnePort) {
  EXPECT_FALSE(is_rtcp(kPlain));
  EXPECT_TRUE(is_rtcp(Bytes{0x80, 200}));
  EXPECT_TRUE(is_rtcp(Bytes{0x80, 223}));
  EXPECT_FALSE(is_rtcp(Bytes{0x80, 224}));
  EXPECT_FALSE(is_rtcp(Bytes{0x80, 191}));
  EXPECT_FALSE(is_rtcp(Bytes{0x00, 200}));
  EXPECT_FALSE(is_rtcp(Bytes{0x80}));
}

}  // namespace
}  // namespace rtp
