// Where responses go: RFC 3261 section 18.2.2, RFC 3581 section 4.
#include "tests/firmware/sip/transport/transport_fixture.h"

namespace sip {
namespace {

class ResponseRoute : public testing::TransportTest {
 protected:
  // The flow for the response to a request with this Via that came from 192.0.2.9:40001 by UDP.
  std::string route(std::string_view via) {
    network.datagram("192.0.2.1:5060", "192.0.2.9:40001", request(via));
    const auto flow = layer->flow_for_response(*ear.heard.back().message, ear.heard.back().flow);
    EXPECT_EQ(flow->interface, ear.heard.back().flow.interface);
    return to_string(*flow);
  }
};

TEST_F(ResponseRoute, OfADatagramFollowsItsVia) {
  ASSERT_TRUE(open({"[2001:db8::1]:5060", "192.0.2.1:5060"}));
  const struct {
    std::string_view via, to;
  } cases[] = {
      {"SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bKa", "udp:192.0.2.9:5070"},
      {"SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa", "udp:192.0.2.9:5060"},
      // received: the source address, with the port of sent-by.
      {"SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKa", "udp:192.0.2.9:5070"},
      {"SIP/2.0/UDP phone.example.com;branch=z9hG4bKa", "udp:192.0.2.9:5060"},
      {"SIP/2.0/UDP 10.0.0.1:5070;received=203.0.113.9;branch=z9hG4bKa", "udp:192.0.2.9:5070"},
      // rport: the source port.
      {"SIP/2.0/UDP 10.0.0.1:5070;rport;branch=z9hG4bKa", "udp:192.0.2.9:40001"},
      {"SIP/2.0/UDP 10.0.0.1;rport=9;branch=z9hG4bKa", "udp:192.0.2.9:40001"},
      // maddr comes before both.
      {"SIP/2.0/UDP 10.0.0.1:5070;rport;maddr=192.0.2.77;branch=z9hG4bKa", "udp:192.0.2.77:5070"},
      {"SIP/2.0/UDP 10.0.0.1;maddr=224.0.1.75;ttl=1;branch=z9hG4bKa", "udp:224.0.1.75:5060"},
      {"SIP/2.0/UDP 10.0.0.1;maddr=host.example.com;branch=z9hG4bKa", "udp:192.0.2.9:5060"},
      {"SIP/2.0/UDP 10.0.0.1;maddr=[2001:db8::9];branch=z9hG4bKa", "udp:192.0.2.9:5060"},
      // The way it came counts, not the way the Via claims.
      {"SIP/2.0/TCP 10.0.0.1:5070;branch=z9hG4bKa", "udp:192.0.2.9:5070"},
  };
  for (const auto& [via, to] : cases) EXPECT_EQ(route(via), to) << via;
}

TEST_F(ResponseRoute, OfAConnectionIsTheConnection) {
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  network.dial("192.0.2.1:5060", "192.0.2.9:33000")
      .say(request("SIP/2.0/TCP 10.0.0.1:5070;maddr=192.0.2.77;branch=z9hG4bKa"));
  const Inbound& inbound = ear.heard.front();
  EXPECT_EQ(*layer->flow_for_response(*inbound.message, inbound.flow), inbound.flow);
}

TEST_F(ResponseRoute, OfALostConnectionIsANewOneToTheSourceAtTheSentByPort) {
  network.add_address("192.0.2.2");
  ASSERT_TRUE(open({"192.0.2.1:5060", "192.0.2.2:5060"}));
  testing::Peer& peer = network.dial("192.0.2.2:5060", "192.0.2.9:33000");
  peer.say(request("SIP/2.0/TCP 10.0.0.1:5070;branch=z9hG4bKa"));
  peer.say(request("SIP/2.0/TCP phone.example.com;branch=z9hG4bKa"));
  peer.close();

  const auto first = layer->flow_for_response(*ear.heard[0].message, ear.heard[0].flow);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->remote, at("192.0.2.9:5070"));
  EXPECT_EQ(first->interface, 1) << "from where the request arrived";
  EXPECT_TRUE(layer->is_alive(*first));
  const auto second = layer->flow_for_response(*ear.heard[1].message, ear.heard[1].flow);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->remote, at("192.0.2.9:5060"));
}

}  // namespace
}  // namespace sip
