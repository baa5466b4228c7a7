// The message ladder: everything that was sent in the simulated world, for people to read when a
// scenario fails. Bounded: the oldest rungs fall off.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"
#include "firmware/net/address.h"

namespace sim {

class Ladder {
 public:
  enum class Fate : std::uint8_t { sent, lost, duplicated, unreachable };
  static constexpr std::size_t kMaxRungs = 3000;

  struct Rung {
    base::Instant at;
    net::Endpoint from{}, to{};
    bool tcp = false;
    Fate fate = Fate::sent;
    std::string text{};
  };

  // How people call whoever lives at `address`.
  void name(const net::IpAddress& address, std::string name);
  void add(Rung rung);
  void note(base::Instant at, std::string text);  // a line of prose between the rungs
  void clear() { rungs_.clear(); }

  const std::deque<Rung>& rungs() const { return rungs_; }

  // One line a message: time, from, to, start line, CSeq, branch, fate.
  std::string to_string() const;
  // Whole messages.
  std::string full_text() const;

 private:
  std::string head_of(const Rung& rung) const;
  std::string name_of(const net::Endpoint& endpoint) const;

  std::deque<Rung> rungs_;
  std::map<net::IpAddress, std::string> names_;
};

}  // namespace sim
