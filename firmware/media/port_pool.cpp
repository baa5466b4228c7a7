#include "firmware/media/port_pool.h"

namespace media {

PortPool::PortPool(std::uint16_t first, std::uint16_t last) {
  for (std::uint32_t rtp = first + first % 2u; rtp + 1 <= last; rtp += 2) {
    free_.push_back(static_cast<std::uint16_t>(rtp));
  }
}

std::optional<PortPair> PortPool::take() {
  if (free_.empty()) return std::nullopt;
  const std::uint16_t rtp = free_.front();
  free_.pop_front();
  return PortPair(*this, rtp);
}

}  // namespace media
