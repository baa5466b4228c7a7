#include "firmware/net/this_host.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace net {
namespace {

TEST(ThisHost, IsCalledAsACertificateMayCallIt) {
  for (const char c : host_name()) {
    EXPECT_TRUE((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.') << c;
  }
}

TEST(ThisHost, IsReachedFromOutsideByNeitherLoopbackNorLinkLocal) {
  const auto addresses = own_addresses();
  for (const IpAddress& address : addresses) {
    EXPECT_FALSE(address.is_loopback());
    EXPECT_FALSE(to_string(address).starts_with("fe80:"));
  }
  EXPECT_TRUE(std::is_partitioned(addresses.begin(), addresses.end(),
                                  [](const IpAddress& address) { return address.is_v4(); }));
}

}  // namespace
}  // namespace net
