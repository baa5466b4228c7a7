#include "firmware/rtp/session.h"

#include <gtest/gtest.h>

#include "firmware/rtp/digit_receiver.h"
#include "firmware/rtp/digit_sender.h"
#include "tests/firmware/rtp/octets.h"

namespace rtp {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kPeer = 0x11111111;
constexpr std::uint32_t kOther = 0x22222222;

class SessionTest : public testing::Test {
 protected:
  Arrival receive(std::uint32_t ssrc, int sequence) {
    const auto received =
        session.receive(written({0, false, static_cast<std::uint16_t>(sequence),
                                 static_cast<std::uint32_t>(sequence) * kFrameTicks, ssrc},
                                Bytes(160)),
                        now);
    now += kFrame;
    changes += received->source_changed ? 1 : 0;
    return received->arrival;
  }

  void send(Session& from, Bytes& packet) {
    packet.assign(200, 0);
    packet.resize(from.send(0, Bytes(160), kFrameTicks, packet, now));
  }

  Bytes report(Session& from) {
    Bytes octets(Session::kMaxReport);
    for (int i = 0; i < 1000; ++i) {
      now = std::max(now, from.report_deadline());
      if (const std::size_t size = from.next_report(octets, now)) {
        octets.resize(size);
        return octets;
      }
    }
    ADD_FAILURE() << "never a report";
    return {};
  }

