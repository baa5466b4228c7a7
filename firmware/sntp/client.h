// SNTP client (RFC 4330; RFC 5905 section 14): asks servers in turn what time it is, seldom, and
// tells by how much the calendar clock is off. It sets nothing itself. The way there and back is
// timed by the monotonic clock, so a jump of the calendar meanwhile does no harm. Passive; owned by
// the program; signalling thread only.
//
//   Idle ── a question is due ──> Resolving ── address ──> Asking ── answer ──> Idle, for an hour
//    ^                                +── none ──+             +── none, refused ──+
//    +────── the next server, after a pause that doubles ──────+───────────────────+
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/base/log.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/net/network.h"
#include "firmware/net/resolver.h"
#include "firmware/sntp/packet.h"

namespace sntp {

struct Settings {
  // Host names or addresses, port 123; the first is asked first. Empty: nobody is asked.
  std::vector<std::string> servers;
  base::Duration interval = std::chrono::hours(1);  // between answers
  // After a question without an answer; doubles up to `interval` (RFC 4330 section 10).
  base::Duration pause = std::chrono::seconds(16);
  base::Duration patience = std::chrono::seconds(2);  // for an answer
};

class ClientUser {
 public:
  virtual ~ClientUser() = default;
  // To be added to the calendar; wrong by half of the way there and back, at most a second.
  virtual void on_offset(std::chrono::microseconds offset, const std::string& server) = 0;
};

// What a client works with; all outlive it.
struct Surroundings {
  net::Network& network;
  net::Resolver& resolver;
  base::TimerQueue& timers;
  const base::WallClock& clock;
  base::Random& random;
  base::Log& log;
};

class Client final : private net::UdpUser {
 public:
  static constexpr std::size_t kMaxServers = 4;

  Client(const Surroundings& surroundings, ClientUser& user);

  // From now on; asks at once. Of more servers than kMaxServers the first count.
  void adopt(Settings settings);

 private:
  struct Server {
    std::string name;
    bool refuses = false;  // it said so: not before adopt()
  };

  void ask();
  void resolve(net::Resolver::Family family);
  void send_to(const net::IpAddress& address);
  void fail(std::string_view why);
  void wait(base::Duration pause);
  void close() { socket_.reset(); }
  Server& server() { return servers_[current_]; }
  bool turn_to_next();

  void on_datagram(std::string_view octets, const net::Endpoint& from) override;
  void on_unreachable(const net::Endpoint& to) override;
  void on_silence();

  const Surroundings around_;
  ClientUser& user_;
  Settings settings_;
  std::vector<Server> servers_;
  std::size_t current_ = 0;
  base::Duration pause_{};  // the next one
  base::Duration interval_{};
  std::unique_ptr<net::Query> query_;
  std::unique_ptr<net::UdpSocket> socket_;  // while a question is under way
  net::Endpoint asked_;
  std::uint64_t cookie_ = 0;
  base::Instant asked_at_;
  base::MemberTimer<&Client::ask> due_;
  base::MemberTimer<&Client::close> close_;
  base::MemberTimer<&Client::on_silence> silence_;
};

}  // namespace sntp
