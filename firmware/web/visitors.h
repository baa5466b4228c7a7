// Who is behind each connection from the door to the server, by its local port. The one place
// where the door's thread and the server's workers meet: a mutex, held for a look-up.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "firmware/web/server.h"

namespace web {

class Visitors {
 public:
  void enter(std::uint16_t port, const Visitor& visitor) {
    const std::lock_guard lock(mutex_);
    by_port_[port] = visitor;
  }
  void leave(std::uint16_t port) {
    const std::lock_guard lock(mutex_);
    by_port_.erase(port);
  }
  std::optional<Visitor> find(std::uint16_t port) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_port_.find(port);
    if (found == by_port_.end()) return std::nullopt;
    return found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::uint16_t, Visitor> by_port_;  // at most as many as the door has connections
};

}  // namespace web
