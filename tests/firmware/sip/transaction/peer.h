// A peer that does only what the test says, and remembers when it heard what. Raw text, no machine.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/sim/raw_message.h"
#include "tests/sim/wire.h"
#include "tests/sim/world.h"

namespace sip::testing {

using namespace std::chrono_literals;

inline net::Endpoint endpoint(std::string_view text) {
  return *net::Endpoint::parse(text);
}

struct Heard {
  base::Instant at;
  sim::RawMessage message;
  sim::Way way;
};

// "INVITE" for requests of that method, "200" for responses of that status.
inline bool is(const Heard& heard, std::string_view what) {
  const sim::RawMessage& message = heard.message;
  return message.is_request() ? message.method() == what : std::to_string(message.status()) == what;
}

// The answer that a plain user agent gives; `headers` are whole lines.
inline std::string answer_to(const sim::RawMessage& request, int status,
                             std::string_view headers = "", std::string_view tag = "peer") {
  std::string text = "SIP/2.0 " + std::to_string(status) + " Said So\r\n";
  for (const auto& [name, value] : request.lines()) {
    const bool copied = name == "via" || name == "from" || name == "to" || name == "call-id" ||
                        name == "cseq" || name == "record-route";
    if (!copied) continue;
    text += name + ": " + value;
    const bool tagged = sim::has_param(value, "tag");
    if (name == "to" && !tagged && status > 100) text += ";tag=" + std::string(tag);
    text += "\r\n";
  }
  return text + std::string(headers) + "Content-Length: 0\r\n\r\n";
}

class Peer {
 public:
  Peer(sim::World& world, std::string_view at)
      : world_(world),
        wire_(
            world.host(net::to_string(endpoint(at).address)), endpoint(at),
            [this](std::string text, const sim::Way& way) {
              heard.push_back({world_.now(), sim::RawMessage(std::move(text)), way});
            },
            [](std::uint64_t) {}) {}

  void says(std::string_view text, std::string_view to = "10.0.0.1:5060", bool tcp = false) {
    wire_.send(wire_.way_to(endpoint(to), tcp), text);
  }
  void answers(const Heard& request, int status, std::string_view headers = "",
               std::string_view tag = "peer") {
    wire_.send(request.way, answer_to(request.message, status, headers, tag));
  }
  void hangs_up_connections() { wire_.hang_up_connections(); }
  std::size_t connections() const { return wire_.connections(); }

  std::size_t count(std::string_view what) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(heard, [&](const Heard& one) { return is(one, what); }));
  }
  // The last one; the test is wrong when there is none.
  const Heard& last(std::string_view what) const {
    const auto found =
        std::find_if(heard.rbegin(), heard.rend(), [&](const Heard& one) { return is(one, what); });
    return found == heard.rend() ? nothing_ : *found;
  }
  // When it came, in milliseconds since the world began.
  std::vector<long> times(std::string_view what) const {
    std::vector<long> times;
    for (const Heard& one : heard) {
      if (is(one, what)) times.push_back(in_ms(one.at));
    }
    return times;
  }
  static long in_ms(base::Instant at) {
    return static_cast<long>(
        std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
  }

  std::vector<Heard> heard;

 private:
  sim::World& world_;
  const Heard nothing_{};
  sim::Wire wire_;
};

}  // namespace sip::testing
