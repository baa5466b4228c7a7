#include "apps/console/api/sessions.h"

#include <algorithm>
#include <utility>

#include "firmware/crypto/digest.h"

namespace console {

namespace {

std::string digest_of_id(std::string_view id) {
  return std::string(crypto::as_view(crypto::sha256({id})));
}

}  // namespace

void Sessions::open(std::string_view id, std::string user, std::string csrf, base::Instant now) {
  const std::lock_guard lock(mutex_);
  forget_idle(now);
  if (by_digest_.size() >= kMost) {
    by_digest_.erase(std::min_element(
        by_digest_.begin(), by_digest_.end(),
        [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
  }
  by_digest_[digest_of_id(id)] = {std::move(user), std::move(csrf), now};
}

std::optional<Sessions::Session> Sessions::find(std::string_view id, base::Instant now) {
  if (id.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  forget_idle(now);
  const auto found = by_digest_.find(digest_of_id(id));
  if (found == by_digest_.end()) return std::nullopt;
  found->second.used = now;
  return found->second;
}

void Sessions::close(std::string_view id) {
  const std::lock_guard lock(mutex_);
  by_digest_.erase(digest_of_id(id));
}

void Sessions::close_others(std::string_view user, std::string_view id) {
  const std::lock_guard lock(mutex_);
  const std::string kept = digest_of_id(id);
  std::erase_if(by_digest_, [&](const auto& entry) {
    return entry.second.user == user && entry.first != kept;
  });
}

void Sessions::close_all() {
  const std::lock_guard lock(mutex_);
  by_digest_.clear();
}

void Sessions::forget_idle(base::Instant now) {
  std::erase_if(by_digest_, [now](const auto& entry) { return now - entry.second.used > kIdle; });
}

}  // namespace console
