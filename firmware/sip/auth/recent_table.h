// A bounded table that forgets what was touched longest ago. Owned by Brake.
#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace sip {

template <class Key, class Value, class Hash>
class RecentTable {
 public:
  explicit RecentTable(std::size_t capacity) : capacity_(capacity) {}

  const Value* find(const Key& key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &found->second->second;
  }

  // The value of `key`, made anew when it was not there.
  Value& touch(const Key& key) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
      recent_.splice(recent_.begin(), recent_, found->second);
      return recent_.front().second;
    }
    if (recent_.size() == capacity_) {
      by_key_.erase(recent_.back().first);
      recent_.pop_back();
    }
    recent_.emplace_front(key, Value());
    by_key_.emplace(key, recent_.begin());
    return recent_.front().second;
  }

 private:
  using Entries = std::list<std::pair<Key, Value>>;

  const std::size_t capacity_;
  Entries recent_;  // latest first
  std::unordered_map<Key, typename Entries::iterator, Hash> by_key_;
};

}  // namespace sip
