#include "firmware/web/request_head.h"

#include <gtest/gtest.h>

namespace web {
namespace {

RequestHeadReader reading(std::string_view octets) {
  RequestHeadReader reader;
  reader.read(octets);
  return reader;
}

int status_of(std::string_view octets) {
  const RequestHeadReader reader = reading(octets);
  if (reader.state() == RequestHeadReader::State::complete) return 200;
  return reader.state() == RequestHeadReader::State::refused ? reader.refusal().status : 0;
}

// A sound request but for `line` and `fields`.
int status_with(const std::string& fields, const std::string& line = "POST / HTTP/1.1") {
  return status_of(line + "\r\nHost: box\r\n" + fields + "\r\n");
}

TEST(RequestHead, TellsWhatWasAsked) {
  const auto reader = reading(
      "PUT /api/v1/extensions/101?dry=1 HTTP/1.1\r\nHost: Box.local:8443\r\n"
      "content-length: 12\r\nX-Empty:\r\nCookie: \t a=b \r\nExpect: 100-Continue\r\n\r\n");
  ASSERT_EQ(reader.state(), RequestHeadReader::State::complete);
  const RequestHead& head = reader.head();
  EXPECT_EQ(head.method, "PUT");
  EXPECT_EQ(head.target, "/api/v1/extensions/101?dry=1");
  EXPECT_EQ(head.path(), "/api/v1/extensions/101");
  EXPECT_EQ(head.host, "Box.local");
  EXPECT_EQ(head.content_length, 12u);
  EXPECT_EQ(head.field("cookie"), "a=b");
  EXPECT_EQ(head.field("x-empty"), "");
  EXPECT_TRUE(head.keeps_alive);
  EXPECT_TRUE(head.expects_continue);
  EXPECT_FALSE(head.is_websocket);
}

TEST(RequestHead, IsTheSameWhateverPiecesItComesIn) {
  const std::string text = "GET /a HTTP/1.1\r\nHost: box\r\nAccept: */*\r\n\r\n";
  RequestHeadReader reader;
  for (const char octet : text) EXPECT_EQ(reader.read(std::string_view(&octet, 1)), 1u);
  ASSERT_EQ(reader.state(), RequestHeadReader::State::complete);
  EXPECT_EQ(reader.head().target, "/a");
  EXPECT_EQ(reader.head().field("Accept"), "*/*");
}

TEST(RequestHead, TakesNothingBehindItsEnd) {
  const std::string text = "GET /a HTTP/1.1\r\nHost: box\r\n\r\n";
  RequestHeadReader reader;
  EXPECT_EQ(reader.read(text + "GET /b"), text.size());
  EXPECT_EQ(reader.read("GET /b"), 0u);
}

TEST(RequestHead, MayComeAfterOneEmptyLineButNotTwo) {
  EXPECT_EQ(status_of("\r\nGET / HTTP/1.1\r\nHost: box\r\n\r\n"), 200);
  EXPECT_EQ(status_of("\r\n\r\nGET / HTTP/1.1\r\nHost: box\r\n\r\n"), 400);
}

TEST(RequestHead, RefusesRequestLinesThatTwoCouldReadDifferently) {
  for (const auto& [line, status] :
       std::vector<std::pair<std::string, int>>{{"GET / HTTP/1.1", 200},
                                                {"GET /", 400},  // HTTP/0.9
                                                {"GET  / HTTP/1.1", 400},
                                                {"GET /  HTTP/1.1", 400},
                                                {"GET / HTTP/1.1 ", 400},
                                                {" GET / HTTP/1.1", 400},
                                                {"GET\t/ HTTP/1.1", 400},
                                                {"GET /a b HTTP/1.1", 400},
                                                {"G(T / HTTP/1.1", 400},
                                                {"GET / http/1.1", 400},
                                                {"GET / HTTP/1.10", 400},
                                                {"GET / HTTP/2.0", 505},
                                                {"GET / HTTP/1.2", 505},
                                                {"PRI * HTTP/2.0", 505},
                                                {"POST / HTTP/1.0", 505},
                                                {"get / HTTP/1.1", 501},
                                                {"TRACE / HTTP/1.1", 501},
                                                {"CONNECT box:443 HTTP/1.1", 501},
                                                {"GET http://box/ HTTP/1.1", 400},
                                                {"OPTIONS * HTTP/1.1", 400},
                                                {"GET /../etc/passwd HTTP/1.1", 400},
                                                {"GET /%00 HTTP/1.1", 400},
                                                {"GET /caf\xc3\xa9 HTTP/1.1", 400}}) {
    EXPECT_EQ(status_with("", line), status) << line;
  }
}

TEST(RequestHead, RefusesLengthsThatTwoCouldReadDifferently) {
  for (const auto& [fields, status] : std::vector<std::pair<std::string, int>>{
           {"Content-Length: 5\r\n", 200},
           {"Content-Length: 0\r\n", 200},
           {"Content-Length: 5\r\nContent-Length: 5\r\n", 400},
           {"Content-Length: 5\r\nContent-Length: 6\r\n", 400},
           {"Content-Length: 5, 5\r\n", 400},
           {"Content-Length: +5\r\n", 400},
           {"Content-Length: -5\r\n", 400},
           {"Content-Length: 0x5\r\n", 400},
           {"Content-Length: 5 5\r\n", 400},
           {"Content-Length: 5;\r\n", 400},
           {"Content-Length:\r\n", 400},
           {"Content-Length: 99999999999999999999\r\n", 413},
           {"Content-Length : 5\r\n", 400},
           {"Content-Length\t: 5\r\n", 400},
           {" Content-Length: 5\r\n", 400},
           {"\tContent-Length: 5\r\n", 400},
           {"Content-Length\r\n", 400},
           {": 5\r\n", 400},
           {"Content-\x0bLength: 5\r\n", 400},
           {"A: b\r\n c\r\n", 400},
           {"A: b\r\n\tc\r\n", 400},
           {"A: b\nContent-Length: 5\r\n", 400},
           {"A: b\rContent-Length: 5\r\n", 400},
           {"A: b\r\r\n", 400},
           {std::string("A: b\0c\r\n", 8), 400},
           {"A: b\x7f\r\n", 400},
           {"A: b\x1b\r\n", 400},
           {"A: caf\xc3\xa9\tb\r\n", 200},
           {"Transfer-Encoding: chunked\r\n", 501},
           {"Transfer-Encoding: identity\r\n", 501},
           {"transfer-encoding: Chunked\r\n", 501},
           {"Transfer-Encoding:\r\n", 501},
           {"Transfer-Encoding : chunked\r\n", 400},
           {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400},
           {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400},
           {"Expect: 200-ok\r\n", 417}}) {
    EXPECT_EQ(status_with(fields), status) << fields;
  }
}

TEST(RequestHead, RefusesALineEndThatIsNone) {
  EXPECT_EQ(status_of("GET / HTTP/1.1\nHost: box\n\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: box\r\n\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: box\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\rHost: box\r\r"), 400);
}

TEST(RequestHead, WantsOneSoundHost) {
  const auto with = [](const std::string& hosts, const std::string& version = "1.1") {
    return status_of("GET / HTTP/" + version + "\r\n" + hosts + "\r\n");
  };
  EXPECT_EQ(with("Host: box\r\n"), 200);
  EXPECT_EQ(with(""), 400);
  EXPECT_EQ(with("Host:\r\n"), 400);
  EXPECT_EQ(with("Host: box\r\nHost: box\r\n"), 400);
  EXPECT_EQ(with("Host: box/evil\r\n"), 400);
  EXPECT_EQ(with("", "1.0"), 200);
  EXPECT_EQ(with("Host: a\r\nHost: b\r\n", "1.0"), 400);
  EXPECT_EQ(with("Transfer-Encoding: chunked\r\n", "1.0"), 400);
}

TEST(RequestHead, SaysHowTheConnectionGoesOn) {
  const auto kept = [](const std::string& connection, const std::string& version) {
    return reading("GET / HTTP/" + version + "\r\nHost: box\r\n" + connection + "\r\n")
        .head()
        .keeps_alive;
  };
  EXPECT_TRUE(kept("", "1.1"));
  EXPECT_TRUE(kept("Connection: keep-alive\r\n", "1.1"));
  EXPECT_FALSE(kept("Connection: x, CLOSE\r\n", "1.1"));
  EXPECT_FALSE(kept("Connection: x\r\nConnection: close\r\n", "1.1"));
  EXPECT_FALSE(kept("Connection: keep-alive\r\n", "1.0"));
}

TEST(RequestHead, KnowsWhoWantsAWebSocket) {
  const auto with = [](const std::string& fields, const std::string& method = "GET") {
    return reading(method + " /events HTTP/1.1\r\nHost: box\r\n" + fields + "\r\n");
  };
  EXPECT_TRUE(
      with("Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n").head().is_websocket);
  EXPECT_FALSE(with("Upgrade: websocket\r\n").head().is_websocket);
  EXPECT_FALSE(with("Connection: upgrade\r\nUpgrade: h2c\r\n").head().is_websocket);
  const std::string both = "Connection: upgrade\r\nUpgrade: websocket\r\n";
  EXPECT_EQ(with(both).state(), RequestHeadReader::State::complete);
  EXPECT_EQ(with(both, "POST").state(), RequestHeadReader::State::refused);
  EXPECT_EQ(with(both + "Content-Length: 3\r\n").state(), RequestHeadReader::State::refused);
}

TEST(RequestHead, TakesATargetOfTheLimitAndNotOneOctetMore) {
  const auto with = [](std::size_t size) {
    return status_of("GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: box\r\n\r\n");
  };
  EXPECT_EQ(with(RequestHeadReader::kMaxTarget), 200);
  EXPECT_EQ(with(RequestHeadReader::kMaxTarget + 1), 414);
  EXPECT_EQ(status_of("GET /" + std::string(5000, 'a')), 414);  // at once, not at the line's end
  EXPECT_EQ(status_of(std::string(40, 'A')), 400);
}

TEST(RequestHead, TakesAsManyFieldsAsTheLimitAndNotOneMore) {
  const auto with = [](std::size_t count) {
    std::string fields;
    for (std::size_t i = 1; i < count; ++i) fields += "A: b\r\n";  // one is Host
    return status_with(fields);
  };
  EXPECT_EQ(with(RequestHeadReader::kMaxFields), 200);
  EXPECT_EQ(with(RequestHeadReader::kMaxFields + 1), 431);
}

TEST(RequestHead, TakesAsManyOctetsAsTheLimitAndNotOneMore) {
  const auto with = [](std::size_t size) {
    const std::string begin = "GET / HTTP/1.1\r\nHost: box\r\nA: ";
    return status_of(begin + std::string(size - begin.size() - 4, 'a') + "\r\n\r\n");
  };
  EXPECT_EQ(with(RequestHeadReader::kMaxOctets), 200);
  EXPECT_EQ(with(RequestHeadReader::kMaxOctets + 1), 431);
}

}  // namespace
}  // namespace web
