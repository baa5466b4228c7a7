#include "firmware/media/port_pool.h"

namespace media {

namespace {

// As numbers that do not end at 65535.
std::uint32_t first_even(PortRange range) {
  return range.first + range.first % 2u;
}

}  // namespace

std::size_t PortRange::pairs() const {
  const std::uint32_t behind = last + 1u;
  return behind > first_even(*this) ? (behind - first_even(*this)) / 2 : 0;
}

bool PortPool::has(std::uint16_t rtp) const {
  return range_.contains(rtp) && rtp < range_.last;
}

void PortPool::set_range(PortRange range) {
  const PortRange before = std::exchange(range_, range);
  std::erase_if(free_, [this](std::uint16_t rtp) { return !has(rtp); });
  std::erase_if(resting_, [this](const Resting& one) { return !has(one.rtp); });
  for (std::uint32_t port = first_even(range); port + 1 <= range.last; port += 2) {
    const auto rtp = static_cast<std::uint16_t>(port);
    const bool was_there = before.contains(rtp) && rtp < before.last;
    if (!was_there && !in_use_.contains(rtp)) free_.push_back(rtp);
  }
}

std::optional<PortPair> PortPool::take(base::Instant now) {
  wake(now);
  if (free_.empty()) return std::nullopt;
  const std::uint16_t rtp = free_.front();
  free_.pop_front();
  in_use_.insert(rtp);
  return PortPair(*this, rtp);
}

void PortPool::take_back(std::uint16_t rtp) {
  in_use_.erase(rtp);
  if (has(rtp)) free_.push_back(rtp);
}

void PortPool::put_to_rest(PortPair pair, base::Instant now) {
  const std::uint16_t rtp = pair.rtp();
  pair.pool_ = nullptr;
  in_use_.erase(rtp);
  if (has(rtp)) resting_.push_back({rtp, now + kRest});
}

void PortPool::wake(base::Instant now) {
  while (!resting_.empty() && resting_.front().until <= now) {
    free_.push_back(resting_.front().rtp);
    resting_.pop_front();
  }
}

}  // namespace media
