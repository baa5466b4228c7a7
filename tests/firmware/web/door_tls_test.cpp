// TLS at the door.
#include "tests/firmware/crypto/tls_client.h"
#include "tests/firmware/web/door_fixture.h"

namespace web {
namespace {

std::unique_ptr<crypto::TlsContext> context(const std::string& name) {
  const std::vector<std::string> names = {name};
  return *crypto::TlsContext::make(*crypto::make_self_signed(names));
}

// A browser that speaks TLS over a Peer's stream.
struct SecurePeer : Peer {
  void on_connected() override {
    Peer::on_connected();
    tls.receive("");
    socket->send(tls.take_output());
  }
  void on_octets(std::string_view octets) override {
    tls.receive(octets);
    const std::string output = tls.take_output();
    if (!output.empty()) socket->send(output);
  }
  void asks(std::string_view octets) {
    tls.send(octets);
    socket->send(tls.take_output());
  }
  std::string certificate_name() {
    char name[100];
    mbedtls_x509_dn_gets(name, sizeof name, &mbedtls_ssl_get_peer_cert(&tls.context())->subject);
    return name;
  }

  crypto::testing::TlsClient tls;
};

class DoorTlsTest : public DoorTest {
 protected:
  DoorTlsTest() {
    door_->set_tls(context("box.local"));
    EXPECT_TRUE(door_->listen_tls(endpoint("0.0.0.0:443")));
  }

  SecurePeer& browse_securely() {
    auto owned = std::make_unique<SecurePeer>();
    SecurePeer& peer = *owned;
    browsers_.push_back(std::move(owned));
    peer.socket = world_.host("10.0.0.11").connect_tcp(endpoint("10.0.0.1:443"), {}, peer);
    world_.advance(50ms);
    return peer;
  }
};

TEST_F(DoorTlsTest, ServesByTls) {
  SecurePeer& browser = browse_securely();
  ASSERT_TRUE(browser.tls.open);
  browser.asks(get("/a"));
  world_.advance(10ms);
  ASSERT_EQ(server_.peers.size(), 1u);
  EXPECT_TRUE(server_.last().heard.starts_with("GET /a HTTP/1.1\r\n"));
  EXPECT_TRUE(door_->visitor(server_.last().socket->remote().port)->secure);
  server_.last().says(ok("hello"));
  world_.advance(10ms);
  EXPECT_TRUE(browser.tls.received.ends_with("\r\nConnection: keep-alive\r\n\r\nhello"));
}

TEST_F(DoorTlsTest, CarriesLargeBodiesBothWays) {
  SecurePeer& browser = browse_securely();
  const std::string body(60'000, 'b');
  browser.asks(post("/a", body.size()) + body);
  world_.advance(100ms);
  EXPECT_TRUE(server_.last().heard.ends_with("\r\n\r\n" + body));
  const std::string answer(500'000, 'a');
  server_.last().says(ok(answer));
  world_.advance(1s);
  EXPECT_TRUE(browser.tls.received.ends_with("\r\n\r\n" + answer));
}

TEST_F(DoorTlsTest, SaysGoodbyeBeforeItCloses) {
  SecurePeer& browser = browse_securely();
  browser.asks("nonsense\r\n");
  world_.advance(100ms);
  EXPECT_TRUE(browser.tls.received.starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(browser.tls.ended);
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTlsTest, LeavesWhenTheClientSaysGoodbye) {
  SecurePeer& browser = browse_securely();
  browser.asks(get("/a"));
  world_.advance(10ms);
  browser.tls.close();
  browser.socket->send(browser.tls.take_output());
  world_.advance(10ms);
  EXPECT_TRUE(server_.last().closed);
  EXPECT_EQ(door_->counters().tls_failures, 0u);
}

TEST_F(DoorTlsTest, CountsHandshakesThatFail) {
  Peer& browser = browse("10.0.0.11", "10.0.0.1:443");
  browser.says(get("/"));
  world_.advance(100ms);
  EXPECT_TRUE(browser.closed);
  EXPECT_EQ(door_->counters().tls_failures, 1u);
}

TEST_F(DoorTlsTest, GivesAHandshakeTenSeconds) {
  Peer& browser = browse("10.0.0.11", "10.0.0.1:443");
  world_.advance(9s);
  EXPECT_FALSE(browser.closed);
  world_.advance(2s);
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTlsTest, ShowsANewCertificateToNewConnectionsAndKeepsTheOldOnes) {
  SecurePeer& old = browse_securely();
  EXPECT_EQ(old.certificate_name(), "CN=box.local");
  door_->set_tls(context("new.local"));
  SecurePeer& fresh = browse_securely();
  EXPECT_EQ(fresh.certificate_name(), "CN=new.local");
  old.asks(get("/a"));
  world_.advance(10ms);
  server_.last().says(ok("still here"));
  world_.advance(10ms);
  EXPECT_TRUE(old.tls.received.ends_with("still here"));
  old.socket.reset();
  world_.advance(10ms);
  door_->set_tls(context("third.local"));
  door_->set_tls(nullptr);
  EXPECT_EQ(fresh.certificate_name(), "CN=new.local");
}

TEST_F(DoorTlsTest, ClosesTlsConnectionsAsLongAsThereIsNoCertificate) {
  door_->set_tls(nullptr);
  Peer& browser = browse("10.0.0.11", "10.0.0.1:443");
  world_.advance(10ms);
  EXPECT_TRUE(browser.closed);
  EXPECT_EQ(door_->counters().refused, 1u);
}

}  // namespace
}  // namespace web
