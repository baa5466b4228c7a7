#include "apps/console/api/passwords.h"

namespace console {

// One of those who may hash now, or not, when too many wait.
class Passwords::Turn {
 public:
  explicit Turn(Passwords& passwords) : passwords_(passwords) {
    std::unique_lock lock(passwords_.mutex_);
    if (passwords_.inside_ >= kAtATime && passwords_.waiting_ >= kWaiting) return;
    ++passwords_.waiting_;
    passwords_.left_.wait(lock, [this] { return passwords_.inside_ < kAtATime; });
    --passwords_.waiting_;
    ++passwords_.inside_;
    has_ = true;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (!has_) return;
    const std::lock_guard lock(passwords_.mutex_);
    --passwords_.inside_;
    passwords_.left_.notify_one();
  }
  explicit operator bool() const { return has_; }

 private:
  Passwords& passwords_;
  bool has_ = false;
};

std::optional<std::string> Passwords::hash(std::string_view password) {
  const Turn turn(*this);
  if (!turn) return std::nullopt;
  return hash_(password);
}

Passwords::Answer Passwords::verify(const std::string* hash, std::string_view password) {
  const Turn turn(*this);
  if (!turn) return Answer::busy;
  const bool right = verify_(hash != nullptr ? *hash : decoy(), password);
  return right && hash != nullptr ? Answer::right : Answer::wrong;
}

const std::string& Passwords::decoy() {
  const std::lock_guard lock(decoy_mutex_);
  if (decoy_.empty()) decoy_ = hash_("nobody has this password").value_or("none");
  return decoy_;
}

}  // namespace console
