// Which nonce counts were used already (RFC 7616 section 3.4): for each nonce that brought success
// the highest, and those of the 64 up to it that were seen. Bounded: the nonce issued first is
// forgotten first, and with it the right to use any nonce issued before. Owned by DigestVerifier.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "firmware/sip/auth/nonce_mint.h"

namespace sip {

class NonceCounts {
 public:
  enum class Use : std::uint8_t { first, repeated, forgotten };

  explicit NonceCounts(std::size_t capacity) : capacity_(capacity) {}

  // A nonce is known by its instant of issue and its algorithm.
  Use use(base::Instant issue, DigestAlgorithm algorithm, std::uint32_t count);
  // Nonces issued before that are expired: they need no memory.
  void expire_before(base::Instant oldest);
  std::size_t size() const { return windows_.size(); }

 private:
  class Window {
   public:
    bool use(std::uint32_t count);

   private:
    std::uint32_t highest_ = 0;
    std::uint64_t seen_ = 0;  // bit n: highest_ - n
  };
  using Key = std::pair<base::Instant, DigestAlgorithm>;

  const std::size_t capacity_;
  std::map<Key, Window> windows_;  // by age, the oldest first
  Key forgotten_up_to_{base::Instant::min(), DigestAlgorithm::md5};
};

}  // namespace sip
