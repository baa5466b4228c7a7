// Mailbox<T>: the only place where threads meet. Bounded, carries values, many senders, one reader.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace base {

template <class T>
class Mailbox {
 public:
  // `wake` is called, on the sender's thread and outside the lock, when a value arrives in an empty
  // mailbox; it must make the reader call take_all() soon.
  Mailbox(std::size_t capacity, std::function<void()> wake)
      : capacity_(capacity), wake_(std::move(wake)) {}

  // Any thread. False, and the value is dropped, when the mailbox is full.
  bool post(T value) {
    bool was_empty;
    {
      const std::lock_guard lock(mutex_);
      if (values_.size() >= capacity_) return false;
      was_empty = values_.empty();
      values_.push_back(std::move(value));
    }
    if (was_empty) wake_();
    return true;
  }

  // The reader's thread: everything that waits, oldest first. `values` is replaced.
  void take_all(std::vector<T>& values) {
    values.clear();
    const std::lock_guard lock(mutex_);
    values_.swap(values);
  }

 private:
  const std::size_t capacity_;
  const std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<T> values_;
};

}  // namespace base
