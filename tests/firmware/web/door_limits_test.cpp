// What the door lets a client take: time, octets, connections.
#include "tests/firmware/web/door_fixture.h"

namespace web {
namespace {

TEST_F(DoorTest, GivesAHeadTenSecondsHoweverItDribbles) {
  Peer& browser = browse();
  const std::string text = get("/");
  for (std::size_t i = 0; i < 9; ++i) {
    browser.says(text.substr(i, 1));
    world_.advance(1s);
  }
  EXPECT_EQ(browser.heard, "");
  world_.advance(2s);
  EXPECT_TRUE(browser.heard.starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTest, ClosesAConnectionOnWhichNothingIsAskedWithoutAWord) {
  Peer& browser = browse();
  world_.advance(11s);
  EXPECT_EQ(browser.heard, "");
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTest, KeepsAnIdleConnectionForAMinuteAndCountsAHeadFromItsFirstOctet) {
  Peer& browser = browse();
  browser.says(get("/"));
  world_.advance(10ms);
  server_.last().says(ok("x"));
  world_.advance(59s);
  EXPECT_FALSE(browser.closed);
  browser.take();
  browser.says("G");
  world_.advance(9s);
  EXPECT_FALSE(browser.closed);
  world_.advance(2s);
  EXPECT_TRUE(browser.heard.starts_with("HTTP/1.1 408 "));

  Peer& other = browse();
  other.says(get("/"));
  world_.advance(10ms);
  server_.last().says(ok("x"));
  world_.advance(61s);
  EXPECT_TRUE(other.closed);
  EXPECT_TRUE(other.heard.ends_with("\r\n\r\nx"));
}

TEST_F(DoorTest, CutsABodyThatDribbles) {
  Peer& browser = browse();
  browser.says(post("/", 60'000));
  for (int i = 0; i < 9; ++i) {
    browser.says("x");
    world_.advance(1s);
  }
  EXPECT_EQ(browser.heard, "");
  world_.advance(2s);
  EXPECT_TRUE(browser.heard.starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(server_.last().closed);
}

TEST_F(DoorTest, WaitsForABodyThatComesSlowlyButSteadily) {
  Peer& browser = browse();
  browser.says(post("/", 60'000));
  for (int i = 0; i < 40; ++i) {
    browser.says(std::string(1500, 'x'));
    world_.advance(1s);
  }
  EXPECT_EQ(browser.heard, "");
  EXPECT_TRUE(server_.last().heard.ends_with(std::string(60'000, 'x')));
}

TEST_F(DoorTest, DoesNotWaitForABodyForEver) {
  open({.may_be_plain = [] { return true; }, .slowest_body = 1, .body_time = 60s});
  Peer& browser = browse();
  browser.says(post("/", 60'000));
  for (int i = 0; i < 61; ++i) {
    browser.says("xxxx");
    world_.advance(1s);
  }
  EXPECT_TRUE(browser.heard.starts_with("HTTP/1.1 408 "));
}

TEST_F(DoorTest, AnswersForAServerThatIsTooSlow) {
  Peer& browser = browse();
  browser.says(get("/"));
  world_.advance(59s);
  EXPECT_EQ(browser.heard, "");
  world_.advance(2s);
  EXPECT_TRUE(browser.heard.starts_with("HTTP/1.1 504 "));
}

TEST_F(DoorTest, TakesABodyOfTheLimitAndNotOneOctetMore) {
  open({.may_be_plain = [] { return true; }, .large_body_paths = {"/prompts/"}});
  const auto is_refused = [&](const std::string& target, std::size_t size) {
    return answer_to(post(target, size)).starts_with("HTTP/1.1 413 ");
  };
  EXPECT_FALSE(is_refused("/a", 64 << 10));
  EXPECT_TRUE(is_refused("/a", (64 << 10) + 1));
  EXPECT_FALSE(is_refused("/prompts/1", 16 << 20));
  EXPECT_TRUE(is_refused("/prompts/1", (16 << 20) + 1));
  EXPECT_TRUE(is_refused("/a?/prompts/", (64 << 10) + 1));
}

TEST_F(DoorTest, RefusesInTheLanguageOfWhoeverAsks) {
  open({.may_be_plain = [] { return true; },
        .translate =
            [](std::string_view why, std::string_view accepted) {
              return std::string(accepted == "zh" ? "太长" : why);
            }});
  const std::string head = "POST / HTTP/1.1\r\nHost: box\r\nContent-Length: 99999\r\n";
  EXPECT_NE(answer_to(head + "Accept-Language: zh\r\n\r\n").find("\"detail\":\"太长\""),
            std::string::npos);
  EXPECT_NE(answer_to(head + "\r\n").find(kLongBody), std::string::npos);
}

TEST_F(DoorTest, BuffersLittleForAServerThatDoesNotRead) {
  open({.may_be_plain = [] { return true; }, .large_body_paths = {"/"}});
  Peer& browser = browse();
  browser.says(post("/", 4 << 20));
  world_.advance(10ms);
  server_.last().socket->set_reading(false);
  const std::string piece(16 << 10, 'x');
  std::size_t sent = 0;
  while (browser.socket->queued() < (128 << 10) && sent < (4 << 20)) {
    browser.says(piece);
    sent += piece.size();
    world_.advance(5ms);
  }
  EXPECT_LT(sent, 256u << 10);
  world_.advance(30s);  // that it does not come is not the browser's fault
  EXPECT_EQ(browser.heard, "");
  server_.last().socket->set_reading(true);
  for (; sent < (4 << 20); sent += piece.size()) {
    ASSERT_TRUE(browser.says(piece));
    world_.advance(5ms);
  }
  world_.advance(1s);
  EXPECT_EQ(server_.last().heard.size() - server_.last().heard.find("\r\n\r\n") - 4, 4u << 20);
}

TEST_F(DoorTest, BuffersLittleForAClientThatDoesNotReadAndGivesUpOnIt) {
  Peer& browser = browse();
  browser.says(get("/recording"));
  world_.advance(10ms);
  browser.socket->set_reading(false);
  server_.last().says("HTTP/1.1 200 OK\r\nContent-Length: 4194304\r\n\r\n");
  const std::string piece(16 << 10, 'x');
  std::size_t sent = 0;
  const auto pour = [&] {
    while (server_.last().socket->queued() < (128 << 10) && sent < (4 << 20)) {
      server_.last().says(piece);
      sent += piece.size();
      world_.advance(5ms);
    }
  };
  pour();
  EXPECT_LT(sent, 256u << 10);
  world_.advance(50s);
  browser.socket->set_reading(true);
  world_.advance(1s);
  browser.socket->set_reading(false);
  pour();
  EXPECT_LT(sent, 1u << 20);
  EXPECT_FALSE(server_.last().closed);
  world_.advance(121s);
  EXPECT_TRUE(server_.last().closed);
  browser.socket->set_reading(true);
  world_.advance(1s);
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTest, LetsASlowClientHaveTheWholeResponseBeforeItCloses) {
  Peer& browser = browse();
  browser.says(get("/", "Connection: close\r\n"));
  world_.advance(10ms);
  browser.socket->set_reading(false);
  server_.last().says(ok(std::string(50'000, 'x')));
  world_.advance(50s);
  EXPECT_EQ(door_->counters().open, 1u);
  browser.socket->set_reading(true);
  world_.advance(1s);
  EXPECT_TRUE(browser.heard.ends_with("\r\n\r\n" + std::string(50'000, 'x')));
  EXPECT_TRUE(browser.closed);
}

TEST_F(DoorTest, LetsInAsManyFromOneAddressAsTheLimitAndTellsTheNext) {
  open({.may_be_plain = [] { return true; }, .admission = {.of_one_address = 2}});
  browse();
  browse();
  Peer& third = browse();
  world_.advance(10ms);
  EXPECT_TRUE(third.heard.starts_with("HTTP/1.1 503 "));
  EXPECT_NE(third.heard.find("\r\nRetry-After: 5\r\n"), std::string::npos);
  EXPECT_TRUE(third.closed);
  const DoorCounters counters = door_->counters();
  EXPECT_EQ(counters.accepted, 2u);
  EXPECT_EQ(counters.refused, 1u);
  EXPECT_EQ(counters.open, 2u);
}

TEST_F(DoorTest, LetsNobodyInWhileEverybodyIsServed) {
  open({.may_be_plain = [] { return true; }, .admission = {.connections = 2}});
  for (const char* from : {"10.0.0.11", "10.0.0.12"}) browse(from).says(get("/"));
  world_.advance(10ms);
  Peer& third = browse("10.0.0.13");
  world_.advance(10ms);
  EXPECT_TRUE(third.heard.starts_with("HTTP/1.1 503 "));
  EXPECT_EQ(door_->counters().open, 2u);
}

TEST_F(DoorTest, MakesRoomByTheOneWhoDribblesLongest) {
  open({.may_be_plain = [] { return true; }, .admission = {.connections = 2}});
  Peer& longer = browse("10.0.0.11");
  world_.advance(1s);
  Peer& shorter = browse("10.0.0.12");
  world_.advance(1s);
  longer.says("G");
  Peer& newcomer = browse("10.0.0.13");
  world_.advance(10ms);
  EXPECT_TRUE(longer.closed);
  EXPECT_FALSE(shorter.closed);
  newcomer.says(get("/"));
  world_.advance(10ms);
  EXPECT_TRUE(server_.last().heard.starts_with("GET /"));
}

TEST_F(DoorTest, MakesRoomByTheConnectionThatIsIdleLongest) {
  open({.may_be_plain = [] { return true; }, .admission = {.connections = 3}});
  Peer& busy = browse();
  busy.says(get("/"));
  world_.advance(10ms);
  const auto idle = [&](const std::string& from) -> Peer& {
    Peer& browser = browse(from);
    browser.says(get("/"));
    world_.advance(10ms);
    server_.last().says(ok("x"));
    world_.advance(1s);
    return browser;
  };
  Peer& longer = idle("10.0.0.12");
  Peer& shorter = idle("10.0.0.13");
  Peer& newcomer = browse("10.0.0.14");
  world_.advance(10ms);
  EXPECT_TRUE(longer.closed);
  EXPECT_FALSE(shorter.closed);
  EXPECT_FALSE(busy.closed);
  newcomer.says(get("/"));
  world_.advance(10ms);
  EXPECT_TRUE(server_.last().heard.starts_with("GET /"));
}

TEST_F(DoorTest, ClosesWithoutAWordWhenTooManyAreSentAway) {
  open({.may_be_plain = [] { return true; }, .admission = {.of_one_address = 1, .burst = 100}});
  sim::LinkSettings slow;
  slow.delay = 100ms;
  world_.network().set_link("10.0.0.11", "10.0.0.1", slow);
  std::vector<Peer*> peers;
  for (int i = 0; i < 30; ++i) peers.push_back(&browse());
  world_.advance(5s);
  const auto told =
      std::count_if(peers.begin(), peers.end(), [](Peer* peer) { return !peer->heard.empty(); });
  EXPECT_EQ(door_->counters().refused, 29u);
  EXPECT_GE(told, 16);
  EXPECT_LT(told, 29);
}

TEST_F(DoorTest, CountsAHouseholdOfIpv6AsOne) {
  open({.may_be_plain = [] { return true; }, .admission = {.of_one_address = 1}});
  ASSERT_TRUE(door_->listen_plain(endpoint("[::]:80")));
  browse("2001:db8::11", "[2001:db8::1]:80");
  Peer& neighbour = browse("2001:db8::12", "[2001:db8::1]:80");
  world_.advance(10ms);
  EXPECT_TRUE(neighbour.heard.starts_with("HTTP/1.1 503 "));
}

}  // namespace
}  // namespace web
