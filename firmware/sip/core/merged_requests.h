// Merged requests (RFC 3261 section 8.2.2.2): one request that reached us by two ways. Remembers
// the requests that we answer as a user agent server for as long as their transactions live.
#pragma once

#include <cstddef>
#include <deque>
#include <unordered_map>

#include "firmware/base/instant.h"
#include "firmware/sip/transaction/server_transaction.h"

namespace sip {

class MergedRequests {
 public:
  // True, to be answered 482, when another transaction brought the same From tag, Call-ID and CSeq
  // within kWindow. Requests with a To tag never merge.
  bool seen_before(const ServerTransaction& transaction, base::Instant now);

  static constexpr base::Duration kWindow = std::chrono::seconds(32);  // 64*T1
  static constexpr std::size_t kMaxRemembered = 4096;                  // the oldest go first

 private:
  // Hashes: a peer chooses how long its Call-ID is, not what we keep of it.
  struct Entry {
    std::size_t identity;
    base::Instant until;
  };
  void forget_old(base::Instant now);

  std::unordered_map<std::size_t, std::size_t> key_of_;  // identity → transaction key
  std::deque<Entry> by_age_;
};

}  // namespace sip