  base::SeededRandom random{5};
  base::Instant now = kStart;
  Session session{{}, random, kStart};
  int changes = 0;
};

TEST_F(SessionTest, BelievesAPeerAfterTwoPackets) {
  EXPECT_EQ(session.last_received(), std::nullopt);
  EXPECT_EQ(receive(kPeer, 1), Arrival::probation);
  EXPECT_EQ(session.last_received(), std::nullopt);
  EXPECT_EQ(receive(kPeer, 2), Arrival::in_order);
  EXPECT_EQ(session.last_received(), now - kFrame);
  EXPECT_EQ(session.remote_ssrc(), kPeer);
  EXPECT_EQ(changes, 0);
  EXPECT_EQ(session.statistics().sources, 1u);
}

TEST_F(SessionTest, FollowsATransferToAnotherSource) {
  for (int i = 1; i <= 10; ++i) receive(kPeer, i);
  EXPECT_EQ(receive(kOther, 500), Arrival::probation);
  EXPECT_EQ(session.remote_ssrc(), kPeer);
  EXPECT_EQ(receive(kOther, 501), Arrival::in_order);
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(session.remote_ssrc(), kOther);
  EXPECT_EQ(receive(kOther, 502), Arrival::in_order);
  EXPECT_EQ(changes, 1);
  const Statistics statistics = session.statistics();
  EXPECT_EQ(statistics.received.packets, 9u + 2u);
  EXPECT_EQ(statistics.sources, 2u);
}

TEST_F(SessionTest, LetsTheFirstOfTwoThatSpeakAtOnceKeepTheLeg) {
  receive(kPeer, 1);
  for (int i = 2; i <= 50; ++i) {
    EXPECT_EQ(receive(kPeer, i), Arrival::in_order);
    EXPECT_EQ(receive(kOther, i), Arrival::probation);
  }
  EXPECT_EQ(changes, 0);
}

TEST_F(SessionTest, TimesNothingOutForStrays) {
  for (int i = 1; i <= 3; ++i) receive(kPeer, i);
  const auto last = session.last_received();
  receive(kPeer, 3);
  receive(kPeer, 30000);
  receive(kOther, 9);
  EXPECT_EQ(session.last_received(), last);
}

TEST_F(SessionTest, CountsWhatIsNoRtp) {
  EXPECT_FALSE(session.receive(Bytes{1, 2, 3}, now));
  EXPECT_FALSE(session.receive_control(Bytes{1, 2, 3}, now));
  EXPECT_EQ(session.statistics().rejected, 2u);
}

TEST_F(SessionTest, ChangesItsSsrcWhenAPeerHasTheSame) {
  const std::uint32_t before = session.sender().ssrc();
  EXPECT_FALSE(is_playable(receive(before, 1)));
  const std::uint32_t after = session.sender().ssrc();
  EXPECT_NE(after, before);
  receive(after, 2);  // a loop: not with every packet
  EXPECT_EQ(session.sender().ssrc(), after);
  EXPECT_EQ(session.statistics().rejected, 2u);
  now += 10s;
  receive(after, 3);
  EXPECT_NE(session.sender().ssrc(), after);
}

TEST_F(SessionTest, ReportsAsReceiverUntilItSends) {
  const Bytes octets = report(session);
  auto reader = ControlReader::parse(octets);
  ControlItem item;
  ASSERT_TRUE(reader->next(item));
  EXPECT_FALSE(std::get<Report>(item).sender);
  EXPECT_EQ(std::get<Report>(item).block_count(), 0u);
  ASSERT_TRUE(reader->next(item));
  EXPECT_EQ(std::get<Description>(item).cname, session.cname());
}

TEST_F(SessionTest, ReportsAsSenderForTwoIntervals) {
  Bytes packet;
  send(session, packet);
  EXPECT_EQ(report(session)[1], 200);
  now += 10s;
  EXPECT_EQ(report(session)[1], 201);
}

TEST_F(SessionTest, ReportsEvery5SecondsOrSo) {
  int reports = 0;
  Bytes octets(Session::kMaxReport);
  for (; now < kStart + 10min; now += kFrame) {
    Bytes packet;
    send(session, packet);
    reports += session.next_report(octets, now) != 0 ? 1 : 0;
  }
  EXPECT_NEAR(reports, 120, 15);
}

TEST_F(SessionTest, HasRoomForItsGreatestReport) {
  Bytes packet;
  send(session, packet);
  receive(kPeer, 1), receive(kPeer, 2);
  Bytes octets(Session::kMaxReport);
  EXPECT_GT(session.write_bye(octets, now), 0u);
  EXPECT_EQ(session.write_bye(std::span(octets).first(60), now), 0u);
}

TEST_F(SessionTest, SaysNoByeBeforeItSpoke) {
  Bytes octets(Session::kMaxReport);
  EXPECT_EQ(session.write_bye(octets, now), 0u);
  report(session);
  const std::size_t size = session.write_bye(octets, now);
  EXPECT_GT(size, 0u);
  EXPECT_EQ(octets[size - 7], 203);
}

TEST_F(SessionTest, KnowsBothSidesAndTheRoundTrip) {
  Session peer({}, random, now);
  Bytes packet;
  for (int i = 0; i < 100; ++i) {
    send(session, packet);
    if (i % 10 != 5) {
      EXPECT_TRUE(peer.receive(packet, now));
    }
    send(peer, packet);
    EXPECT_TRUE(session.receive(packet, now));
    now += kFrame;
  }
  const Bytes ours = report(session);
  now += 30ms;
  EXPECT_TRUE(peer.receive_control(ours, now));
  now += 1s;
  const Bytes theirs = report(peer);
  now += 40ms;
  EXPECT_TRUE(session.receive_control(theirs, now));

  const Statistics statistics = session.statistics();
  EXPECT_EQ(statistics.packets_sent, 100u);
  EXPECT_EQ(statistics.octets_sent, 16000u);
  EXPECT_EQ(statistics.received.packets, 99u);
  EXPECT_EQ(statistics.received.lost, 0u);
  ASSERT_TRUE(statistics.has_remote);
  EXPECT_EQ(statistics.remote_lost, 10);
  EXPECT_NEAR(statistics.remote_fraction_lost, 256 / 10, 2);
  ASSERT_TRUE(statistics.round_trip);
  EXPECT_NEAR(static_cast<double>(statistics.round_trip->count()), 70'000, 100);
}

TEST_F(SessionTest, MeasuresNoRoundTripThatCannotBe) {
  now += 10s;
  const auto answer = [&](std::uint32_t last_sr, std::uint32_t delay) {
    ReportBlock block;
    block.ssrc = session.sender().ssrc();
    block.last_sr = last_sr;
    block.delay_since_sr = delay;
    Bytes octets(100);
    ControlWriter writer(octets);
    writer.report(kPeer, nullptr, {&block, 1});
    EXPECT_TRUE(session.receive_control(Octets(octets).first(writer.size()), now));
    return session.statistics().round_trip;
  };
  EXPECT_FALSE(answer(0, 0));                   // no report yet
  EXPECT_FALSE(answer(12 << 16, 0));            // from the future
  EXPECT_FALSE(answer(6 << 16, 6 << 16));       // waited longer than it took
  EXPECT_FALSE(answer(0x80000000, 0));          // from before the session
  EXPECT_EQ(answer(10 << 16, 1 << 15), 500ms);  // sent at 9 s
}

TEST_F(SessionTest, HearsAByeOfItsPeerAlone) {
  receive(kPeer, 1), receive(kPeer, 2);
  const auto bye = [&](std::uint32_t ssrc) {
    Bytes octets(100);
    ControlWriter writer(octets);
    writer.report(ssrc, nullptr, {});
    writer.bye(ssrc);
    return *session.receive_control(Octets(octets).first(writer.size()), now);
  };
  EXPECT_FALSE(bye(kOther));
  EXPECT_TRUE(bye(kPeer));
}

TEST_F(SessionTest, IsSmall) {
  EXPECT_LE(sizeof(Session) + sizeof(JitterBuffer) + sizeof(DigitReceiver) + sizeof(DigitSender),
            12u * 1024);
}

}  // namespace
}  // namespace rtp
