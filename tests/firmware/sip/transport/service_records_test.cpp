#include "firmware/sip/transport/service_records.h"

#include <gtest/gtest.h>

#include <map>

namespace sip {
namespace {

TEST(ServiceRecords, NameTheServicesOfADomain) {
  EXPECT_EQ(srv_name(Transport::udp, "example.com"), "_sip._udp.example.com");
  EXPECT_EQ(srv_name(Transport::tcp, "example.com"), "_sip._tcp.example.com");
  EXPECT_EQ(srv_name(Transport::tls, "example.com"), "_sips._tcp.example.com");
  EXPECT_EQ(srv_name(Transport::ws, "example.com"), std::nullopt);
}

// The example of RFC 3263 section 4.1.
TEST(ServiceRecords, OrderNaptrByOrderAndPreference) {
  const std::vector<net::NaptrRecord> records{
      {100, 50, "s", "SIP+D2U", "", "_sip._udp.example.com"},
      {50, 50, "s", "SIPS+D2T", "", "_sips._tcp.example.com"},
      {90, 60, "s", "SIP+D2X", "", "_other.example.com"},
      {90, 50, "S", "sip+d2t", "", "_sip._tcp.example.com"},
  };
  EXPECT_EQ(in_order(records, {Transport::udp, Transport::tcp}),
            (std::vector<Service>{{Transport::tcp, "_sip._tcp.example.com"},
                                  {Transport::udp, "_sip._udp.example.com"}}));
  EXPECT_EQ(in_order(records, {Transport::tls}),
            (std::vector<Service>{{Transport::tls, "_sips._tcp.example.com"}}));
}

TEST(ServiceRecords, IgnoreNaptrThatNamesNoService) {
  EXPECT_TRUE(in_order({{1, 1, "u", "SIP+D2U", "!^.*$!sip:x@y!", ""},
                        {1, 1, "a", "SIP+D2U", "", "host.example.com"},
                        {1, 1, "s", "SIP+D2U", "", ""},
                        {1, 1, "s", "E2U+sip", "", "_sip._udp.example.com"}},
                       {Transport::udp})
                  .empty());
}

TEST(ServiceRecords, OrderSrvByPriority) {
  base::SeededRandom random(1);
  const auto records =
      in_order({{20, 5, 5060, "c"}, {0, 0, 5060, "a"}, {10, 9, 5060, "b"}}, random);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].target + records[1].target + records[2].target, "abc");
}

TEST(ServiceRecords, ShareThePlaceByWeight) {
  base::SeededRandom random(1);
  std::map<std::string, int> first;
  for (int i = 0; i < 4000; ++i) {
    const auto records =
        in_order({{1, 0, 5060, "never"}, {1, 1, 5060, "rare"}, {1, 3, 5060, "often"}}, random);
    ASSERT_EQ(records.size(), 3u);
    ++first[records[0].target];
  }
  // RFC 2782: 0..total evenly, so that weight 0 keeps a chance of 1 in total + 1.
  EXPECT_NEAR(first["never"], 800, 100);
  EXPECT_NEAR(first["rare"], 800, 100);
  EXPECT_NEAR(first["often"], 2400, 150);
}

TEST(ServiceRecords, LeaveOutWhatIsNoServer) {
  base::SeededRandom random(1);
  EXPECT_TRUE(in_order({{0, 0, 0, "."}}, random).empty());
  EXPECT_TRUE(in_order({{0, 0, 5060, ""}, {0, 0, 0, "host"}}, random).empty());
}

TEST(ServiceRecords, BoundWhatAnAnswerMayHold) {
  base::SeededRandom random(1);
  EXPECT_EQ(in_order(std::vector<net::SrvRecord>(5000, {1, 1, 5060, "host"}), random).size(), 32u);
}

}  // namespace
}  // namespace sip
