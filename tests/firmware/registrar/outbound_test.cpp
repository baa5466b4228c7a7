// Path (RFC 3327) and client-initiated connections (RFC 5626 section 6).
#include <gtest/gtest.h>

#include "firmware/registrar/registrar.h"
#include "tests/firmware/registrar/office.h"

namespace registrar {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

constexpr const char* kInstance =
    "+sip.instance=\"<urn:uuid:0C67446E-F1A1-11D9-94D3-000A95A0E128>\"";
constexpr const char* kSecondVia = "Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKedge";

class OutboundTest : public testing::Test, public Office {
 protected:
  Register over_tcp(Lines lines) {
    Register request;
    request.cseq = ++cseq_;
    request.lines = std::move(lines);
    request.flow.transport = sip::Transport::tcp;
    request.flow.connection = 1;
    return request;
  }

  std::string contact(const std::string& uri, int reg_id) {
    return "Contact: <" + uri + ">;" + kInstance + ";reg-id=" + std::to_string(reg_id);
  }

 private:
  std::uint32_t cseq_ = 0;
};

TEST_F(OutboundTest, KeepsThePathAndReturnsIt) {
  const Answer ok = send(over_tcp({"Contact: <sip:a@h>", "Supported: path",
                                   "Path: <sip:p2.example.com;lr>, <sip:p1.example.com;lr>"}));
  const Lines path{"<sip:p2.example.com;lr>", "<sip:p1.example.com;lr>"};
  EXPECT_EQ(ok.lines("Path"), path);
  EXPECT_EQ(location->lookup("101")[0].path, path);
}

TEST_F(OutboundTest, KeepsAPathThatThePhoneDoesNotKnowAndKeepsItToItself) {
  const Answer ok = send(over_tcp({"Contact: <sip:a@h>", "Path: <sip:p1.example.com;lr>"}));
  EXPECT_EQ(ok.status(), 200);
  EXPECT_EQ(ok.line("Path"), "");
  EXPECT_EQ(location->lookup("101")[0].path, Lines{"<sip:p1.example.com;lr>"});
}

TEST_F(OutboundTest, KeepsAFoldedPathOnOneLine) {
  send(over_tcp({"Contact: <sip:a@h>", "Path: <sip:p1.example.com;lr>\r\n ;ob"}));
  ASSERT_EQ(location->lookup("101").size(), 1u);
  EXPECT_EQ(location->lookup("101")[0].path[0].find_first_of("\r\n"), std::string::npos);
}

TEST_F(OutboundTest, RefusesAPathThatLeadsNowhere) {
  EXPECT_EQ(send(over_tcp({"Contact: <sip:a@h>", "Path: <mailto:p@h>"})).status(), 400);
  EXPECT_EQ(send(over_tcp({"Contact: <sip:a@h>", "Path: nonsense<"})).status(), 400);
  std::string path = "Path: <sip:p0;lr>";
  for (std::size_t i = 1; i < kMaxPathValues; ++i) path += ", <sip:p" + std::to_string(i) + ";lr>";
  EXPECT_EQ(send(over_tcp({"Contact: <sip:a@h>", path})).status(), 200);
  EXPECT_EQ(send(over_tcp({"Contact: <sip:a@h>", path + ", <sip:more;lr>"})).status(), 400);
}

TEST_F(OutboundTest, BindsAFlowAndConfirmsOutbound) {
  const Answer ok = send(over_tcp({contact("sip:a@10.0.0.1", 1), "Supported: path, outbound"}));
  EXPECT_EQ(ok.status(), 200);
  EXPECT_EQ(ok.line("Require"), "outbound");
  EXPECT_EQ(ok.line("Flow-Timer"), "120");
  EXPECT_EQ(ok.line("Contact"),
            std::string("<sip:a@10.0.0.1>;expires=3600;") + kInstance + ";reg-id=1");
}

TEST_F(OutboundTest, DoesNotRequireOutboundOfAPhoneThatDoesNotSupportIt) {
  EXPECT_EQ(send(over_tcp({contact("sip:a@h", 1)})).line("Require"), "");
  EXPECT_EQ(location->lookup("101")[0].reg_id, 1u);
}

TEST_F(OutboundTest, DoesNotRequireOutboundWithoutARegId) {
  const Lines lines{std::string("Contact: <sip:a@h>;") + kInstance, "Supported: outbound"};
  EXPECT_EQ(send(over_tcp(lines)).line("Require"), "");
}

TEST_F(OutboundTest, ConfirmsOutboundOverUdpOnlyWhenStunIsAnswered) {
  Register request = over_tcp({contact("sip:a@h", 1), "Supported: outbound"});
  request.flow.transport = sip::Transport::udp;
  request.flow.connection = 0;
  EXPECT_EQ(send(request).line("Require"), "");
  settings.answers_stun = true;
  restart();
  ++request.cseq;
  EXPECT_EQ(send(request).line("Require"), "outbound");
}

TEST_F(OutboundTest, ReplacesTheFlowWithTheSameInstanceAndRegId) {
  send(over_tcp({contact("sip:a@10.0.0.1:1111", 1), "Supported: outbound"}));
  Register rebooted = over_tcp({contact("sip:a@10.0.0.2:2222", 1), "Supported: outbound"});
  rebooted.call_id = "after the reboot";
  rebooted.flow.connection = 9;
  send(rebooted);
  EXPECT_EQ(bound(), Lines{"sip:a@10.0.0.2:2222"});
  EXPECT_EQ(location->lookup("101")[0].flow.connection, 9u);
}

TEST_F(OutboundTest, KeepsTwoFlowsOfOneInstanceThoughTheContactIsTheSame) {
  send(over_tcp({contact("sip:a@10.0.0.1", 1), "Supported: outbound"}));
  send(over_tcp({contact("sip:a@10.0.0.1", 2), "Supported: outbound"}));
  EXPECT_EQ(bound().size(), 2u);
}

TEST_F(OutboundTest, ReplacesEveryFlowOfAContactThatComesWithoutARegId) {
  send(over_tcp({contact("sip:a@10.0.0.1", 1)}));
  send(over_tcp({contact("sip:a@10.0.0.1", 2)}));
  send(over_tcp({"Contact: <sip:a@10.0.0.1>"}));
  ASSERT_EQ(location->lookup("101").size(), 1u);
  EXPECT_EQ(location->lookup("101")[0].reg_id, 0u);
}

TEST_F(OutboundTest, ComparesInstancesWithoutCase) {
  send(over_tcp({"Contact: <sip:a@h>;+sip.instance=\"<urn:uuid:abc>\";reg-id=1"}));
  send(over_tcp({"Contact: <sip:b@h>;+sip.instance=\"<URN:UUID:ABC>\";reg-id=1"}));
  EXPECT_EQ(bound(), Lines{"sip:b@h"});
}

TEST_F(OutboundTest, IgnoresARegIdWithoutAnInstance) {
  const Answer ok = send(over_tcp({"Contact: <sip:a@h>;reg-id=1", "Supported: outbound"}));
  EXPECT_EQ(ok.line("Require"), "");
  EXPECT_EQ(ok.line("Contact"), "<sip:a@h>;expires=3600");
}

TEST_F(OutboundTest, IgnoresARegIdThatIsNone) {
  for (const char* reg_id : {"0", "2147483648", "x"}) {
    send(over_tcp({std::string("Contact: <sip:a@h>;") + kInstance + ";reg-id=" + reg_id}));
    EXPECT_EQ(location->lookup("101")[0].reg_id, 0u) << reg_id;
  }
}

TEST_F(OutboundTest, AddsOneContactPerFlowOnly) {
  send(over_tcp({"Contact: <sip:old@h>"}));
  EXPECT_EQ(send(over_tcp({contact("sip:a@h", 1), "Contact: <sip:b@h>"})).status(), 400);
  EXPECT_EQ(send(over_tcp({contact("sip:a@h", 1), "Contact: <sip:old@h>;expires=0"})).status(),
            200);
  EXPECT_EQ(bound(), Lines{"sip:a@h"});
}

TEST_F(OutboundTest, Answers439WhenTheFirstHopCannotKeepAFlow) {
  Register request = over_tcp({kSecondVia, contact("sip:a@h", 1), "Supported: outbound, path"});
  EXPECT_EQ(send(request).status(), 439);
  request.lines.push_back("Path: <sip:edge.example.com;lr>");
  EXPECT_EQ(send(request).status(), 439);
  EXPECT_TRUE(bound().empty());
}

TEST_F(OutboundTest, IgnoresTheRegIdWhenTheFirstHopCannotKeepAFlow) {
  EXPECT_EQ(send(over_tcp({kSecondVia, contact("sip:a@h", 1)})).status(), 200);
  EXPECT_EQ(location->lookup("101")[0].reg_id, 0u);
}

TEST_F(OutboundTest, TrustsAnEdgeProxyThatKeepsTheFlow) {
  const Answer ok = send(over_tcp({kSecondVia, contact("sip:a@h", 1), "Supported: outbound, path",
                                   "Path: <sip:mid.example.com;lr>, <sip:tok@edge;lr;ob>"}));
  EXPECT_EQ(ok.status(), 200);
  EXPECT_EQ(ok.line("Require"), "outbound");
  EXPECT_EQ(ok.line("Flow-Timer"), "");  // the flow is not ours
  EXPECT_EQ(location->lookup("101")[0].reg_id, 1u);
}

TEST_F(OutboundTest, UnbindsAFlowThatFailed) {
  const Register request = over_tcp({contact("sip:a@h", 1), "Supported: outbound"});
  send(request);
  location->on_flow_failed(request.flow);
  EXPECT_TRUE(bound().empty());
}

}  // namespace
}  // namespace registrar
