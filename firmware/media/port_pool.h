// PortPool: the RTP ports there are, handed out in even-odd pairs (RFC 3550 section 11) and taken
// back. A port that was just in use is the last to be used again, so that late packets of an ended
// call find nobody. One that somebody else on this machine holds rests for a while. Signalling
// thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_set>
#include <utility>

#include "firmware/base/instant.h"

namespace media {

class PortPool;

// Both included.
struct PortRange {
  std::uint16_t first = 10000;
  std::uint16_t last = 19999;

  // Of an even port and the one above it, those that fit.
  std::size_t pairs() const;
  bool contains(std::uint16_t port) const { return first <= port && port <= last; }
  friend bool operator==(const PortRange&, const PortRange&) = default;
};

// One pair, for as long as it lives: rtp() and rtp() + 1. Goes before its pool.
class PortPair {
 public:
  PortPair(PortPair&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), rtp_(other.rtp_) {}
  PortPair& operator=(PortPair other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(rtp_, other.rtp_);
    return *this;
  }
  ~PortPair();

  std::uint16_t rtp() const { return rtp_; }
  std::uint16_t rtcp() const { return static_cast<std::uint16_t>(rtp_ + 1); }

 private:
  friend class PortPool;
  PortPair(PortPool& pool, std::uint16_t rtp) : pool_(&pool), rtp_(rtp) {}

  PortPool* pool_;
  std::uint16_t rtp_;
};

class PortPool {
 public:
  static constexpr base::Duration kRest = std::chrono::minutes(1);

  explicit PortPool(PortRange range) { set_range(range); }
  PortPool(const PortPool&) = delete;
  PortPool& operator=(const PortPool&) = delete;

  // From now on. Pairs outside that are in use stay so, and are no more once they are dropped.
  void set_range(PortRange range);
  PortRange range() const { return range_; }

  // Nothing when all are in use, or rest.
  std::optional<PortPair> take(base::Instant now);
  // Somebody else holds it: it is not taken again before kRest is over.
  void put_to_rest(PortPair pair, base::Instant now);

  std::size_t free() const { return free_.size(); }
  std::size_t in_use() const { return in_use_.size(); }
  std::size_t resting() const { return resting_.size(); }

 private:
  friend class PortPair;
  struct Resting {
    std::uint16_t rtp;
    base::Instant until;
  };
  bool has(std::uint16_t rtp) const;
  void take_back(std::uint16_t rtp);
  void wake(base::Instant now);

  PortRange range_{1, 0};
  std::deque<std::uint16_t> free_;  // the one longest unused in front
  std::deque<Resting> resting_;     // the one to wake first in front
  std::unordered_set<std::uint16_t> in_use_;
};

inline PortPair::~PortPair() {
  if (pool_ != nullptr) pool_->take_back(rtp_);
}

}  // namespace media
