// Tickets: passwords of phones that were just made, with the links by which a phone fetches its
// configuration: for a quarter of an hour, each link once, in memory only. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"

namespace console {

// What a phone needs to register.
struct Connection {
  std::string number;
  std::string name;
  std::string password;
  std::string server;  // "192.0.2.1" or "192.0.2.1:5062"
  std::string domain;
  std::string transport;  // "udp", "tcp"
  std::string linphone;   // the links' secrets
  std::string microsip;
  base::WallTime expires_at{};
};

class Tickets {
 public:
  static constexpr base::Duration kLife = std::chrono::minutes(15);
  static constexpr std::size_t kMost = 1000;  // the oldest makes room

  enum class Phone : std::uint8_t { linphone, microsip };

  // Held while the password of a phone is being made, so that two who ask at once get the same.
  std::unique_lock<std::mutex> turn() { return std::unique_lock(making_); }

  std::optional<Connection> find(std::string_view number, base::Instant now);
  void put(Connection connection, base::Instant now);
  void forget(std::string_view number);  // its password is another
  void forget_all();

  // What the link leads to; with `spend`, for the last time.
  std::optional<Connection> fetch(Phone phone, std::string_view link, bool spend,
                                  base::Instant now);

 private:
  struct Ticket {
    Connection connection;
    base::Instant made;
    bool spent[2] = {false, false};
  };

  void forget_old(base::Instant now);

  std::mutex making_;
  std::mutex mutex_;
  std::map<std::string, Ticket, std::less<>> by_number_;
};

}  // namespace console
