#include "firmware/net/multicast.h"

#include <gtest/gtest.h>

namespace net {
namespace {

IpAddress ip(std::string_view text) {
  return *IpAddress::parse(text);
}

TEST(IsOnLink, GoesByThePrefix) {
  const Link link{2, "eth0", {{ip("192.0.2.65"), 26}, {ip("2001:db8:0:1::1"), 64}}};
  EXPECT_TRUE(is_on_link(link, ip("192.0.2.65")));
  EXPECT_TRUE(is_on_link(link, ip("192.0.2.127")));
  EXPECT_FALSE(is_on_link(link, ip("192.0.2.128")));
  EXPECT_FALSE(is_on_link(link, ip("192.0.2.63")));
  EXPECT_TRUE(is_on_link(link, ip("2001:db8:0:1:ffff::9")));
  EXPECT_FALSE(is_on_link(link, ip("2001:db8:0:2::1")));
}

TEST(IsOnLink, HoldsForLinkLocalAddresses) {
  const Link link{2, "eth0", {{ip("192.0.2.65"), 26}}};
  EXPECT_TRUE(is_on_link(link, ip("169.254.9.9")));
  EXPECT_TRUE(is_on_link(link, ip("fe80::1")));
  EXPECT_TRUE(is_on_link(link, ip("febf::1")));
  EXPECT_FALSE(is_on_link(link, ip("169.253.9.9")));
  EXPECT_FALSE(is_on_link(link, ip("fec0::1")));
}

}  // namespace
}  // namespace net
