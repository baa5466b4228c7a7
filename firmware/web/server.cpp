#include "firmware/web/server.h"

#include <array>
#include <atomic>
#include <string>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/web/civet.h"
#include "firmware/web/percent.h"

namespace web {

namespace {

// A watcher that hears nothing for so long is asked whether it is still there.
constexpr std::chrono::seconds kSilence{15};

constexpr int kAnswered = 1;  // what CivetWeb's begin_request calls it
constexpr int kGoOn = 0;

bool asks_for_websocket(const Request& request) {
  return base::iequals(request.field("Upgrade"), "websocket");
}

// One message to a watcher. The type is a word of ours, the data JSON.
std::string text_of(const EventRing::Event& event) {
  return R"({"id":)" + std::to_string(event.id) + R"(,"type":")" + event.type + R"(","data":)" +
         event.data + '}';
}

bool send(mg_connection& connection, int opcode, std::string_view text) {
  return mg_websocket_write(&connection, opcode, text.data(), text.size()) > 0;
}

// One of those who are counted, for as long as it is there; without a counter, nobody.
class Turn {
 public:
  explicit Turn(std::atomic<unsigned>* counter)
      : counter_(counter), count_(counter == nullptr ? 0 : ++*counter) {}
  ~Turn() {
    if (counter_ != nullptr) --*counter_;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  unsigned count() const { return count_; }  // with this one, when it came

 private:
  std::atomic<unsigned>* const counter_;
  const unsigned count_;
};

}  // namespace

// The context of CivetWeb and what its call-backs need.
class Server::Civet {
 public:
  Civet(const ServerOptions& options, Answer answer, Who who)
      : options_(options), answer_(std::move(answer)), who_(std::move(who)) {}
  ~Civet() { stop(); }
  Civet(const Civet&) = delete;
  Civet& operator=(const Civet&) = delete;

  void stream(std::string path, EventRing& events, MayWatch may_watch) {
    path_ = std::move(path);
    events_ = &events;
    may_watch_ = std::move(may_watch);
  }

  bool start() {
    const std::string threads = std::to_string(options_.workers + options_.watchers);
    // Names and values in turn. The door lets half of such a head through.
    const std::array<const char*, 13> settings = {
        // clang-format off
        "listening_ports", "127.0.0.1:0",
        "num_threads", threads.c_str(),
        "request_timeout_ms", "30000",
        "max_request_size", "32768",
        "decode_url", "no",
        "enable_directory_listing", "no",
        nullptr,
        // clang-format on
    };
    mg_callbacks callbacks{};
    callbacks.begin_request = [](mg_connection* connection) {
      return self_of(*connection).begin(*connection);
    };
    callbacks.log_message = [](const mg_connection*, const char*) { return 1; };  // ours tells
    context_ = mg_start(&callbacks, this, const_cast<const char**>(settings.data()));
    if (context_ == nullptr) return false;
    if (events_ != nullptr) {
      mg_set_websocket_handler(
          context_, path_.c_str(), [](const mg_connection*, void*) { return 0; },
          [](mg_connection* connection, void*) { self_of(*connection).watch(*connection); },
          [](mg_connection*, int, char*, std::size_t, void*) { return 1; }, nullptr, this);
    }
    mg_server_port port{};
    if (mg_get_server_ports(context_, 1, &port) != 1) return false;
    port_ = static_cast<std::uint16_t>(port.port);
    return true;
  }

  std::uint16_t port() const { return port_; }

 private:
  static Civet& self_of(const mg_connection& connection) {
    return *static_cast<Civet*>(mg_get_user_data(mg_get_context(&connection)));
  }

  void stop() {
    if (context_ == nullptr) return;
    if (events_ != nullptr) events_->close();  // or the watchers would not end
    mg_stop(context_);
    context_ = nullptr;
  }

