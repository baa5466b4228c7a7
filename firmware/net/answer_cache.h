// Answers of one kind by name, until they expire. Bounded: the oldest makes room. Owned by
// CachingResolver.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "firmware/base/instant.h"
#include "firmware/net/error.h"

namespace net {

template <class T>
class AnswerCache {
 public:
  explicit AnswerCache(std::size_t capacity) : capacity_(capacity) {}

  // Names are in lower case. Nothing when unknown or expired; valid until the next put().
  const Result<T>* find(const std::string& name, base::Instant now) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || found->second->until <= now) return nullptr;
    return &found->second->answer;
  }

  void put(std::string name, Result<T> answer, base::Instant until) {
    if (const auto known = by_name_.find(name); known != by_name_.end()) drop(known->second);
    if (by_age_.size() == capacity_) drop(by_age_.begin());
    by_age_.push_back({std::move(name), std::move(answer), until});
    by_name_.emplace(by_age_.back().name, std::prev(by_age_.end()));
  }

 private:
  struct Entry {
    std::string name;
    Result<T> answer;
    base::Instant until;
  };
  using Place = typename std::list<Entry>::iterator;

  void drop(Place entry) {
    by_name_.erase(entry->name);
    by_age_.erase(entry);
  }

  const std::size_t capacity_;
  std::list<Entry> by_age_;                              // oldest first
  std::unordered_map<std::string_view, Place> by_name_;  // the names of by_age_
};

}  // namespace net
