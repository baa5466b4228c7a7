#include "firmware/proxy/forwarded_request.h"

#include "firmware/proxy/loop_detection.h"
#include "firmware/proxy/record_route.h"
#include "firmware/sip/message/message_buffer.h"
#include "tests/firmware/proxy/wire_room.h"

namespace proxy::testing {
namespace {

constexpr std::string_view kHead = "INVITE sip:bob@office.example SIP/2.0\r\n";
constexpr std::string_view kVia = "Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKx\r\n";
constexpr std::string_view kRest =
    "f: \"A, B\" <sip:a@a.example>;tag=1\r\n"
    "X-Odd:   kept  as\r\n it is \r\n"
    "To: <sip:b@b.example>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n"
    "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";

class Copies : public WireRoom {
 protected:
  Copies() { target.uri = "sip:bob@10.0.0.2:5070"; }

  std::string copy(std::string_view text, std::uint32_t breadth = 0) {
    forwarding.inbound = {parsed(text), from};
    const auto plan = plan_route(*forwarding.inbound.message, transport);
    EXPECT_TRUE(plan);
    forwarding.plan = *plan;
    return print(forwarding, target, transport, out, "z9hG4bKours", breadth);
  }
  static std::string request(std::string_view headers, std::string_view via = kVia) {
    return std::string(kHead) + std::string(via) + std::string(headers) + std::string(kRest);
  }

