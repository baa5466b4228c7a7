// Writer: the only writer and checkpointer of the store while the switchboard runs (SQLite 3.40 has
// a rare fault when several connections reset the write-ahead log). All that waits is committed in
// one transaction, so that one fsync serves them all; each job is undone alone when it fails.
//
// Passive: the program starts the thread that calls run(). post() and deliver_done() belong to the
// signalling thread, run() to the writer's, stop() to any.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <semaphore>
#include <vector>

#include "firmware/base/log.h"
#include "firmware/base/mailbox.h"
#include "firmware/store/queue.h"

namespace store {

class Writer final : public Queue {
 public:
  // Hands a function to the signalling thread, to be called there soon. Called on the writer's
  // thread, at most once a batch.
  using Deliver = std::function<void(std::function<void()>)>;

  // At most `capacity` jobs are under way: posted and not yet done.
  Writer(Database database, std::size_t capacity, Deliver deliver, base::Log& log);

  bool post(std::unique_ptr<Job> job) override;

  // Until stop(), and then until nothing waits. Under load it waits some milliseconds between
  // commits, by the real clock, for more jobs to share the next fsync.
  void run();
  void stop();

  // Calls done() of every finished job. Delivered by itself; once more by hand after the writer's
  // thread has ended, for those whose delivery no loop runs any more.
  void deliver_done();

  std::size_t under_way() const { return under_way_; }

 private:
  struct Finished {
    std::unique_ptr<Job> job;
    bool committed = false;
  };

  void commit(std::vector<std::unique_ptr<Job>>& jobs);
  bool run_alone(Job& job);
  void checkpoint_when_due();

  Database database_;
  const std::size_t capacity_;
  base::Log& log_;
  std::size_t under_way_ = 0;
  std::atomic<bool> stopping_ = false;
  std::counting_semaphore<> work_waits_{0};
  base::Mailbox<std::unique_ptr<Job>> waiting_;
  base::Mailbox<std::vector<Finished>> finished_;
};

// The same without a thread: the job is committed and done() called before post() returns.
class DirectQueue final : public Queue {
 public:
  explicit DirectQueue(Database& database) : database_(database) {}
  bool post(std::unique_ptr<Job> job) override;

 private:
  Database& database_;
};

}  // namespace store
