// The transport layer on UDP.
#include "tests/firmware/sip/transport/transport_fixture.h"

namespace sip {
namespace {

class DatagramTest : public testing::TransportTest {
 protected:
  static constexpr std::string_view kPeer = "192.0.2.9:5061";
  void receive(std::string_view octets) { network.datagram("192.0.2.1:5060", kPeer, octets); }
};

TEST_F(DatagramTest, HandsAMessageUpWithTheWayItCame) {
  ASSERT_TRUE(open({"[2001:db8::1]:5060", "192.0.2.1:5060"}));
  receive(request("SIP/2.0/UDP 192.0.2.9:5061;branch=z9hG4bKa"));
  ASSERT_EQ(ear.heard.size(), 1u);
  EXPECT_EQ(ear.heard[0].flow, (Flow{Transport::udp, 1, 0, at(kPeer)}));
  EXPECT_EQ(ear.heard[0].message->method(), Method::options);
  EXPECT_EQ(layer->counters().received, 1u);
}

TEST_F(DatagramTest, SendsFromTheInterfaceOfTheFlow) {
  ASSERT_TRUE(open({"[2001:db8::1]:5060", "192.0.2.1:5060"}));
  const auto flow = layer->flow_to(Transport::udp, at(kPeer));
  ASSERT_TRUE(flow);
  EXPECT_TRUE(layer->send(*flow, "hello"));
  ASSERT_EQ(network.sent.size(), 1u);
  EXPECT_EQ(network.sent[0].from, at("192.0.2.1:5060"));
  EXPECT_EQ(network.sent[0].to, at(kPeer));
  EXPECT_EQ(network.sent[0].octets, "hello");
}

TEST_F(DatagramTest, OpensAllOrNothing) {
  network.taken_tcp.insert(at("192.0.2.1:5060"));
  const auto opened = open({"[2001:db8::1]:5060", "192.0.2.1:5060"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error(), net::Error::address_in_use);
  EXPECT_EQ(network.sockets(), 0u);
}

TEST_F(DatagramTest, TakesAPortThatIsFreeForBothTransports) {
  network.taken_tcp = {at("192.0.2.1:40000"), at("192.0.2.1:40001")};
  ASSERT_TRUE(open({"192.0.2.1:0"}));
  EXPECT_EQ(layer->local(0), at("192.0.2.1:40002"));
  EXPECT_TRUE(layer->is_own("192.0.2.1", 40002));
  EXPECT_EQ(network.sockets(), 2u);
}

TEST_F(DatagramTest, IgnoresKeepAlivesAndOtherProtocols) {
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  receive("");
  receive("\r\n");
  receive("\r\n\r\n");
  EXPECT_EQ(layer->counters().keep_alives, 3u);
  receive(std::string("\0\1\0\0\x21\x12\xa4\x42", 8));  // a STUN binding request
  receive(std::string("\3", 1));
  EXPECT_EQ(layer->counters().not_sip, 2u);
  EXPECT_EQ(layer->counters().received, 0u);
  EXPECT_TRUE(network.sent.empty());
}

TEST_F(DatagramTest, TakesLineEndsBeforeAMessage) {
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  receive("\r\n\n" + request("SIP/2.0/UDP 192.0.2.9:5061;branch=z9hG4bKa"));
  EXPECT_EQ(ear.heard.size(), 1u);
}

TEST_F(DatagramTest, DropsAResponseThatIsNotForUs) {
  ASSERT_TRUE(open({"192.0.2.1:5060 pbx.example.com"}));
  receive(response("SIP/2.0/UDP 192.0.2.77:5060;branch=z9hG4bKa"));
  receive(response("SIP/2.0/UDP other.example.com;branch=z9hG4bKa"));
  EXPECT_TRUE(ear.heard.empty());
  EXPECT_EQ(layer->counters().stray_responses, 2u);
  receive(response("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa"));
  receive(response("SIP/2.0/UDP PBX.example.com:5060;branch=z9hG4bKa"));
  EXPECT_EQ(ear.heard.size(), 2u);
}

TEST_F(DatagramTest, KnowsItsOwnSentByAgain) {
  ASSERT_TRUE(open({"0.0.0.0:5060", "[::]:5060 pbx.example.com"}));
  for (const std::string_view remote :
       {"192.0.2.9:5060", "198.51.100.2:5060", "[2001:db8::9]:5060"}) {
    const auto flow = layer->flow_to(Transport::udp, at(remote));
    ASSERT_TRUE(flow);
    network.datagram(flow->interface == 0 ? "0.0.0.0:5060" : "[::]:5060", remote,
                     response("SIP/2.0/UDP " + layer->sent_by(*flow) + ";branch=z9hG4bKa"));
  }
  EXPECT_EQ(ear.heard.size(), 3u);
}

TEST_F(DatagramTest, TellsWhatIcmpReported) {
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  network.unreachable("192.0.2.1:5060", kPeer);
  ASSERT_EQ(ear.failed.size(), 1u);
  EXPECT_EQ(ear.failed[0].first, (Flow{Transport::udp, 0, 0, at(kPeer)}));
}

TEST_F(DatagramTest, RefusesFlowsItCannotMake) {
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  EXPECT_EQ(layer->flow_to(Transport::udp, at("[2001:db8::9]:5060")).error(),
            SendError::no_interface);
  EXPECT_EQ(layer->flow_to(Transport::udp, at("203.0.113.1:5060")).error(),
            SendError::no_interface);
  EXPECT_EQ(layer->flow_to(Transport::tls, at(kPeer)).error(), SendError::no_interface);
  EXPECT_EQ(layer->send({Transport::udp, 1, 0, at(kPeer)}, "x").error(), SendError::no_such_flow);
}

TEST_F(DatagramTest, ShowsTheObserverBothWays) {
  struct Trace : TransportObserver {
    void on_traffic(bool inbound, const Flow& flow, std::string_view octets) override {
      lines.push_back((inbound ? "< " : "> ") + to_string(flow) + " " +
                      std::string(octets.substr(0, 7)));
    }
    std::vector<std::string> lines;
  } trace;
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  layer->set_observer(&trace);
  receive("\r\n");
  receive(request("SIP/2.0/UDP 192.0.2.9:5061;branch=z9hG4bKa"));
  layer->send(ear.heard[0].flow, "SIP/2.0 200");
  layer->set_observer(nullptr);
  layer->send(ear.heard[0].flow, "unseen");
  EXPECT_EQ(trace.lines, (std::vector<std::string>{"< udp:192.0.2.9:5061 OPTIONS",
                                                   "> udp:192.0.2.9:5061 SIP/2.0"}));
}

TEST_F(DatagramTest, AnswersAMalformedRequestTheWayItsViaSays) {
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  std::string bad =
      request("SIP/2.0/UDP 10.0.0.1:5070;rport;branch=z9hG4bKa", "OPTIONS", "twelve octets");
  bad.pop_back();  // Content-Length says one octet more than there is
  receive(bad);
  ASSERT_EQ(network.sent.size(), 1u);
  EXPECT_EQ(network.sent[0].to, at(kPeer));
  EXPECT_TRUE(network.sent[0].octets.starts_with("SIP/2.0 400 ")) << network.sent[0].octets;
  EXPECT_NE(network.sent[0].octets.find(";rport=5061"), std::string::npos);
  EXPECT_EQ(layer->counters().malformed[static_cast<std::size_t>(ParseError::bad_content_length)],
            1u);
  EXPECT_TRUE(ear.heard.empty());
}

TEST_F(DatagramTest, DropsWhatMayNotOrCannotBeAnswered) {
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  std::string ack = request("SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKa", "ACK", "twelve octets");
  ack.pop_back();
  receive(ack);
  receive(request("nonsense"));
  std::string answer = response("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa");
  receive(answer.replace(answer.find("CSeq: 1 "), 8, "CSeq: x "));
  EXPECT_TRUE(network.sent.empty());
  EXPECT_TRUE(ear.heard.empty());
  EXPECT_EQ(layer->counters().received, 3u);
}

TEST_F(DatagramTest, LogsMalformedInputRarelyAndCountsItAlways) {
  ASSERT_TRUE(open({"192.0.2.1:5060"}));
  for (int i = 0; i < 1000; ++i) receive("garbage");
  EXPECT_EQ(log.lines, 1);
  std::uint64_t counted = 0;
  for (const std::uint64_t count : layer->counters().malformed) counted += count;
  EXPECT_EQ(counted, 1000u);
  pass(std::chrono::seconds(10));
  receive("garbage");
  EXPECT_EQ(log.lines, 2);
  EXPECT_TRUE(network.sent.empty());
}

}  // namespace
}  // namespace sip
