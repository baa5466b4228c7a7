// Slows down guessing (one brake for a whole server). Wrong passwords are counted per account and
// source address, and per address over its accounts, in bounded tables that forget. Beyond the
// free attempts each failure doubles the time until credentials are looked at again.
//
// Nobody else suffers: a challenge is no failure; an address that lately gave the right password
// of an account is never braked for that account; and a phone that keeps sending one wrong
// password is braked alone, without slowing its neighbours behind the same NAT. Signalling thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"
#include "firmware/net/address.h"
#include "firmware/sip/auth/recent_table.h"

namespace sip {

struct BrakeSettings {
  int free_attempts = 5;                                 // per account from one address
  int free_attempts_per_address = 20;                    // over all accounts
  base::Duration first_delay = std::chrono::seconds(1);  // doubles with every further failure
  base::Duration longest_delay = std::chrono::minutes(5);
  base::Duration memory = std::chrono::minutes(15);    // without failure, and all is forgiven
  base::Duration confidence = std::chrono::hours(24);  // after a right password
  std::size_t max_addresses = 4096;                    // the size of each table
};

class Brake {
 public:
  explicit Brake(BrakeSettings settings = {});
  // May credentials of this source for this account be looked at now? When not, the answer is how
  // long to wait (for Retry-After); zero means go on.
  base::Duration wait(const net::IpAddress& source, std::string_view username, base::Instant now);
  void failed(const net::IpAddress& source, std::string_view username, base::Instant now);
  void succeeded(const net::IpAddress& source, std::string_view username, base::Instant now);

 private:
  struct Failures {
    int count = 0;
    base::Instant last{};
    base::Instant next_attempt{};
  };
  struct AddressHash {
    std::size_t operator()(const net::IpAddress& address) const {
      return net::EndpointHash()({address, 0});
    }
  };
  struct Claim {  // to be the owner of an account
    net::IpAddress source;
    std::string username;
    friend bool operator==(const Claim&, const Claim&) = default;
  };
  struct ClaimHash {
    std::size_t operator()(const Claim& claim) const {
      return AddressHash()(claim.source) * 31 + std::hash<std::string>()(claim.username);
    }
  };

  static Claim claim(const net::IpAddress& source, std::string_view username);
  void count(Failures& failures, int free_attempts, base::Instant now) const;

  const BrakeSettings settings_;
  RecentTable<net::IpAddress, Failures, AddressHash> by_address_;
  RecentTable<Claim, Failures, ClaimHash> by_claim_;
  RecentTable<Claim, base::Instant, ClaimHash> successes_;  // when the last one was
};

}  // namespace sip