  Forwarding forwarding;
  Target target;
  sip::Flow from = flow("10.0.0.9:5060");
  sip::Flow out = flow("10.0.0.2:5070");
};

TEST_F(Copies, DifferFromTheOriginalOnlyWhereTheyMust) {
  EXPECT_EQ(copy(request("Max-Forwards: 70\r\n")),
            "INVITE sip:bob@10.0.0.2:5070 SIP/2.0\r\n"
            "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKours;rport\r\n" +
                std::string(kVia) + "Max-Forwards: 69\r\n" + std::string(kRest));
}

TEST_F(Copies, GetMaxForwards70WhenTheOriginalHasNone) {
  EXPECT_EQ(sim::RawMessage(copy(request(""))).header("max-forwards"), "70");
}

TEST_F(Copies, ShareTheMaxBreadth) {
  EXPECT_EQ(sim::RawMessage(copy(request("Max-Breadth: 60\r\n"), 20)).headers("max-breadth"),
            Texts{"20"});
  EXPECT_EQ(sim::RawMessage(copy(request(""), 20)).headers("max-breadth"), Texts{"20"});
}

TEST_F(Copies, LoseTheCredentialsOfOurRealmAndKeepOthers) {
  forwarding.consumed_realm = "office";
  const sim::RawMessage out_of = sim::RawMessage(
      copy(request("Proxy-Authorization: Digest username=\"a\", realm=\"office\", nonce=\"1\", "
                   "uri=\"sip:b\", response=\"2\"\r\n"
                   "Proxy-Authorization: Digest username=\"a\", realm=\"other\", nonce=\"3\", "
                   "uri=\"sip:b\", response=\"4\"\r\n"
                   "Authorization: Digest username=\"a\", realm=\"office\", nonce=\"5\", "
                   "uri=\"sip:b\", response=\"6\"\r\n")));
  std::string all = out_of.text();
  EXPECT_EQ(all.find("nonce=\"1\""), std::string::npos);
  EXPECT_NE(all.find("nonce=\"3\""), std::string::npos);
  EXPECT_NE(all.find("nonce=\"5\""), std::string::npos) << "the callee's, not ours";
}

TEST_F(Copies, SayWhereTheOriginalCameFrom) {
  from = flow("10.0.0.77:4711");
  const sim::RawMessage stamped(copy(
      request("Max-Forwards: 70\r\n", "Via: SIP/2.0/UDP 192.168.1.5;rport;branch=z9hG4bKx\r\n")));
  ASSERT_EQ(stamped.headers("via").size(), 2u);
  EXPECT_EQ(sim::param_of(stamped.headers("via")[1], "received"), "10.0.0.77");
  EXPECT_EQ(sim::param_of(stamped.headers("via")[1], "rport"), "4711");
}

TEST_F(Copies, CarryThePathOfTheirTarget) {
  target.path = {"<sip:edge1.example;lr>", "<sip:edge2.example;lr>"};
  EXPECT_EQ(sim::RawMessage(copy(request(""))).headers("route"),
            (Texts{"<sip:edge1.example;lr>", "<sip:edge2.example;lr>"}));
  EXPECT_EQ(next_hop(forwarding, target).uri, "sip:edge1.example;lr");
}

TEST_F(Copies, GoByTheRouteThenByTheFlowThenByThePathThenByTheUri) {
  copy(request("Route: <sip:10.0.0.1;lr>, <sip:p2.example;lr>\r\n"));
  target.flow = out;
  EXPECT_EQ(next_hop(forwarding, target).uri, "sip:p2.example;lr");
  EXPECT_FALSE(next_hop(forwarding, target).flow);
  copy(request(""));
  EXPECT_EQ(next_hop(forwarding, target).flow, out);
  target.flow.reset();
  EXPECT_EQ(next_hop(forwarding, target).uri, target.uri);
}

TEST_F(Copies, NameTheTransportTheyLeaveBy) {
  out = flow("10.0.0.2:5070", sip::Transport::tcp);
  EXPECT_EQ(sim::RawMessage(copy(request(""))).header("via"),
            "SIP/2.0/TCP 10.0.0.1;branch=z9hG4bKours");
}

class RecordRoute : public Copies {
 protected:
  Texts recorded(RecordRouteMode mode, std::string_view existing = "") {
    forwarding.record_route = true;
    forwarding.record_route_mode = mode;
    return sim::RawMessage(copy(request(existing))).headers("record-route");
  }
};

TEST_F(RecordRoute, IsOneValueWhenBothSidesAreTheSame) {
  EXPECT_EQ(recorded(RecordRouteMode::twice), Texts{"<sip:10.0.0.1;lr>"});
  EXPECT_EQ(recorded(RecordRouteMode::rewrite), Texts{"<sip:10.0.0.1;lr>"});
}

TEST_F(RecordRoute, StandsAboveThoseOfOthers) {
  EXPECT_EQ(recorded(RecordRouteMode::twice, "Record-Route: <sip:p1.example;lr>\r\n"),
            (Texts{"<sip:10.0.0.1;lr>", "<sip:p1.example;lr>"}));
}

TEST_F(RecordRoute, IsDoubleWithTheOutgoingSideOnTopBetweenTwoInterfaces) {
  out = flow("10.1.0.2:5060");
  EXPECT_EQ(recorded(RecordRouteMode::twice),
            (Texts{"<sip:pbx.right.example;transport=udp;lr>", "<sip:10.0.0.1;transport=udp;lr>"}));
}

TEST_F(RecordRoute, IsDoubleBetweenTwoTransports) {
  out = flow("10.0.0.2:5070", sip::Transport::tcp);
  EXPECT_EQ(recorded(RecordRouteMode::twice),
            (Texts{"<sip:10.0.0.1;transport=tcp;lr>", "<sip:10.0.0.1;transport=udp;lr>"}));
}

TEST_F(RecordRoute, IsTheOutgoingSidesAndRewrittenInTheResponse) {
  out = flow("10.1.0.2:5060");
  const Texts sent = recorded(RecordRouteMode::rewrite, "Record-Route: <sip:p1.example;lr>\r\n");
  EXPECT_EQ(sent, (Texts{"<sip:pbx.right.example;lr>", "<sip:p1.example;lr>"}));
  const sip::MessageRef response = parsed(
      "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKours\r\n"
      "Record-Route: <sip:p3.example;lr>, <sip:pbx.right.example;lr>, <sip:p1.example;lr>"
      "\r\nCall-ID: c\r\n\r\n");
  sip::Edits edits(*response);
  rewrite_record_route(transport, *response, from, out, edits);
  EXPECT_EQ(sim::RawMessage(edits.apply()).headers("record-route"),
            (Texts{"<sip:p3.example;lr>", "<sip:10.0.0.1;lr>", "<sip:p1.example;lr>"}));
}

TEST_F(Copies, SayTheirLengthOnAStreamWhenTheOriginalDoesNot) {
  std::string text = request("Max-Forwards: 70\r\n");
  const std::size_t length = text.find("Content-Length: 5\r\n");
  text.erase(length, std::string_view("Content-Length: 5\r\n").size());
  EXPECT_EQ(sim::RawMessage(copy(text)).headers("content-length"), Texts{});
  out = flow("10.0.0.2:5060", sip::Transport::tcp);
  EXPECT_EQ(sim::RawMessage(copy(text)).headers("content-length"), Texts{"5"});
  EXPECT_EQ(sim::RawMessage(copy(request(""))).headers("content-length"), Texts{"5"});
}

class Loops : public Copies {
 protected:
  // The copy comes back to us.
  bool comes_back(const std::string& text) {
    const sip::MessageRef again = parsed(text);
    return has_looped(*again, route_hash(*again), transport);
  }
  // A copy that leaves as the proxy sends it.
  std::string sent(std::string_view text) {
    forwarding.inbound = {parsed(text), from};
    forwarding.plan = *plan_route(*forwarding.inbound.message, transport);
    const std::string branch = "z9hG4bKu." + route_hash(*forwarding.inbound.message);
    return print(forwarding, target, transport, out, branch, 0);
  }
};

TEST_F(Loops, AreSeenWhenTheRequestComesBackUnchanged) {
  target.uri = "sip:bob@office.example";
  EXPECT_TRUE(comes_back(sent(request("Max-Forwards: 70\r\n"))));
}

TEST_F(Loops, AreSeenBehindOtherProxies) {
  target.uri = "sip:bob@office.example";
  std::string text = sent(request("Max-Forwards: 70\r\n"));
  text.insert(text.find("Via:"), "Via: SIP/2.0/UDP p2.example;branch=z9hG4bKp2\r\n");
  EXPECT_TRUE(comes_back(text));
}

TEST_F(Loops, AreNoSpirals) {
  target.uri = "sip:carol@office.example";
  EXPECT_FALSE(comes_back(sent(request("Max-Forwards: 70\r\n"))));
}

TEST_F(Loops, AreNoSpiralsByAnotherRoute) {
  target.uri = "sip:bob@office.example";
  EXPECT_FALSE(comes_back(sent(request("Route: <sip:10.0.0.1;lr>, <sip:p2.example;lr>\r\n"))));
}

TEST_F(Loops, AreNotSeenInTheViasOfOthers) {
  target.uri = "sip:bob@office.example";
  std::string text = sent(request("Max-Forwards: 70\r\n"));
  text.replace(text.find("10.0.0.1"), 8, "10.0.0.4");
  EXPECT_FALSE(comes_back(text));
}

}  // namespace
}  // namespace proxy::testing
