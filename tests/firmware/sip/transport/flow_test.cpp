#include "firmware/sip/transport/flow.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace sip {
namespace {

Flow udp_to(std::string_view remote) {
  return {Transport::udp, 0, 0, *net::Endpoint::parse(remote)};
}

TEST(Flow, PrintsItsTransportAndPeer) {
  EXPECT_EQ(to_string(udp_to("192.0.2.1:5060")), "udp:192.0.2.1:5060");
  EXPECT_EQ(to_string(Flow{Transport::tcp, 1, 7, *net::Endpoint::parse("[2001:db8::1]:5062")}),
            "tcp:[2001:db8::1]:5062");
}

TEST(Flow, IsAnotherWhenAnyPartIs) {
  const Flow flow{Transport::tcp, 1, 7, *net::Endpoint::parse("192.0.2.1:5060")};
  Flow other = flow;
  std::unordered_set<Flow, FlowHash> flows{flow};
  EXPECT_TRUE(flows.contains(other));
  other.connection = 8;
  EXPECT_FALSE(flows.contains(other));
  other = flow;
  other.interface = 0;
  EXPECT_FALSE(flows.contains(other));
  EXPECT_NE(FlowHash{}(flow), FlowHash{}(other));
}

TEST(Transport, HasTheNamesOfViaAndUri) {
  for (const Transport transport :
       {Transport::udp, Transport::tcp, Transport::tls, Transport::ws, Transport::wss}) {
    EXPECT_EQ(transport_of(to_string(transport)), transport);
    EXPECT_EQ(transport_of(to_uri_param(transport)), transport);
  }
  EXPECT_EQ(transport_of("Udp"), Transport::udp);
  EXPECT_EQ(transport_of("sctp"), std::nullopt);
  EXPECT_EQ(transport_of(""), std::nullopt);
}

TEST(Transport, OfALargeRequestIsTcp) {
  EXPECT_EQ(choose_transport(Transport::udp, 1300), Transport::udp);
  EXPECT_EQ(choose_transport(Transport::udp, 1301), Transport::tcp);
  EXPECT_EQ(choose_transport(Transport::tls, 1301), Transport::tls);
}

}  // namespace
}  // namespace sip
