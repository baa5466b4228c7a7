#include "firmware/sip/auth/nonce_counts.h"

#include <algorithm>

namespace sip {

NonceCounts::Use NonceCounts::use(base::Instant issue, DigestAlgorithm algorithm,
                                  std::uint32_t count) {
  const Key key{issue, algorithm};
  auto window = windows_.find(key);
  if (window == windows_.end()) {
    if (key <= forgotten_up_to_) return Use::forgotten;
    window = windows_.try_emplace(key).first;
  }
  const bool is_first = window->second.use(count);
  if (windows_.size() > capacity_) {
    forgotten_up_to_ = windows_.begin()->first;
    windows_.erase(windows_.begin());
  }
  return is_first ? Use::first : Use::repeated;
}

void NonceCounts::expire_before(base::Instant oldest) {
  windows_.erase(windows_.begin(), windows_.lower_bound({oldest, DigestAlgorithm::md5}));
}

// True when the count lies above the window's floor and was not seen before.
bool NonceCounts::Window::use(std::uint32_t count) {
  if (count > highest_) {
    const std::uint32_t step = count - highest_;
    seen_ = step < 64 ? seen_ << step : 0;
    seen_ |= 1;
    highest_ = count;
    return true;
  }
  const std::uint32_t behind = highest_ - count;
  if (behind >= 64 || (seen_ >> behind & 1) != 0) return false;
  seen_ |= std::uint64_t{1} << behind;
  return true;
}

}  // namespace sip
