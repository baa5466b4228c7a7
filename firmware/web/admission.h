// Who may come in: connections in all and for each address, and how fast new ones may follow. One
// /64 counts as one address in IPv6 (RFC 6177: that is what one household gets). Passive; the
// door's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "firmware/base/instant.h"
#include "firmware/net/address.h"

namespace web {

struct AdmissionLimits {
  std::size_t connections = 256;
  std::size_t of_one_address = 32;
  double new_in_a_second = 20;  // of one address
  double burst = 40;
};

class Admission {
 public:
  explicit Admission(const AdmissionLimits& limits) : limits_(limits) {}

  enum class Verdict : std::uint8_t { welcome, full, too_many, too_fast };

  // When welcome, leave() follows.
  Verdict enter(const net::IpAddress& address, base::Instant now);
  void leave(const net::IpAddress& address);

  std::size_t open() const { return open_; }
  std::size_t addresses() const { return guests_.size(); }

  // Addresses that are remembered for their haste; those of open connections come on top.
  static constexpr std::size_t kMaxRemembered = 1024;

 private:
  struct Guest {
    std::size_t open = 0;
    double allowance = 0;  // how many new ones right now
    base::Instant counted;
  };

  void replenish(Guest& guest, base::Instant now) const;
  void forget(base::Instant now);

  const AdmissionLimits limits_;
  std::size_t open_ = 0;
  std::map<net::IpAddress, Guest> guests_;
};

}  // namespace web