  int begin(mg_connection& connection) {
    const mg_request_info* said = mg_get_request_info(&connection);
    const auto visitor = who_(static_cast<std::uint16_t>(said->remote_port));
    if (!visitor) return refuse(connection, {403, "Not by the door"});
    auto head = head_of(connection, *visitor);
    if (const Refusal* fault = std::get_if<Refusal>(&head)) return refuse(connection, *fault);
    Request& request = std::get<Request>(head);
    if (events_ != nullptr && request.path == path_) return begin_watching(connection, request);
    const bool is_streamed = request.path == options_.streamed_path;
    if (is_streamed) hand_body(connection, request);
    const bool is_large =
        !is_streamed && said->content_length >= 0 &&
        static_cast<unsigned long long>(said->content_length) >= options_.large_body;
    const Turn turn(is_large ? &large_bodies_ : nullptr);
    if (turn.count() > options_.large_bodies) {
      return refuse(connection, {503, kManyBodies}, &request);
    }
    if (!is_streamed && !read_body(connection, options_.longest_body, request.body)) {
      return refuse(connection, {413, kLongBody}, &request);
    }
    const bool is_head = request.method == "HEAD";
    write(connection, answer_(request),
          {!is_head, is_head ? std::string_view() : request.field("Range"), now()});
    return kAnswered;
  }

  int refuse(mg_connection& connection, const Response& response) const {
    write(connection, response, {true, {}, now()});
    return kAnswered;
  }

  int refuse(mg_connection& connection, const Refusal& refusal,
             const Request* request = nullptr) const {
    const auto accepted = request == nullptr ? "" : request->field("Accept-Language");
    Response response{refusal.status, {}, problem_document(refusal, options_.translate, accepted)};
    response.set("Content-Type", "application/problem+json").set("Cache-Control", "no-store");
    if (refusal.status == 426) response.set("Upgrade", "websocket");
    return refuse(connection, response);
  }

  std::optional<base::WallTime> now() const {
    if (options_.clock == nullptr) return std::nullopt;
    return options_.clock->now();
  }

  int begin_watching(mg_connection& connection, const Request& request) {
    if (const auto refusal = may_watch_(request)) return refuse(connection, *refusal);
    if (!asks_for_websocket(request)) {
      return refuse(connection, {426, kOnlyWebSocket}, &request);
    }
    if (watchers_.load() >= options_.watchers) {
      return refuse(connection, {503, kManyWatchers}, &request);
    }
    return kGoOn;
  }

  // Holds its worker for as long as somebody watches.
  void watch(mg_connection& connection) {
    ++watchers_;
    const char* query = mg_get_request_info(&connection)->query_string;
    const auto arguments = query_of(query == nullptr ? "" : query);
    const auto after = arguments.find("after");
    std::uint64_t last = events_->last();
    if (after != arguments.end()) last = base::parse_unsigned(after->second).value_or(last);
    while (pass_on(connection, last)) {
    }
    mg_websocket_write(&connection, MG_WEBSOCKET_OPCODE_CONNECTION_CLOSE, nullptr, 0);
    --watchers_;
  }

  bool pass_on(mg_connection& connection, std::uint64_t& last) {
    const EventRing::Batch batch = events_->wait(last, kSilence);
    if (events_->is_closed()) return false;
    if (batch.events.empty()) return send(connection, MG_WEBSOCKET_OPCODE_PING, "");
    if (batch.lost && !send(connection, MG_WEBSOCKET_OPCODE_TEXT, R"({"type":"lost"})")) {
      return false;
    }
    for (const EventRing::Event& event : batch.events) {
      if (!send(connection, MG_WEBSOCKET_OPCODE_TEXT, text_of(event))) return false;
      last = event.id;
    }
    return true;
  }

  const ServerOptions options_;
  const Answer answer_;
  const Who who_;
  std::string path_;
  EventRing* events_ = nullptr;
  MayWatch may_watch_;
  std::atomic<unsigned> watchers_{0};
  std::atomic<unsigned> large_bodies_{0};
  mg_context* context_ = nullptr;
  std::uint16_t port_ = 0;
};

Server::Server(const ServerOptions& options, Answer answer, Who who)
    : civet_(std::make_unique<Civet>(options, std::move(answer), std::move(who))) {}

Server::~Server() = default;

void Server::stream(std::string path, EventRing& events, MayWatch may_watch) {
  civet_->stream(std::move(path), events, std::move(may_watch));
}

bool Server::start() {
  return civet_->start();
}

std::uint16_t Server::port() const {
  return civet_->port();
}

}  // namespace web
