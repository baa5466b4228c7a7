// PortPool: the RTP ports there are, handed out in even-odd pairs (RFC 3550 section 11) and taken
// back. A port that was just in use is the last to be used again, so that late packets of an ended
// call find nobody. Signalling thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace media {

class PortPool;

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
  // The pairs that fit between `first` and `last`, both included.
  PortPool(std::uint16_t first, std::uint16_t last);
  PortPool(const PortPool&) = delete;
  PortPool& operator=(const PortPool&) = delete;

  std::optional<PortPair> take();  // nothing when all are in use
  std::size_t free() const { return free_.size(); }

 private:
  friend class PortPair;
  std::deque<std::uint16_t> free_;  // the one longest unused in front
};

inline PortPair::~PortPair() {
  if (pool_ != nullptr) pool_->free_.push_back(rtp_);
}

}  // namespace media
