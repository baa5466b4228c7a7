#include "apps/jackfield/interfaces.h"

#include <gtest/gtest.h>

namespace jackfield {
namespace {

TEST(Interfaces, AreAnAddressAndAPort) {
  const auto v4 = parse_interface("192.0.2.1:5060");
  ASSERT_TRUE(v4);
  EXPECT_EQ(to_string(v4->local), "192.0.2.1:5060");
  EXPECT_EQ(v4->advertised_host, "");
  const auto v6 = parse_interface("[::]:5070");
  ASSERT_TRUE(v6);
  EXPECT_EQ(to_string(v6->local), "[::]:5070");
}

TEST(Interfaces, MayHaveANameThatPhonesSee) {
  const auto named = parse_interface("0.0.0.0:5060=pbx-1.example.com");
  ASSERT_TRUE(named);
  EXPECT_EQ(to_string(named->local), "0.0.0.0:5060");
  EXPECT_EQ(named->advertised_host, "pbx-1.example.com");
  EXPECT_TRUE(parse_interface("0.0.0.0:5060=203.0.113.7"));
}

TEST(Interfaces, AreNothingElse) {
  for (const char* text :
       {"", "5060", "192.0.2.1", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:70000", "::1:5060",
        "pbx.example.com:5060", "192.0.2.1:5060=", "192.0.2.1:5060=a b", "192.0.2.1:5060=a;lr",
        "192.0.2.1:5060=a>", "192.0.2.1:5060=a=b"}) {
    EXPECT_FALSE(parse_interface(text)) << text;
  }
}

TEST(Interfaces, HaveNamesNoLongerThanDnsAllows) {
  const std::string at = "192.0.2.1:5060=";
  EXPECT_TRUE(parse_interface(at + std::string(253, 'a')));
  EXPECT_FALSE(parse_interface(at + std::string(254, 'a')));
}

}  // namespace
}  // namespace jackfield
