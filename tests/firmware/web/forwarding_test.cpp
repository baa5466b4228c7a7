#include "firmware/web/forwarding.h"

#include <gtest/gtest.h>

namespace web {
namespace {

std::string passed(const std::string& text) {
  RequestHeadReader reader;
  reader.read(text);
  EXPECT_EQ(reader.state(), RequestHeadReader::State::complete) << text;
  return print_request(reader.head());
}

TEST(PrintRequest, DropsWhatIsTheDoorsBusinessAndKeepsTheRest) {
  EXPECT_EQ(passed("PUT /a?b HTTP/1.1\r\nAccept: x\r\nHost: box:1\r\nConnection: Keep-Alive, "
                   "X-Private\r\nKeep-Alive: 5\r\nX-Private: 1\r\nProxy-Connection: a\r\n"
                   "Proxy-Authorization: b\r\nTE: trailers\r\nTrailer: x\r\nUpgrade: h2c\r\n"
                   "Forwarded: for=1.2.3.4\r\nX-Forwarded-For: 1.2.3.4\r\nx-forwarded-host: e\r\n"
                   "X-Real-IP: 1.2.3.4\r\nExpect: 100-continue\r\nContent-Length: 007\r\n"
                   "Cookie: a=b\r\n\r\n"),
            "PUT /a?b HTTP/1.1\r\nHost: box:1\r\nAccept: x\r\nCookie: a=b\r\n"
            "Content-Length: 7\r\nConnection: close\r\n\r\n");
}

TEST(PrintRequest, SaysTheLengthOfABodyThatIsNotThere) {
  EXPECT_EQ(passed("POST / HTTP/1.1\r\nHost: b\r\n\r\n"),
            "POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(passed("GET / HTTP/1.0\r\n\r\n"),
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}

TEST(PrintRequest, KeepsHostAndLengthWhateverConnectionNames) {
  EXPECT_EQ(passed("POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n"
                   "Connection: Host, Content-Length\r\n\r\n"),
            "POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
}

TEST(PrintRequest, LetsAWebSocketThrough) {
  EXPECT_EQ(passed("GET /e HTTP/1.1\r\nHost: b\r\nUpgrade: websocket, other\r\n"
                   "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: k\r\n\r\n"),
            "GET /e HTTP/1.1\r\nHost: b\r\nSec-WebSocket-Key: k\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\n\r\n");
}

TEST(PrintResponse, SaysHowTheConnectionGoesOn) {
  const ResponseHead head{
      200, "OK", {{"Content-Length", "2"}, {"Connection", "close"}, {"Keep-Alive", "5"}}, 2};
  EXPECT_EQ(print_response(head, true),
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(print_response(head, false),
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
  const ResponseHead upgrade{101, "", {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}}};
  EXPECT_EQ(print_response(upgrade, false),
            "HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
}

TEST(PrintRedirect, LeadsToTheSameTargetByHttps) {
  RequestHeadReader reader;
  reader.read("GET /a?b=c HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n");
  EXPECT_NE(print_redirect(reader.head(), 8443)
                .find("\r\nLocation: https://[2001:db8::1]:8443/a?b=c\r\n"),
            std::string::npos);
  EXPECT_NE(
      print_redirect(reader.head(), 443).find("\r\nLocation: https://[2001:db8::1]/a?b=c\r\n"),
      std::string::npos);
}

TEST(PrintProblem, IsAWholeResponse) {
  EXPECT_EQ(print_problem(503, "{}\n", "Retry-After: 5\r\n"),
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Type: "
            "application/problem+json\r\n"
            "Cache-Control: no-store\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"
            "{}\n");
}

TEST(ProblemDocument, SaysWhyInTheLanguageOfWhoeverAsks) {
  const Translate translate = [](std::string_view why, std::string_view accepted) {
    return std::string(why) + " / " + std::string(accepted);
  };
  EXPECT_EQ(problem_document({413, "Too long"}, translate, "zh"),
            R"({"title":"Content Too Large","status":413,"detail":"Too long / zh"})"
            "\n");
  EXPECT_EQ(problem_document({413, "Too long"}, nullptr, "zh"),
            R"({"title":"Content Too Large","status":413,"detail":"Too long"})"
            "\n");
}

}  // namespace
}  // namespace web
