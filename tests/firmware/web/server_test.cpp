// The server as the door speaks with it: over its loopback port.
#include "firmware/web/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <semaphore>
#include <string>

namespace web {
namespace {

// One connection of the door's.
class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send(std::string_view octets) const {
    EXPECT_TRUE(connected_);
    EXPECT_EQ(::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(octets.size()));
  }
  void half_close() const { ::shutdown(socket_, SHUT_WR); }
  // Until `end` has come, or the end of all.
  std::string read_until(std::string_view end = {}) const {
    std::string all;
    std::array<char, 4096> part{};
    while (end.empty() || all.find(end) == std::string::npos) {
      const ssize_t got = ::recv(socket_, part.data(), part.size(), 0);
      if (got <= 0) break;
      all.append(part.data(), static_cast<std::size_t>(got));
    }
    return all;
  }

 private:
  int socket_;
  bool connected_ = false;
};

std::optional<Visitor> somebody(std::uint16_t) {
  return Visitor{*net::Endpoint::parse("192.0.2.7:4711"), true};
}

std::string answer_to(const Server& server, std::string_view request) {
  const Connection connection(server.port());
  connection.send(request);
  return connection.read_until();
}

TEST(ServerTest, GivesARequestInValuesAndWritesItsResponse) {
  Request seen;
  Server server(
      {},
      [&](const Request& request) {
        seen = request;
        return Response::json(R"({"number":"101"})", 201).set("ETag", "\"1\"");
      },
      somebody);
  ASSERT_TRUE(server.start());
  const std::string answer =
      answer_to(server,
                "POST /a%20b/c?x=%2A1&y HTTP/1.1\r\nHost: box\r\n"
                "Cookie: a=1; jackfield=abc\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.path, "/a b/c");
  EXPECT_EQ(seen.argument("x"), "*1");
  EXPECT_EQ(seen.field("host"), "box");
  EXPECT_EQ(seen.cookie("jackfield"), "abc");
  EXPECT_EQ(seen.body, "hello");
  EXPECT_EQ(net::to_string(seen.client), "192.0.2.7:4711");
  EXPECT_TRUE(seen.secure);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 201 Created\r\n")) << answer;
  EXPECT_NE(answer.find("ETag: \"1\"\r\n"), std::string::npos);
  EXPECT_NE(answer.find("Content-Length: 16\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n{\"number\":\"101\"}")) << answer;
}

TEST(ServerTest, RefusesAConnectionThatIsNotTheDoors) {
  Server server(
      {}, [](const Request&) { return Response{}; },
      [](std::uint16_t) { return std::optional<Visitor>(); });
  ASSERT_TRUE(server.start());
  EXPECT_TRUE(
      answer_to(server, "GET / HTTP/1.1\r\nHost: box\r\n\r\n").starts_with("HTTP/1.1 403 "));
}

TEST(ServerTest, SendsNoBodyToHead) {
  Server server(
      {}, [](const Request&) { return Response::json("{}"); }, somebody);
  ASSERT_TRUE(server.start());
  const std::string answer = answer_to(server, "HEAD / HTTP/1.1\r\nHost: box\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 2\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST(ServerTest, TakesABodyAtTheLimitAndNoneAbove) {
  ServerOptions options;
  options.longest_body = 10;
  Server server(
      options, [](const Request&) { return Response{}; }, somebody);
  ASSERT_TRUE(server.start());
  const std::string head = "PUT / HTTP/1.1\r\nHost: box\r\nContent-Length: ";
  EXPECT_TRUE(answer_to(server, head + "10\r\n\r\n0123456789").starts_with("HTTP/1.1 200 "));
  const std::string refusal = answer_to(server, head + "11\r\n\r\n0123456789a");
  EXPECT_TRUE(refusal.starts_with("HTTP/1.1 413 ")) << refusal;
  EXPECT_NE(refusal.find("Content-Type: application/problem+json\r\n"), std::string::npos);
  EXPECT_NE(refusal.find("\"status\":413,\"detail\":\"" + std::string(kLongBody)),
            std::string::npos)
      << refusal;
}

TEST(ServerTest, LetsABodyBeReadAsItComes) {
  ServerOptions options;
  options.longest_body = 10;  // which does not count there
  options.streamed_path = "/update";
  const auto read_all = [](const Request& request) {
    std::string text;
    std::array<char, 7> piece{};
    while (const std::size_t got = request.read(piece.data(), piece.size())) {
      text.append(piece.data(), got);
    }
    return Response::json(std::to_string(request.coming) + " " + text);
  };
  Server server(options, read_all, somebody);
  ASSERT_TRUE(server.start());
  const std::string head = "PUT /update HTTP/1.1\r\nHost: box\r\nContent-Length: ";
  const std::string body = "more than is kept of any other";
  EXPECT_TRUE(answer_to(server, head + "30\r\n\r\n" + body).ends_with("30 " + body));
  const Connection connection(server.port());
  connection.send(head + "30\r\n\r\nmore");
  connection.half_close();
  EXPECT_TRUE(connection.read_until().ends_with("30 more")) << "who sends is gone";
}

TEST(ServerTest, SendsAFileAndFollowsNoLink) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "web_server_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "file") << std::string(100'000, 'x');
  std::filesystem::remove(folder / "link");
  std::filesystem::create_symlink(folder / "file", folder / "link");
  Server server(
      {},
      [&](const Request& request) {
        Response response;
        response.file = folder.string() + request.path;
        return response;
      },
      somebody);
  ASSERT_TRUE(server.start());
  const std::string answer = answer_to(server, "GET /file HTTP/1.1\r\nHost: box\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 100000\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with(std::string(100'000, 'x')));
  for (const char* path : {"/link", "/absent", "/"}) {
    EXPECT_TRUE(answer_to(server, "GET " + std::string(path) + " HTTP/1.1\r\nHost: box\r\n\r\n")
                    .starts_with("HTTP/1.1 404 "))
        << path;
  }
  std::filesystem::remove_all(folder);
}

TEST(ServerTest, SendsAPartOfAFile) {
  const std::string path = testing::TempDir() + "/web_server_test_part";
  std::ofstream(path) << "0123456789";
  Server server(
      {},
      [&](const Request&) {
        Response response;
        response.file = path;
        return response;
      },
      somebody);
  ASSERT_TRUE(server.start());
  const auto part = [&](const std::string& range) {
    return answer_to(server, "GET / HTTP/1.1\r\nHost: box\r\nRange: " + range + "\r\n\r\n");
  };
  const std::string middle = part("bytes=2-4");
  EXPECT_TRUE(middle.starts_with("HTTP/1.1 206 ")) << middle;
  EXPECT_NE(middle.find("Content-Range: bytes 2-4/10\r\n"), std::string::npos);
  EXPECT_TRUE(middle.ends_with("\r\n\r\n234"));
  EXPECT_TRUE(part("bytes=7-").ends_with("\r\n\r\n789"));
  EXPECT_TRUE(part("bytes=-2").ends_with("\r\n\r\n89"));
  EXPECT_TRUE(part("bytes=8-99").ends_with("\r\n\r\n89"));
  EXPECT_TRUE(part("bytes=10-").starts_with("HTTP/1.1 416 "));
  EXPECT_TRUE(part("bytes=-0").starts_with("HTTP/1.1 416 "));
  for (const char* whole : {"bytes=0-1,3-4", "bytes=4-2", "bytes=x-", "lines=1-2", "bytes=3"}) {
    EXPECT_TRUE(part(whole).starts_with("HTTP/1.1 200 ")) << whole;
  }
  std::filesystem::remove(path);
}

TEST(ServerTest, SendsWhatIsMadePieceByPieceAndParts) {
  constexpr std::size_t kSize = 1'000'000;
  std::size_t longest = 0;
  Server server(
      {},
      [&](const Request&) {
        Response response;
        response.made = {kSize, [&](std::size_t first, std::size_t length) {
                           longest = std::max(longest, length);
                           std::string piece;
                           while (piece.size() < length) {
                             piece += static_cast<char>('a' + (first + piece.size()) % 26);
                           }
                           return piece;
                         }};
        return response;
      },
      somebody);
  ASSERT_TRUE(server.start());
  const auto part = [&](const std::string& range) {
    return answer_to(server, "GET / HTTP/1.1\r\nHost: box\r\nRange: " + range + "\r\n\r\n");
  };
  const std::string middle = part("bytes=27-29");
  EXPECT_TRUE(middle.starts_with("HTTP/1.1 206 ")) << middle;
  EXPECT_NE(middle.find("Content-Range: bytes 27-29/1000000\r\n"), std::string::npos);
  EXPECT_NE(middle.find("Content-Length: 3\r\n"), std::string::npos);
  EXPECT_TRUE(middle.ends_with("\r\n\r\nbcd"));
  EXPECT_TRUE(part("bytes=1000000-").starts_with("HTTP/1.1 416 "));
  const std::string whole = answer_to(server, "GET / HTTP/1.1\r\nHost: box\r\n\r\n");
  EXPECT_NE(whole.find("Accept-Ranges: bytes\r\n"), std::string::npos);
  const std::string_view body = std::string_view(whole).substr(whole.find("\r\n\r\n") + 4);
  ASSERT_EQ(body.size(), kSize);
  EXPECT_EQ(body.substr(260'000, 3), "abc");
  EXPECT_LT(longest, kSize / 4);
  EXPECT_TRUE(answer_to(server, "HEAD / HTTP/1.1\r\nHost: box\r\n\r\n")
                  .find("Content-Length: 1000000\r\n") != std::string::npos);
}

TEST(ServerTest, TakesOnlySoManyLargeBodiesAtATime) {
  std::counting_semaphore<> came{0}, go{0};
  Server server(
      {.large_body = 10, .large_bodies = 2},
      [&](const Request& request) {
        if (request.path == "/wait") {
          came.release();
          go.acquire();
        }
        return Response{};
      },
      somebody);
  ASSERT_TRUE(server.start());
  const auto post = [](const std::string& path, const std::string& body) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: box\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
  };
  const std::string large(10, 'x');
  const Connection one(server.port());
  const Connection two(server.port());
  for (const Connection* each : {&one, &two}) {
    each->send(post("/wait", large));
    came.acquire();
  }
  EXPECT_TRUE(answer_to(server, post("/", large)).starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(answer_to(server, post("/", "small")).starts_with("HTTP/1.1 200 "));
  go.release(2);
  for (const Connection* each : {&one, &two}) {
    EXPECT_TRUE(each->read_until().starts_with("HTTP/1.1 200 "));
  }
  EXPECT_TRUE(answer_to(server, post("/", large)).starts_with("HTTP/1.1 200 "));
}

class ACertainDay : public base::WallClock {
 public:
  base::WallTime now() const override { return base::WallTime(std::chrono::seconds(784'111'777)); }
};

TEST(ServerTest, DatesItsResponses) {
  const ACertainDay clock;
  Server server(
      {.clock = &clock}, [](const Request&) { return Response{}; }, somebody);
  ASSERT_TRUE(server.start());
  EXPECT_NE(answer_to(server, "GET / HTTP/1.1\r\nHost: box\r\n\r\n")
                .find("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
            std::string::npos);
}

constexpr char kUpgrade[] =
    "GET /events?after=0 HTTP/1.1\r\nHost: box\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

TEST(ServerTest, StreamsEventsToThoseWhoMayWatch) {
  EventRing events;
  events.publish("rules", R"({"position":10})");
  Server server(
      {}, [](const Request&) { return Response{}; }, somebody);
  server.stream("/events", events, [](const Request&) { return std::optional<Response>(); });
  ASSERT_TRUE(server.start());
  const Connection watcher(server.port());
  watcher.send(kUpgrade);
  const std::string replayed = watcher.read_until("}}");
  EXPECT_TRUE(replayed.starts_with("HTTP/1.1 101 ")) << replayed;
  EXPECT_NE(replayed.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);  // RFC 6455 1.3
  EXPECT_NE(replayed.find(R"({"id":1,"type":"rules","data":{"position":10}})"), std::string::npos);
  events.publish("call-ended", R"({"id":"x"})");
  EXPECT_NE(watcher.read_until("}}").find(R"("type":"call-ended")"), std::string::npos);
}

TEST(ServerTest, RefusesAWatcherAsItIsTold) {
  EventRing events;
  Server server(
      {}, [](const Request&) { return Response{}; }, somebody);
  server.stream("/events", events,
                [](const Request&) { return std::optional<Response>(Response::empty(401)); });
  ASSERT_TRUE(server.start());
  EXPECT_TRUE(answer_to(server, kUpgrade).starts_with("HTTP/1.1 401 "));
  EXPECT_TRUE(
      answer_to(server, "GET /events HTTP/1.1\r\nHost: box\r\n\r\n").starts_with("HTTP/1.1 401 "));
}

TEST(ServerTest, SaysThatEventsNeedAWebSocket) {
  EventRing events;
  Server server(
      {}, [](const Request&) { return Response{}; }, somebody);
  server.stream("/events", events, [](const Request&) { return std::optional<Response>(); });
  ASSERT_TRUE(server.start());
  const std::string answer = answer_to(server, "GET /events HTTP/1.1\r\nHost: box\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 426 ")) << answer;
  EXPECT_NE(answer.find("Upgrade: websocket\r\n"), std::string::npos);
}

TEST(ServerTest, HasRoomForSoManyWatchers) {
  EventRing events;
  ServerOptions options;
  options.watchers = 1;
  Server server(
      options, [](const Request&) { return Response{}; }, somebody);
  server.stream("/events", events, [](const Request&) { return std::optional<Response>(); });
  ASSERT_TRUE(server.start());
  events.publish("rules", "{}");
  const Connection first(server.port());
  first.send(kUpgrade);
  first.read_until("}}");
  EXPECT_TRUE(answer_to(server, kUpgrade).starts_with("HTTP/1.1 503 "));
}

TEST(ServerTest, EndsWhileSomebodyWatches) {
  EventRing events;
  Server server(
      {}, [](const Request&) { return Response{}; }, somebody);
  server.stream("/events", events, [](const Request&) { return std::optional<Response>(); });
  ASSERT_TRUE(server.start());
  events.publish("rules", "{}");
  const Connection watcher(server.port());
  watcher.send(kUpgrade);
  watcher.read_until("}}");
}

}  // namespace
}  // namespace web
