#include "firmware/net/address.h"

#include <gtest/gtest.h>

#include <unordered_set>

#include "firmware/net/error.h"

namespace net {
namespace {

std::string reprinted(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? to_string(*address) : "no address";
}

TEST(IpAddress, IsUnspecifiedVersion4AtFirst) {
  EXPECT_TRUE(IpAddress().is_v4());
  EXPECT_TRUE(IpAddress().is_unspecified());
  EXPECT_EQ(to_string(IpAddress()), "0.0.0.0");
}

TEST(IpAddress, ReadsAndPrintsVersion4) {
  EXPECT_EQ(reprinted("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(reprinted("255.255.255.255"), "255.255.255.255");
  EXPECT_EQ(IpAddress::parse("192.0.2.1")->v4_value(), 0xc0000201u);
  EXPECT_EQ(IpAddress::v4(0xc0000201), IpAddress::parse("192.0.2.1"));
}

TEST(IpAddress, RefusesWhatIsNoDottedQuad) {
  for (const char* text :
       {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.-4",
        "1.2.3.0x4", "a.b.c.d", "1..2.3", "192.0.2.1:5060", "[192.0.2.1]", "1.2.3.4%1",
        "111111111111111111111111111111111111"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
}

TEST(IpAddress, PrintsVersion6AsRfc5952Asks) {
  EXPECT_EQ(reprinted("2001:0DB8:0:0:0:0:0:1"), "2001:db8::1");
  EXPECT_EQ(reprinted("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(reprinted("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
  EXPECT_EQ(reprinted("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");
  EXPECT_EQ(reprinted("::"), "::");
  EXPECT_EQ(reprinted("::1"), "::1");
  EXPECT_EQ(reprinted("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
}

TEST(IpAddress, TakesVersion6InBracketsAndWithANumericScope) {
  EXPECT_EQ(reprinted("[2001:db8::1]"), "2001:db8::1");
  EXPECT_EQ(reprinted("fe80::1%2"), "fe80::1%2");
  EXPECT_EQ(IpAddress::parse("[fe80::1%2]")->scope(), 2u);
  EXPECT_NE(IpAddress::parse("fe80::1%2"), IpAddress::parse("fe80::1"));
}

TEST(IpAddress, RefusesWhatIsNoVersion6Literal) {
  for (const char* text : {":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
                           "12345::", "g::", "1::2::3", "[::1", "::1]", "[]", "fe80::1%",
                           "fe80::1%eth0", "fe80::1%4294967296", "::1 ", "[[::1]]", "::1.2.3"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpAddress, KnowsLoopbackAndUnspecified) {
  EXPECT_TRUE(IpAddress::parse("127.0.0.1")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("127.255.0.9")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("128.0.0.1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("::2")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("1::1")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::")->is_unspecified());
  EXPECT_FALSE(IpAddress::parse("::1")->is_unspecified());
}

TEST(IpAddress, TellsVersion4FromVersion6OfTheSameOctets) {
  EXPECT_NE(IpAddress::parse("0.0.0.0"), IpAddress::parse("::"));
}

TEST(IpAddress, PutsVersion6InBracketsInAUri) {
  EXPECT_EQ(to_uri_host(*IpAddress::parse("2001:db8::1")), "[2001:db8::1]");
  EXPECT_EQ(to_uri_host(*IpAddress::parse("192.0.2.1")), "192.0.2.1");
}

TEST(Endpoint, ReadsWhatItPrints) {
  for (const char* text :
       {"192.0.2.1:5060", "[2001:db8::1]:5060", "[fe80::1%3]:1", "0.0.0.0:0", "[::]:65535"}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_EQ(to_string(*endpoint), text);
  }
}

TEST(Endpoint, RefusesAMissingOrImpossiblePortAndABareVersion6Address) {
  for (const char* text :
       {"192.0.2.1", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:-1", "192.0.2.1:+1", ":5060",
        "[::1]", "::1:5060", "[::1]5060", "host:5060"}) {
    EXPECT_FALSE(Endpoint::parse(text)) << text;
  }
}

TEST(Endpoint, HashesApartWhatDiffers) {
  std::unordered_set<std::size_t> hashes;
  for (const char* text : {"192.0.2.1:5060", "192.0.2.1:5061", "192.0.2.2:5060", "0.0.0.0:5060",
                           "[fe80::1]:1", "[fe80::1%1]:1", "[1::fe80]:1"}) {
    hashes.insert(EndpointHash()(*Endpoint::parse(text)));
  }
  EXPECT_EQ(hashes.size(), 7u);
}

TEST(Error, HasWordsForPeople) {
  EXPECT_EQ(to_string(Error::refused), "connection refused");
  EXPECT_EQ(to_string(Error::server_failed), "name server failed");
}

}  // namespace
}  // namespace net
