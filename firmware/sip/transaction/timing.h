// The timer values of RFC 3261 section 17 (Table 4) and RFC 6026.
#pragma once

#include "firmware/base/instant.h"

namespace sip {

struct TransactionTiming {
  base::Duration t1 = std::chrono::milliseconds(500);  // round-trip estimate
  base::Duration t2 = std::chrono::seconds(4);         // longest retransmission interval
  base::Duration t4 = std::chrono::seconds(5);         // longest life of a message in the network

  // Timers B, F, H, J, L and M.
  base::Duration timeout() const { return 64 * t1; }
  // Timer D over UDP.
  static constexpr base::Duration kTimerD = std::chrono::seconds(32);
};

}  // namespace sip
