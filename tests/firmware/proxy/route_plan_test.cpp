#include "firmware/proxy/route_plan.h"

#include "firmware/sip/message/message_buffer.h"
#include "tests/firmware/proxy/wire_room.h"

namespace proxy::testing {
namespace {

class Routes : public WireRoom {
 protected:
  // The request as it leaves, by the plan made for it.
  sim::RawMessage forwarded(std::string_view uri, const Texts& routes,
                            std::string_view target = "sip:bob@10.0.0.2") {
    request = parsed(text(uri, routes));
    const auto made = plan_route(*request, transport, domains);
    EXPECT_TRUE(made);
    plan = *made;
    sip::Edits edits(*request);
    apply(plan, target.empty() ? plan.request_uri : target, edits);
    return sim::RawMessage(edits.apply());
  }
  static std::string text(std::string_view uri, const Texts& routes) {
    std::string text = "OPTIONS " + std::string(uri) + " SIP/2.0\r\n";
    text += "Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKx\r\n";
    for (const std::string& route : routes) text += "Route: " + route + "\r\n";
    return text +
           "Max-Forwards: 70\r\nFrom: <sip:a@a.example>;tag=1\r\n"
           "To: <sip:b@b.example>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n";
  }

  const Texts domains{"office.example"};
  sip::MessageRef request;
  RoutePlan plan;
};

TEST_F(Routes, LeaveARequestWithoutRoutesAlone) {
  const sim::RawMessage out = forwarded("sip:bob@office.example", {});
  EXPECT_EQ(out.uri(), "sip:bob@10.0.0.2");
  EXPECT_TRUE(out.headers("route").empty());
  EXPECT_FALSE(plan.came_by_route());
  EXPECT_EQ(plan.request_uri, "sip:bob@office.example");
}

TEST_F(Routes, AreNotForcedByAMaddrThatIsOurs) {
  EXPECT_EQ(forwarded("sip:bob@office.example:5060;maddr=10.0.0.1;transport=tcp;user=phone", {}, "")
                .uri(),
            "sip:bob@office.example;user=phone");
  EXPECT_EQ(forwarded("sip:bob@office.example;maddr=PBX.right.example", {}, "").uri(),
            "sip:bob@office.example");
  for (const char* other : {"sip:bob@office.example;maddr=10.0.0.4",
                            "sip:bob@office.example:5099;maddr=10.0.0.1", "tel:1;maddr=10.0.0.1"}) {
    EXPECT_EQ(forwarded(other, {}, "").uri(), other);
  }
}

TEST_F(Routes, LoseOurOwnAtTheTop) {
  const sim::RawMessage out =
      forwarded("sip:bob@10.0.0.2", {"<sip:10.0.0.1;lr>", "<sip:p2.example;lr>"}, "");
  EXPECT_EQ(out.uri(), "sip:bob@10.0.0.2");
  EXPECT_EQ(out.headers("route"), Texts{"<sip:p2.example;lr>"});
  EXPECT_TRUE(plan.came_by_route());
  EXPECT_EQ(plan.next_route_uri, "sip:p2.example;lr");
}

TEST_F(Routes, LoseBothOfADoubleRecordRoute) {
  const sim::RawMessage out = forwarded(
      "sip:bob@10.1.0.2", {"<sip:10.0.0.1;transport=udp;lr>, <sip:pbx.right.example;lr>"}, "");
  EXPECT_TRUE(out.headers("route").empty());
  EXPECT_EQ(plan.own_routes, 2u);
}

TEST_F(Routes, KeepOursWhenItStandsBehindAnother) {
  const sim::RawMessage out =
      forwarded("sip:bob@10.0.0.2", {"<sip:p2.example;lr>, <sip:10.0.0.1;lr>"}, "");
  EXPECT_EQ(out.headers("route"), (Texts{"<sip:p2.example;lr>", "<sip:10.0.0.1;lr>"}));
  EXPECT_FALSE(plan.came_by_route());
}

TEST_F(Routes, AreNotOursOnAnotherPort) {
  forwarded("sip:bob@10.0.0.2", {"<sip:10.0.0.1:5070;lr>"}, "");
  EXPECT_EQ(plan.own_routes, 0u);
}

TEST_F(Routes, AreOursWhenTheyNameADomainOfOurs) {
  const sim::RawMessage out =
      forwarded("sip:bob@b.example", {"<sip:OFFICE.example;lr>", "<sip:p2.example;lr>"}, "");
  EXPECT_EQ(out.headers("route"), Texts{"<sip:p2.example;lr>"});
  forwarded("sip:bob@b.example", {"<sip:office.example:5070;lr>"}, "");
  EXPECT_EQ(plan.own_routes, 0u) << "somebody else's port";
}

TEST_F(Routes, ComeBackFromAStrictRouterInTheRequestUri) {
  const sim::RawMessage out =
      forwarded("sip:10.0.0.1;lr", {"<sip:p2.example;lr>", "<sip:bob@10.0.0.2>"}, "");
  EXPECT_TRUE(plan.from_strict_router);
  EXPECT_TRUE(plan.came_by_route());
  EXPECT_EQ(out.uri(), "sip:bob@10.0.0.2");
  EXPECT_EQ(out.headers("route"), Texts{"<sip:p2.example;lr>"});
}

TEST_F(Routes, ComeBackFromAStrictRouterWithTheOtherHalfOfADoubleRecordRoute) {
  const sim::RawMessage out =
      forwarded("sip:10.0.0.1;lr", {"<sip:pbx.right.example;lr>", "<sip:bob@10.1.0.2>"}, "");
  EXPECT_EQ(out.uri(), "sip:bob@10.1.0.2");
  EXPECT_TRUE(out.headers("route").empty());
}

TEST_F(Routes, AreNoStrictRoutersWorkWhenTheUriIsAPersonAtOurHost) {
  forwarded("sip:bob@10.0.0.1;lr", {"<sip:p2.example;lr>"}, "");
  EXPECT_FALSE(plan.from_strict_router);
  forwarded("sip:10.0.0.1", {"<sip:p2.example;lr>"}, "");
  EXPECT_FALSE(plan.from_strict_router) << "no value that we record";
}

TEST_F(Routes, SwapPlacesWithTheRequestUriForAStrictNextHop) {
  const sim::RawMessage out = forwarded(
      "sip:bob@10.0.0.2", {"<sip:10.0.0.1;lr>", "<sip:strict.example>, <sip:p3.example;lr>"});
  EXPECT_TRUE(plan.next_is_strict);
  EXPECT_EQ(out.uri(), "sip:strict.example");
  EXPECT_EQ(out.headers("route"), (Texts{"<sip:p3.example;lr>", "<sip:bob@10.0.0.2>"}));
}

TEST_F(Routes, PassFromOneStrictRouterToAnother) {
  const sim::RawMessage out =
      forwarded("sip:10.0.0.1;lr", {"<sip:strict.example>", "<sip:bob@10.0.0.2>"}, "");
  EXPECT_EQ(out.uri(), "sip:strict.example");
  EXPECT_EQ(out.headers("route"), Texts{"<sip:bob@10.0.0.2>"});
}

TEST_F(Routes, FailWhenOneIsMalformed) {
  for (const std::string_view bad : {"<sip:", "<sip:p2.example;lr>, <>", "<sip:p2.example"}) {
    request = parsed(text("sip:10.0.0.1;lr", {std::string(bad)}));
    EXPECT_FALSE(plan_route(*request, transport)) << bad;
  }
}

TEST_F(Routes, SurviveAHeaderWithoutAValue) {
  for (const std::string_view empty : {"", " ", ",", " , "}) {
    request = parsed(text("sip:10.0.0.1;lr", {std::string(empty)}));
    static_cast<void>(plan_route(*request, transport));
  }
}

}  // namespace
}  // namespace proxy::testing
