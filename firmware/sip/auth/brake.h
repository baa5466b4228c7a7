// Slows down guessing (one brake for a whole server): wrong passwords are counted per source
// address and per account-and-source, in bounded tables that forget. A challenge is no failure,
// and an address that lately gave a right password for an account is never braked for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "firmware/base/instant.h"
#include "firmware/net/address.h"

namespace sip {

struct BrakeSettings {
  int free_attempts = 5;                                  // per address before delays begin
  base::Duration first_delay = std::chrono::seconds(1);   // doubles with every further failure
  base::Duration longest_delay = std::chrono::minutes(5);
  std::size_t max_addresses = 4096;
};

class Brake {
 public:
  explicit Brake(BrakeSettings settings = {});
  // May credentials of this source for this account be looked at now? When not, the answer is how
  // long to wait (for Retry-After); zero means go on.
  base::Duration wait(const net::IpAddress& source, std::string_view username, base::Instant now);
  void failed(const net::IpAddress& source, std::string_view username, base::Instant now);
  void succeeded(const net::IpAddress& source, std::string_view username, base::Instant now);
};

}  // namespace sip
