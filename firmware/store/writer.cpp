#include "firmware/store/writer.h"

#include <chrono>
#include <thread>
#include <utility>

#include "firmware/store/transaction.h"

namespace store {

namespace {

// Some 2 MB of log: long enough to gather many writes of one page into a single one.
constexpr int kCheckpointPages = 2048;

// While commits follow each other this closely, one waits a moment for company: under load an
// fsync is shared by several jobs also where the disk is quick. A lone job never waits.
constexpr auto kBusy = std::chrono::milliseconds(25);
constexpr auto kGather = std::chrono::milliseconds(5);

}  // namespace

Writer::Writer(Database database, std::size_t capacity, Deliver deliver, base::Log& log)
    : database_(std::move(database)),
      capacity_(capacity),
      log_(log),
      waiting_(capacity, [this] { work_waits_.release(); }),
      finished_(capacity,
                [this, deliver = std::move(deliver)] { deliver([this] { deliver_done(); }); }) {}

bool Writer::post(std::unique_ptr<Job> job) {
  if (under_way_ >= capacity_) return false;
  ++under_way_;
  static_cast<void>(waiting_.post(std::move(job)));  // has room: under_way_ counts more than it
  return true;
}

void Writer::run() {
  using Clock = std::chrono::steady_clock;
  std::vector<std::unique_ptr<Job>> jobs;
  Clock::time_point last_commit{};
  for (;;) {
    work_waits_.acquire();
    const bool stopping = stopping_;
    if (!stopping && Clock::now() - last_commit < kBusy) std::this_thread::sleep_for(kGather);
    waiting_.take_all(jobs);
    if (!jobs.empty()) {
      commit(jobs);
      checkpoint_when_due();
      last_commit = Clock::now();
    } else if (stopping) {
      return;
    }
  }
}

void Writer::stop() {
  stopping_ = true;
  work_waits_.release();
}

void Writer::commit(std::vector<std::unique_ptr<Job>>& jobs) {
  std::vector<Finished> batch(jobs.size());
  {
    Transaction transaction(database_);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      batch[i].job = std::move(jobs[i]);
      batch[i].committed = transaction.open() && run_alone(*batch[i].job);
    }
    if (const auto committed = transaction.commit(); !committed) {
      log_.error("store", "commit failed",
                 {{"why", std::string(to_string(committed.error()))},
                  {"sqlite", database_.last_message()},
                  {"jobs", std::to_string(batch.size())}});
      for (Finished& finished : batch) finished.committed = false;
    }
  }
  static_cast<void>(finished_.post(std::move(batch)));  // has room: no more batches than jobs
}

bool Writer::run_alone(Job& job) {
  Savepoint savepoint(database_);
  return job.run(database_) && savepoint.keep();
}

void Writer::checkpoint_when_due() {
  if (database_.log_pages() < kCheckpointPages) return;
  if (const auto done = database_.checkpoint(); !done) {
    log_.warning("store", "checkpoint failed", {{"why", std::string(to_string(done.error()))}});
  }
}

void Writer::deliver_done() {
  std::vector<std::vector<Finished>> batches;
  finished_.take_all(batches);
  for (std::vector<Finished>& batch : batches) {
    for (Finished& finished : batch) {
      --under_way_;
      finished.job->done(finished.committed);
    }
  }
}

bool DirectQueue::post(std::unique_ptr<Job> job) {
  bool committed = false;
  {
    Transaction transaction(database_);
    committed = transaction.open() && job->run(database_) && transaction.commit();
  }
  job->done(committed);
  return true;
}

}  // namespace store
