#include "firmware/web/grammar.h"

#include <gtest/gtest.h>

#include <string>

namespace web {
namespace {

TEST(Target, IsSoundWhenThereIsOneWayToReadIt) {
  for (const char* sound :
       {"/", "/a/b.c", "/a//b", "/...", "/a/.b", "/?", "/a?b=c&d=%2f..%2F", "/%C3%A4",
        "/a?q=[1]|{x}^`", "/-._~!$&'()*+,;=:@", "/?a=/../b", "//evil.example/x"}) {
    EXPECT_TRUE(is_sound_target(sound)) << sound;
  }
}

TEST(Target, IsUnsoundWhenItIsAnotherFormOrHidesSomething) {
  for (const char* unsound :
       {"",        "*",      "a",     "http://box/", "box:443",  "/.",           "/..",
        "/a/../b", "/a/.",   "/a/..", "/%2e%2E/a",   "/a/%2e/b", "/.%2e",        "/a%2fb",
        "/a%2Fb",  "/a%5cb", "/a\\b", "/%00",        "/%0a",     "/%7F",         "/?%00",
        "/%",      "/%2",    "/%2g",  "/?%",         "/?%zz",    "/#a",          "/?#",
        "/a b",    "/\"",    "/<",    "/?<",         "/?\"",     "/caf\xc3\xa9", "/a\tb",
        "/[",      "/|"}) {
    EXPECT_FALSE(is_sound_target(unsound)) << unsound;
  }
}

TEST(Host, IsANameOrAnAddressWithOrWithoutAPort) {
  EXPECT_EQ(host_of("box"), "box");
  EXPECT_EQ(host_of("box.local:8443"), "box.local");
  EXPECT_EQ(host_of("192.0.2.1:80"), "192.0.2.1");
  EXPECT_EQ(host_of("[2001:db8::1]:443"), "[2001:db8::1]");
  EXPECT_EQ(host_of("[::1]"), "[::1]");
  EXPECT_EQ(host_of("box:"), "box");
  for (const char* unsound :
       {"", ":80", "box:x", "box:65536", "box:80:80", "a b", "a/b", "a@b", "a\\b", "a,b", "[::1",
        "::1", "[box]", "[::1]x", "[fe80::1%1]", "a\"b", "a<b", "a%41"}) {
    EXPECT_FALSE(host_of(unsound)) << unsound;
  }
  EXPECT_TRUE(host_of(std::string(255, 'a')));
  EXPECT_FALSE(host_of(std::string(256, 'a')));
}

TEST(List, HasATokenWhateverItsCaseAndNotAPartOfOne) {
  const std::vector<Field> fields = {{"Connection", "a ,Close"}, {"connection", ",\tupgrade"}};
  EXPECT_TRUE(lists_token(fields, "Connection", "close"));
  EXPECT_TRUE(lists_token(fields, "CONNECTION", "Upgrade"));
  EXPECT_FALSE(lists_token(fields, "Connection", "clos"));
  EXPECT_FALSE(lists_token(fields, "Upgrade", "close"));
}

}  // namespace
}  // namespace web
