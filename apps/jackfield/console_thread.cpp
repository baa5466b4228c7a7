#include "apps/jackfield/console_thread.h"

#include <chrono>
#include <utility>

#include "apps/console/api/door_words.h"
#include "apps/console/api/welcome.h"
#include "apps/jackfield/box_facts.h"
#include "apps/jackfield/first_visit.h"
#include "apps/jackfield/version.h"
#include "apps/sound/sound.h"
#include "firmware/crypto/password_hash.h"
#include "firmware/crypto/system_random.h"
#include "firmware/net/this_host.h"

namespace jackfield {

namespace {

constexpr std::string_view kProvisioning = "/provisioning/";
constexpr const char* kUpdate = "/api/v1/update";

base::Instant monotonic_now() {
  return base::Instant(std::chrono::duration_cast<base::Duration>(
      std::chrono::steady_clock::now().time_since_epoch()));
}

// What a browser may call this box, `label`.local in the first place: that is the certificate's
// subject.
std::vector<std::string> own_names(const std::string& label) {
  std::vector<std::string> names = {label + ".local", "localhost"};
  if (const std::string host = net::host_name(); !host.empty() && host != "localhost") {
    names.push_back(host);
    if (host.find('.') == std::string::npos && host != label) {
      names.push_back(host + ".local");
    }
  }
  names.push_back("127.0.0.1");
  for (const net::IpAddress& address : net::own_addresses()) {
    if (names.size() < crypto::kMaxNames) names.push_back(to_string(address));
  }
  return names;
}

web::DoorOptions door_options(const console::Api& api) {
  web::DoorOptions options;
  options.may_be_plain = [&api] { return api.is_fresh(); };
  options.large_body_paths = {"/api/v1/backup", "/api/v1/sounds", kUpdate};
  // Who brings a little too much is told so by the API, in his language. A backup is shorter.
  options.longest_large_body = sound::kLongestFile + (1 << 20);
  options.plain_paths = {std::string(kProvisioning)};
  options.translate = console::in_language;
  return options;
}

}  // namespace

ConsoleThread::ConsoleThread(const World& world, ConsoleOptions options)
    : world_(world),
      options_(std::move(options)),
      random_(std::make_unique<crypto::SystemRandom>()),
      certificate_(options_.data_folder, own_names(options_.host_name), world.log),
      steward_(options_.steward),
      loop_(timers_),
      api_(world.gate, api_options()),
      page_(console::page_files()),
      door_(loop_, timers_, door_options(api_)),
      server_(
          {.longest_body = sound::kLongestFile + (1 << 20),
           .streamed_path = kUpdate,
           .clock = &world.wall,
           .translate = console::in_language},
          [this](const web::Request& request) { return answer(request); },
          [this](std::uint16_t port) { return door_.visitor(port); }) {
  server_.stream("/api/v1/events", world_.news,
                 [this](const web::Request& request) { return api_.may_watch(request); });
  certificate_.on_change([this](const crypto::PemPair& pair) {
    loop_.post([this, pair] {
      if (auto context = crypto::TlsContext::make(pair)) door_.set_tls(std::move(*context));
    });
  });
}

ConsoleThread::~ConsoleThread() {
  world_.gate.stop();
  world_.news.close();
  if (!thread_.joinable()) return;
  loop_.stop();
  thread_.join();
}

std::string ConsoleThread::begin() {
  if (options_.https.empty()) return {};
  if (!certificate_.open()) return "no certificate can be made or stored";
  auto context = crypto::TlsContext::make(certificate_.pair());
  if (!context) return std::string(to_string(context.error()));
  if (!server_.start()) return "no port on the loopback interface is free";
  door_.set_server({net::IpAddress::v4(0x7f000001), server_.port()});
  door_.set_tls(std::move(*context));
  if (std::string fault = listen(); !fault.empty()) return fault;
  thread_ = std::thread([this] {
    api_.prepare();  // the door asks whether the box is fresh
    loop_.run();
  });
  return {};
}

void ConsoleThread::call_it(const std::string& label) {
  if (!thread_.joinable()) return;
  loop_.post([this, label] { certificate_.set_names(own_names(label)); });
}

std::string ConsoleThread::listen() {
  const auto fault_of = [](const net::Endpoint& local, net::Error error) {
    return to_string(local) + ": " + std::string(to_string(error));
  };
  for (const net::Endpoint& local : options_.https) {
    const auto listening = door_.listen_tls(local);
    if (!listening) return fault_of(local, listening.error());
    world_.log.info("console", "listening", {{"on", "https " + to_string(*listening)}});
  }
  for (const net::Endpoint& local : options_.http) {
    const auto listening = door_.listen_plain(local);
    if (!listening) return fault_of(local, listening.error());
    world_.log.info("console", "listening", {{"on", "http " + to_string(*listening)}});
  }
  return {};
}

console::ApiOptions ConsoleThread::api_options() {
  console::ApiOptions options{.wall = world_.wall,
                              .now = &monotonic_now,
                              .random = *random_,
                              .hash = [](std::string_view password) -> std::optional<std::string> {
                                auto hash = crypto::hash_password(password);
                                if (!hash) return std::nullopt;
                                return std::move(*hash);
                              },
                              .verify =
                                  [](std::string_view hash, std::string_view password) {
                                    const auto right =
                                        crypto::verify_password(password, std::string(hash));
                                    return right && *right;
                                  },
                              .recordings = options_.data_folder + "/recordings",
                              .longest_sound = sound::kLongest,
                              .longest_sound_file = sound::kLongestFile};
  if (!options_.http.empty()) options.plain_port = options_.http.front().port;
  options.first_visit_code = options_.first_visit_code;
  options.on_claimed = [this] { forget_first_visit_code(options_.data_folder); };
  options.log = &world_.log;
  options.certificate = &certificate_;
  options.version = kVersion;
  if (Steward::is_in(options_.steward)) options.update = &steward_;
  options.box = [this, began = monotonic_now()] {
    return box_facts(monotonic_now() - began, options_.free_octets());
  };
  options.metrics = [this] { return metrics(); };
  return options;
}

// By plain HTTP comes a phone with its link, or who opens a fresh box: he is told how to go on, and
// nothing else.
web::Response ConsoleThread::answer(const web::Request& request) {
  if (!request.secure && request.path.starts_with(kProvisioning)) return api_.answer(request);
  if (!request.secure) return console::welcome(request, options_.https.front().port);
  if (console::Api::has(request.path)) return api_.answer(request);
  if (auto file = page_.answer(request)) return std::move(*file);
  return api_.answer(request);
}

std::vector<console::Metric> ConsoleThread::metrics() const {
  const web::DoorCounters door = door_.counters();
  const auto value = [](std::uint64_t count) { return static_cast<double>(count); };
  return {
      {"http_connections_total", "Connections to the page and its API", "counter",
       value(door.accepted)},
      {"http_refused_total", "Connections refused by a limit", "counter", value(door.refused)},
      {"http_open", "Connections that are open", "gauge", value(door.open)},
      {"http_bad_requests_total", "Requests that were none", "counter", value(door.bad_requests)},
      {"tls_failures_total", "TLS handshakes that failed", "counter", value(door.tls_failures)},
      {"resident_bytes", "Memory of the switchboard", "gauge", value(resident_octets())},
  };
}

}  // namespace jackfield
