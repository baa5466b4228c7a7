// Server: CivetWeb, whose only home this folder is, on a loopback port that nobody but the door
// knows what to do with. It parses no forms and serves no files of its own; each request becomes a
// Request, answered on one of its worker threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "firmware/base/instant.h"
#include "firmware/net/address.h"
#include "firmware/web/event_ring.h"
#include "firmware/web/problem.h"
#include "firmware/web/request.h"

namespace web {

// Who is behind a connection from the door, told by its own loopback port.
struct Visitor {
  net::Endpoint client;
  bool secure = false;
};

struct ServerOptions {
  unsigned workers = 8;                    // requests at a time
  unsigned watchers = 16;                  // event streams at a time, each with a thread
  std::size_t longest_body = 16 << 20;     // octets
  std::size_t large_body = 1 << 20;        // of which, and longer, there are
  unsigned large_bodies = 3;               // so many at a time, as each is kept in memory
  std::string streamed_path{};             // where the body is read by whoever answers, as it comes
  const base::WallClock* clock = nullptr;  // for the field Date, any thread; null: none is sent
  Translate translate{};                   // what the server itself says
};

class Server {
 public:
  // Any worker thread; outlive the server.
  using Answer = std::function<Response(const Request&)>;
  // Nothing for a connection the door did not make: it is refused.
  using Who = std::function<std::optional<Visitor>(std::uint16_t port)>;
  // Whether this request may watch the events: nothing, or how it is refused.
  using MayWatch = std::function<std::optional<Response>(const Request&)>;

  Server(const ServerOptions& options, Answer answer, Who who);
  ~Server();  // waits for the workers
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Before start(). A WebSocket (RFC 6455) at `path`; ?after=ID replays what came since.
  void stream(std::string path, EventRing& events, MayWatch may_watch);

  // False when no loopback port is to be had.
  [[nodiscard]] bool start();
  std::uint16_t port() const;  // on 127.0.0.1

 private:
  class Civet;
  std::unique_ptr<Civet> civet_;
};

}  // namespace web
