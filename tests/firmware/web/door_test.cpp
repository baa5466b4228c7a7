#include "firmware/web/door.h"

#include "tests/firmware/web/door_fixture.h"

namespace web {
namespace {

TEST_F(DoorTest, PassesARequestToTheServerAndTheResponseBack) {
  Peer& browser = browse();
  browser.says(get("/a", "Connection: keep-alive\r\n"));
  world_.advance(10ms);
  ASSERT_EQ(server_.peers.size(), 1u);
  EXPECT_EQ(server_.last().heard, "GET /a HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n");
  server_.last().says(ok("hello"));
  world_.advance(10ms);
  EXPECT_EQ(browser.heard,
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello");
  EXPECT_TRUE(server_.last().closed);
  EXPECT_FALSE(browser.closed);
}

TEST_F(DoorTest, TellsTheServerWhoIsBehindAConnectionAsLongAsItIsThere) {
  Peer& browser = browse();
  const std::uint16_t before = 1;
  EXPECT_FALSE(door_->visitor(before));
  browser.says(get("/a"));
  world_.advance(10ms);
  const std::uint16_t port = server_.last().socket->remote().port;
  const auto visitor = door_->visitor(port);
  ASSERT_TRUE(visitor);
  EXPECT_EQ(visitor->client, browser.socket->local());
  EXPECT_FALSE(visitor->secure);
  server_.last().says(ok(""));
  world_.advance(10ms);
  EXPECT_FALSE(door_->visitor(port));
}

TEST_F(DoorTest, ForgetsTheVisitorWhenTheClientLeaves) {
  Peer& browser = browse();
  browser.says(get("/a"));
  world_.advance(10ms);
  const std::uint16_t port = server_.last().socket->remote().port;
  browser.socket.reset();
  world_.advance(10ms);
  EXPECT_FALSE(door_->visitor(port));
  EXPECT_TRUE(server_.last().closed);
}

TEST_F(DoorTest, PassesABodyAndNotOneOctetMore) {
  Peer& browser = browse();
  browser.says(post("/a", 10) + "12345");
  world_.advance(10ms);
  browser.says("67890GET /b HTTP/1.1\r\nHost: smuggled\r\n\r\n");
  world_.advance(10ms);
  ASSERT_EQ(server_.peers.size(), 1u);
  EXPECT_TRUE(
      server_.last().heard.ends_with("Content-Length: 10\r\nConnection: close\r\n\r\n"
                                     "1234567890"));
}

TEST_F(DoorTest, ServesOneRequestAfterAnotherEachOnItsOwnConnection) {
  Peer& browser = browse();
  browser.says(get("/a") + get("/b") + post("/c", 3) + "abc" + get("/d"));
  for (const char* target : {"GET /a", "GET /b", "POST /c", "GET /d"}) {
    world_.advance(10ms);
    EXPECT_TRUE(server_.last().heard.starts_with(target)) << server_.last().heard;
    server_.last().says(ok(target));
  }
  world_.advance(10ms);
  EXPECT_EQ(server_.peers.size(), 4u);
  EXPECT_LT(browser.heard.find("GET /a"), browser.heard.find("GET /b"));
  EXPECT_TRUE(browser.heard.ends_with("GET /d"));
  EXPECT_FALSE(browser.closed);
}

TEST_F(DoorTest, ReadsNoMoreThanItsLimitAheadOfItsTurn) {
  Peer& browser = browse();
  browser.says(get("/a"));
  world_.advance(10ms);
  const std::string requests(1000, 'x');
  std::size_t sent = 0;
  while (browser.socket->queued() < 100'000 && sent < 1'000'000) {
    browser.says(requests);
    sent += requests.size();
    world_.advance(5ms);
  }
  EXPECT_LT(sent, 130'000u);
}

TEST_F(DoorTest, ClosesAfterTheResponseWhenAskedToOrWhenItIsHttp10) {
  Peer& asked = browse();
  asked.says(get("/", "Connection: close\r\n"));
  world_.advance(10ms);
  server_.last().says(ok("x"));
  Peer& old = browse();
  old.says("GET / HTTP/1.0\r\n\r\n");
  world_.advance(10ms);
  server_.last().says(ok("x"));
  world_.advance(10ms);
  for (Peer* peer : {&asked, &old}) {
    EXPECT_TRUE(peer->heard.ends_with("\r\nConnection: close\r\n\r\nx"));
    EXPECT_TRUE(peer->closed);
  }
}

TEST_F(DoorTest, KnowsWhereAResponseWithoutABodyEnds) {
  Peer& browser = browse();
  browser.says("HEAD / HTTP/1.1\r\nHost: box\r\n\r\n" + get("/") + get("/"));
  world_.advance(10ms);
  server_.last().says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
  world_.advance(10ms);
  server_.last().says("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n");
  world_.advance(10ms);
  server_.last().says("HTTP/1.1 204 No Content\r\n\r\n");
  world_.advance(10ms);
  EXPECT_EQ(server_.peers.size(), 3u);
  EXPECT_TRUE(browser.heard.ends_with("204 No Content\r\nConnection: keep-alive\r\n\r\n"));
}

TEST_F(DoorTest, EndsWithTheServersConnectionABodyWithoutALength) {
  Peer& browser = browse();
  browser.says(get("/"));
  world_.advance(10ms);
  server_.last().says("HTTP/1.1 400 Bad\r\n\r\nsome");
  server_.last().says("thing");
  server_.last().socket.reset();
  world_.advance(10ms);
  EXPECT_EQ(browser.heard, "HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\nsomething");
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTest, DropsWhatTheServerSaysBeyondItsLength) {
  Peer& browser = browse();
  browser.says(get("/"));
  world_.advance(10ms);
  server_.last().says(ok("x") + "HTTP/1.1 200 OK\r\n\r\n");
  world_.advance(10ms);
  EXPECT_TRUE(browser.heard.ends_with("\r\n\r\nx"));
}

TEST_F(DoorTest, AnswersForAServerThatDoesNot) {
  server_.listener.reset();
  EXPECT_TRUE(answer_to(get("/")).starts_with("HTTP/1.1 502 "));
  server_.listener = *box().listen_tcp(kServer, server_);
  for (const char* broken : {"", "HTTP/1.1 200 OK\r\nContent-Le", "nonsense\r\n\r\n",
                             "HTTP/1.1 101 Switching Protocols\r\n\r\n"}) {
    Peer& browser = browse();
    browser.says(get("/"));
    world_.advance(10ms);
    if (*broken) server_.last().says(broken);
    server_.last().socket.reset();
    world_.advance(10ms);
    EXPECT_TRUE(browser.heard.starts_with("HTTP/1.1 502 ")) << broken;
    EXPECT_TRUE(browser.closed);
  }
  EXPECT_EQ(door_->counters().bad_requests, 0u);
}

TEST_F(DoorTest, LetsTheClientSeeThatABodyIsCutShort) {
  Peer& browser = browse();
  browser.says(get("/"));
  world_.advance(10ms);
  server_.last().says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  server_.last().socket.reset();
  world_.advance(10ms);
  EXPECT_TRUE(browser.heard.ends_with("half"));
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTest, ClosesWhenTheServerAnswersBeforeTheBodyHasCome) {
  Peer& browser = browse();
  browser.says(post("/a", 10) + "123");
  world_.advance(10ms);
  server_.last().says("HTTP/1.1 401 Who?\r\nContent-Length: 0\r\n\r\n");
  world_.advance(10ms);
  browser.says("4567890" + get("/b"));
  world_.advance(10ms);
  EXPECT_EQ(browser.heard, "HTTP/1.1 401 Who?\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(browser.closed);
  EXPECT_EQ(server_.peers.size(), 1u);
}

TEST_F(DoorTest, TellsWhoAsksToGoOnWithABody) {
  Peer& browser = browse();
  browser.says(post("/a", 3, "Expect: 100-continue\r\n"));
  world_.advance(10ms);
  EXPECT_EQ(browser.take(), "HTTP/1.1 100 Continue\r\n\r\n");
  browser.says("abc");
  world_.advance(10ms);
  EXPECT_TRUE(server_.last().heard.ends_with("\r\n\r\nabc"));
  server_.last().says("HTTP/1.1 100 Continue\r\n\r\n" + ok("x"));  // heard already: from the door
  world_.advance(10ms);
  EXPECT_TRUE(browser.heard.starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(DoorTest, RefusesWhatItCannotReadInOneWay) {
  for (const auto& [text, status] : std::vector<std::pair<std::string, std::string>>{
           {"GET / HTTP/1.1\r\n\r\n", "400"},
           {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "501"},
           {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"},
           {"GET http://other/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
           {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505"},
           {std::string("\x16\x03\x01\x02", 4), "400"}}) {
    const std::string answer = answer_to(text);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + status + " ")) << text << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
    EXPECT_TRUE(browsers_.back()->closed);
  }
  EXPECT_EQ(server_.peers.size(), 0u);
  EXPECT_EQ(door_->counters().bad_requests, 6u);
}

TEST_F(DoorTest, NeverLetsASecondRequestReachTheServerOnOneConnection) {
  // Each would be two requests to a server that reads the length differently from the door.
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: box\r\n\r\n";
  const std::string length = "Content-Length: " + std::to_string(hidden.size()) + "\r\n";
  for (const std::string& framing : std::vector<std::string>{
           "Content-Length: 0\r\n", "Content-Length: 0\r\n" + length,
           "Transfer-Encoding: chunked\r\n", "Transfer-Encoding : chunked\r\n",
           "Transfer-Encoding\t: chunked\r\nContent-Length: 0\r\n",
           "Content-Length: 0\r\n\t" + length, "X: y\n" + length, "X: y\r" + length}) {
    Peer& browser = browse();
    browser.says("POST / HTTP/1.1\r\nHost: box\r\n" + framing + "\r\n" + hidden);
    world_.advance(50ms);
  }
  for (const auto& peer : server_.peers) {
    EXPECT_EQ(peer->heard.find("hidden"), std::string::npos) << peer->heard;
  }
}

TEST_F(DoorTest, SendsPlainClientsToTheTlsPort) {
  open({});
  EXPECT_TRUE(answer_to(get("/")).starts_with("HTTP/1.1 503 "));
  ASSERT_TRUE(door_->listen_tls(endpoint("0.0.0.0:8443")));
  const std::string answer = answer_to("GET /a?b HTTP/1.1\r\nHost: box.local:80\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 308 "));
  EXPECT_NE(answer.find("\r\nLocation: https://box.local:8443/a?b\r\n"), std::string::npos);
  EXPECT_TRUE(browsers_.back()->closed);
  EXPECT_TRUE(answer_to("GET / HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_EQ(server_.peers.size(), 0u);
}

TEST_F(DoorTest, SurvivesItsOwnEndWithEverythingUnderWay) {
  browse().says(get("/"));
  browse().says(post("/", 100) + "x");
  browse();
  world_.advance(10ms);
  door_.reset();
  world_.advance(10ms);
  EXPECT_EQ(browsers_open(), 0u);
}

TEST_F(DoorTest, WorksWhateverPiecesTheNetworkDelivers) {
  sim::LinkSettings link;
  link.segments = true;
  world_.network().set_link("10.0.0.11", "10.0.0.1", link);
  world_.network().set_link("127.0.0.1", "127.0.0.1", link);
  Peer& browser = browse();
  const std::string body(20'000, 'b');
  browser.says(post("/a", body.size()) + body + get("/b"));
  world_.advance(1s);
  EXPECT_TRUE(server_.last().heard.ends_with("\r\n\r\n" + body));
  server_.last().says(ok(body));
  world_.advance(1s);
  server_.last().says(ok("end"));
  world_.advance(1s);
  EXPECT_EQ(server_.peers.size(), 2u);
  EXPECT_TRUE(browser.heard.ends_with("\r\n\r\nend"));
}

}  // namespace
}  // namespace web
