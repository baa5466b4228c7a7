// Secrets: random texts for several threads, of one source that is for one. Any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>

#include "firmware/base/random.h"
#include "firmware/store/uuid.h"

namespace console {

class Secrets {
 public:
  explicit Secrets(base::Random& random) : random_(random) {}

  // 260 random bits.
  std::string key() {
    const std::lock_guard lock(mutex_);
    return random_.token(kKeyLength);
  }
  // 80 random bits: for people to type, if they must.
  std::string password() {
    const std::lock_guard lock(mutex_);
    return random_.token(kPasswordLength);
  }
  std::string uuid() {
    const std::lock_guard lock(mutex_);
    return store::uuid_v4(random_);
  }

 private:
  static constexpr std::size_t kKeyLength = 52;
  static constexpr std::size_t kPasswordLength = 16;

  std::mutex mutex_;
  base::Random& random_;
};

}  // namespace console
