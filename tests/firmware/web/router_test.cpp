#include "firmware/web/router.h"

#include <gtest/gtest.h>

namespace web {
namespace {

Router router_of(std::initializer_list<std::pair<const char*, const char*>> routes) {
  Router router;
  for (const auto& [method, pattern] : routes) {
    router.add(method, pattern, [](const Request&, const Parts&) { return Response{}; });
  }
  return router;
}

TEST(RouterTest, FindsTheRouteAndWhatStandsForItsPlaces) {
  const Router router = router_of({{"GET", "/calls/{id}"}, {"DELETE", "/a/{b}/c/{d}"}});
  const auto call = router.find("GET", "/calls/4711");
  ASSERT_NE(call.route, nullptr);
  EXPECT_EQ(call.parts, Parts{"4711"});
  EXPECT_EQ(router.find("DELETE", "/a/x y/c/z").parts, (Parts{"x y", "z"}));
}

TEST(RouterTest, PrefersALiteralToAPlace) {
  const Router router = router_of({{"GET", "/calls/{id}"}, {"GET", "/calls/live"}});
  EXPECT_EQ(router.find("GET", "/calls/live").route->pattern, "/calls/live");
}

TEST(RouterTest, KnowsWhatEndsASegment) {
  const Router router = router_of({{"GET", "/linphone/{ticket}.xml"}});
  EXPECT_EQ(router.find("GET", "/linphone/abc.xml").parts, Parts{"abc"});
  EXPECT_EQ(router.find("GET", "/linphone/.xml").route, nullptr);
  EXPECT_EQ(router.find("GET", "/linphone/abc").route, nullptr);
}

TEST(RouterTest, TakesNoEmptySegmentAndNothingMoreOrLess) {
  const Router router = router_of({{"GET", "/calls/{id}"}});
  for (const char* path :
       {"/calls/", "/calls", "/calls/1/", "/calls/1/2", "//calls/1", "", "calls"}) {
    EXPECT_EQ(router.find("GET", path).route, nullptr) << path;
    EXPECT_EQ(router.find("GET", path).allowed, "") << path;
  }
}

TEST(RouterTest, SaysWhichMethodsAPathHas) {
  const Router router = router_of({{"GET", "/rules"}, {"POST", "/rules"}});
  EXPECT_EQ(router.find("DELETE", "/rules").allowed, "GET, POST");
  EXPECT_EQ(router.find("DELETE", "/rules").route, nullptr);
  EXPECT_NE(router.find("HEAD", "/rules").route, nullptr);
}

}  // namespace
}  // namespace web
