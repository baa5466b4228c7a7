// SignInBrake: slows down whoever guesses passwords of the console. Wrong ones are counted by the
// client's address (of IPv6 its /64, which is one subscriber), so that nobody else suffers. An
// attempt counts as wrong from its beginning, or many at once would all be free. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

#include "firmware/base/instant.h"
#include "firmware/net/address.h"
#include "firmware/sip/auth/recent_table.h"

namespace console {

class SignInBrake {
 public:
  static constexpr int kFree = 5;
  static constexpr base::Duration kLongest = std::chrono::seconds(60);
  static constexpr base::Duration kMemory = std::chrono::minutes(15);
  static constexpr std::size_t kMostAddresses = 1000;

  // 0: the password may be looked at, and is held for wrong until succeeded() or withdraw(). Else
  // the seconds to wait.
  int attempt(const net::IpAddress& client, base::Instant now);
  void succeeded(const net::IpAddress& client);
  void withdraw(const net::IpAddress& client);  // it was not looked at

 private:
  struct Wrong {
    int count = 0;
    base::Instant last{};
    base::Instant next{};  // not before
  };
  struct AddressHash {
    std::size_t operator()(const net::IpAddress& address) const {
      return net::EndpointHash()({address, 0});
    }
  };

  std::mutex mutex_;
  sip::RecentTable<net::IpAddress, Wrong, AddressHash> wrong_{kMostAddresses};
};

}  // namespace console
