// Sessions: who has signed in, in memory only: a restart signs everybody out. Of a session's id
// only the digest is kept. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"

namespace console {

class Sessions {
 public:
  static constexpr std::size_t kMost = 200;  // the one that was idle longest makes room
  static constexpr base::Duration kIdle = std::chrono::hours(12);

  struct Session {
    std::string user;
    std::string csrf;
    base::Instant used{};
  };

  void open(std::string_view id, std::string user, std::string csrf, base::Instant now);
  // It is used by that.
  std::optional<Session> find(std::string_view id, base::Instant now);
  void close(std::string_view id);
  // All of this user but the one with this id.
  void close_others(std::string_view user, std::string_view id);
  void close_all();

 private:
  void forget_idle(base::Instant now);

  std::mutex mutex_;
  std::map<std::string, Session, std::less<>> by_digest_;
};

}  // namespace console
