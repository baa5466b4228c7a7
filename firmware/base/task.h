// Task<T>: a coroutine of an app's story. It starts when it is awaited or start()ed, and belongs to
// whoever holds it: destruction ends it wherever it waits, and with it all it awaits itself.
//
//   Task<> talk(Call& call) {
//     co_await call.answer();
//     co_await call.play(greeting);
//   }
//
// One thread. GCC 12 destroys some temporaries of a co_await expression twice: give such arguments
// a name first, or make them trivially destructible.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "firmware/base/assert.h"
#include "firmware/base/timer_queue.h"

namespace base {

template <class T = void>
class Task;

namespace task_detail {

struct PromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();

  struct Final {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      return ended.promise().continuation;
    }
    void await_resume() const noexcept {}
  };
  std::suspend_always initial_suspend() const noexcept { return {}; }
  Final final_suspend() const noexcept { return {}; }
  [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;

  Task<T> get_return_object() noexcept;
  void return_value(T result) { value.emplace(std::move(result)); }
  T take() { return std::move(*value); }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() const noexcept {}
};

}  // namespace task_detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = task_detail::Promise<T>;

  Task() = default;
  explicit Task(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Task& operator=(Task other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  // Runs up to the first thing it has to wait for. For the outermost task of a story; once.
  void start() { coroutine_.resume(); }
  bool done() const { return !coroutine_ || coroutine_.done(); }

  // Whoever awaits a task goes on when it has ended.
  auto operator co_await() && {
    struct Awaiter {
      std::coroutine_handle<promise_type> coroutine;
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
        coroutine.promise().continuation = awaiting;
        return coroutine;
      }
      T await_resume() const { return coroutine.promise().take(); }
    };
    return Awaiter{coroutine_};
  }

 private:
  std::coroutine_handle<promise_type> coroutine_;
};

namespace task_detail {

template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

}  // namespace task_detail

// Pending<T>: what a task awaits and an engine answers. A member of the engine's object, which
// outlives the task or does not care: a task that is dropped meanwhile is not resumed. The task
// goes on at the timer queue's next turn, never inside answer().
//
//   Pending<Digit> digit_{timers};            in the engine's object
//   digit_.answer(Digit{'5'});                what happened; without a task that waits: ignored
//   Digit d = co_await digit_;                in the task; one at a time
template <class T>
class Pending {
 public:
  explicit Pending(TimerQueue& timers) : resume_(timers, this) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending() { ASSERT(waiting_ == nullptr); }  // the tasks of a story go before its objects

  bool awaited() const { return waiting_ != nullptr && !waiting_->value; }

  void answer(T value) {
    if (!awaited()) return;
    waiting_->value.emplace(std::move(value));
    resume_.arm({});
  }

 private:
  struct Awaiter {
    explicit Awaiter(Pending& owner) : pending(owner) {}
    Awaiter(const Awaiter&) = delete;
    Awaiter& operator=(const Awaiter&) = delete;
    ~Awaiter() {
      if (pending.waiting_ == this) pending.forget();
    }
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) {
      ASSERT(pending.waiting_ == nullptr);
      task = awaiting;
      pending.waiting_ = this;
    }
    T await_resume() { return std::move(*value); }

    Pending& pending;
    std::coroutine_handle<> task;
    std::optional<T> value;
  };

 public:
  Awaiter operator co_await() { return Awaiter(*this); }

 private:
  void forget() {
    waiting_ = nullptr;
    resume_.disarm();
  }
  void resume() { std::exchange(waiting_, nullptr)->task.resume(); }

  Awaiter* waiting_ = nullptr;
  MemberTimer<&Pending::resume> resume_;
};

}  // namespace base
