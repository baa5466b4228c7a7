// Queue: where work for the store is put down. Writer carries it out on the store writer's
// thread; DirectQueue at once, for a program that has no other thread.
#pragma once

#include <memory>
#include <utility>

#include "firmware/store/database.h"

namespace store {

// One piece of work. It lives on both threads in turn, never on both at once, so what it read or
// computed travels inside it.
class Job {
 public:
  virtual ~Job() = default;
  // On the thread that has the database. False undoes all that this job did.
  virtual bool run(Database& database) = 0;
  // Back on the thread that posted it: true once nothing can undo the work, false when it was not
  // done.
  virtual void done(bool committed) = 0;
};

class Queue {
 public:
  virtual ~Queue() = default;
  // False, and the job is dropped without its done(), when too much waits already.
  [[nodiscard]] virtual bool post(std::unique_ptr<Job> job) = 0;
};

// A job made of a value and two functions on it:
//   work(Database&, Value&) → bool     done(bool committed, Value&)
template <class Value, class Work, class Done>
std::unique_ptr<Job> make_job(Value value, Work work, Done done) {
  class Made final : public Job {
   public:
    Made(Value made_value, Work made_work, Done made_done)
        : value_(std::move(made_value)), work_(std::move(made_work)), done_(std::move(made_done)) {}
    bool run(Database& database) override { return work_(database, value_); }
    void done(bool committed) override { done_(committed, value_); }

   private:
    Value value_;
    Work work_;
    Done done_;
  };
  return std::make_unique<Made>(std::move(value), std::move(work), std::move(done));
}

}  // namespace store
