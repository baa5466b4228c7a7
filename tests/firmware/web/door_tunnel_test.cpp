// WebSockets through the door.
#include "tests/firmware/web/door_fixture.h"

namespace web {
namespace {

constexpr char kUpgrade[] =
    "GET /events HTTP/1.1\r\nHost: box\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: k\r\n\r\n";
constexpr char kSwitching[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: a\r\n\r\n";

class DoorTunnelTest : public DoorTest {
 protected:
  // `early`: what the browser says before the server has agreed.
  Peer& tunnel(const std::string& early = "") {
    Peer& browser = browse();
    browser.says(kUpgrade + early);
    world_.advance(10ms);
    EXPECT_TRUE(server_.last().take().ends_with("Connection: Upgrade\r\n\r\n"));
    server_.last().says(std::string(kSwitching) + "hello");
    world_.advance(10ms);
    EXPECT_TRUE(browser.heard.starts_with("HTTP/1.1 101 "));
    EXPECT_TRUE(browser.take().ends_with("\r\n\r\nhello"));
    return browser;
  }
};

TEST_F(DoorTunnelTest, PassesOctetsBothWays) {
  Peer& browser = tunnel("early");
  EXPECT_EQ(server_.last().take(), "early");
  const std::string any("\0\r\n\r\n\xff", 6);
  browser.says(any);
  server_.last().says(any + any);
  world_.advance(10ms);
  EXPECT_EQ(server_.last().heard, any);
  EXPECT_EQ(browser.heard, any + any);
}

TEST_F(DoorTunnelTest, EndsWithEitherSide) {
  Peer& left = tunnel();
  Peer& server = server_.last();
  left.socket.reset();
  world_.advance(10ms);
  EXPECT_TRUE(server.closed);
  Peer& stays = tunnel();
  server_.last().says("last");
  server_.last().socket.reset();
  world_.advance(10ms);
  EXPECT_EQ(stays.heard, "last");
  EXPECT_TRUE(stays.closed);
}

TEST_F(DoorTunnelTest, LivesAsLongAsItIsUsed) {
  Peer& browser = tunnel();
  for (int i = 0; i < 10; ++i) {
    world_.advance(5min);
    server_.last().says("ping");
  }
  world_.advance(1s);
  EXPECT_FALSE(browser.closed);
  world_.advance(12min);
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTunnelTest, GivesUpOnAClientThatTakesNothing) {
  Peer& browser = tunnel();
  browser.socket->set_reading(false);
  server_.last().says("event");
  world_.advance(3min);
  EXPECT_TRUE(server_.last().closed);
  browser.socket->set_reading(true);
  world_.advance(1s);
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTunnelTest, PassesARefusalOfTheServerAsAnyResponse) {
  Peer& browser = browse();
  browser.says(kUpgrade);
  world_.advance(10ms);
  server_.last().says("HTTP/1.1 401 Who?\r\nContent-Length: 0\r\n\r\n");
  world_.advance(10ms);
  browser.says(get("/login"));
  world_.advance(10ms);
  EXPECT_TRUE(server_.last().heard.starts_with("GET /login"));
}

TEST_F(DoorTunnelTest, RefusesSipUntilItIsSpoken) {
  const std::string answer = answer_to(
      "GET /ws HTTP/1.1\r\nHost: box\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Protocol: other, SIP\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 501 "));
  EXPECT_NE(answer.find("SIP"), std::string::npos);
  EXPECT_EQ(server_.peers.size(), 0u);
}

}  // namespace
}  // namespace web
