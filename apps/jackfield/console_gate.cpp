#include "apps/jackfield/console_gate.h"

#include <utility>

#include "apps/jackfield/page_words.h"

namespace jackfield {

namespace {

console::Outcome::Kind kind_of(ExitCode code) {
  using Kind = console::Outcome::Kind;
  switch (code) {
    case ExitCode::ok:
      return Kind::done;
    case ExitCode::usage:
    case ExitCode::invalid:
      return Kind::invalid;
    case ExitCode::not_found:
      return Kind::not_found;
    case ExitCode::conflict:
      return Kind::conflict;
    case ExitCode::changed:
      return Kind::changed;
    case ExitCode::failed:
    case ExitCode::not_running:
    case ExitCode::busy:
      return Kind::unavailable;
  }
  return Kind::unavailable;
}

console::Fault fault_of(const Message& message) {
  console::Fault fault = on_page(message.text, message.values);
  fault.field = message.field;
  return fault;
}

console::Outcome outcome_of(Outcome outcome) {
  console::Outcome made{kind_of(outcome.code), std::move(outcome.result), {}};
  for (const Message& message : outcome.errors) made.faults.push_back(fault_of(message));
  return made;
}

console::Outcome no_answer() {
  return {console::Outcome::Kind::unavailable,
          "{}",
          {fault_of({"The switchboard does not answer now: try again soon", {}})}};
}

console::Outcome worked(bool committed) {
  return committed ? console::Outcome() : no_answer();
}

}  // namespace

ConsoleGate::ConsoleGate(Administration& administration, store::Queue& queue,
                         const base::WallClock& wall, std::string node, Post post,
                         std::chrono::milliseconds patience)
    : administration_(administration),
      queue_(queue),
      wall_(wall),
      node_(std::move(node)),
      post_(std::move(post)),
      patience_(patience) {}

console::Outcome ConsoleGate::execute(console::Command command) {
  const std::uint64_t id = enter(nullptr);
  if (id == 0) return no_answer();
  post_([this, id, request = Request{std::move(command.name), std::move(command.arguments)}] {
    if (!is_waiting(id)) return;
    administration_.execute(
        request, [this, id](Outcome outcome) { settle(id, outcome_of(std::move(outcome))); });
  });
  return wait(id);
}

bool ConsoleGate::store(Work work) {
  const std::uint64_t id = enter(&work);
  if (id == 0) return false;
  post_([this, id] { post_work(id); });
  return wait(id).kind == console::Outcome::Kind::done;
}

void ConsoleGate::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

std::uint64_t ConsoleGate::enter(const Work* work) {
  const std::lock_guard lock(mutex_);
  if (stopped_ || visits_.size() >= kMaxWaiting) return 0;
  visits_[++last_].work = work;
  return last_;
}

console::Outcome ConsoleGate::wait(std::uint64_t id) {
  using State = Visit::State;
  std::unique_lock lock(mutex_);
  Visit& visit = visits_[id];
  changed_.wait_for(lock, patience_, [&] { return visit.state == State::settled || stopped_; });
  changed_.wait(lock, [&] { return visit.state != State::working; });
  // What was worked is on its way to the disk: a matter of milliseconds, unless the end has come.
  changed_.wait(lock, [&] { return visit.state != State::worked || stopped_; });
  console::Outcome outcome = visit.state == State::settled ? std::move(visit.outcome) : no_answer();
  visits_.erase(id);
  return outcome;
}

bool ConsoleGate::is_waiting(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  return visits_.contains(id);
}

void ConsoleGate::settle(std::uint64_t id, console::Outcome outcome) {
  const std::lock_guard lock(mutex_);
  const auto visit = visits_.find(id);
  if (visit == visits_.end()) return;  // given up
  visit->second.outcome = std::move(outcome);
  visit->second.state = Visit::State::settled;
  changed_.notify_all();
}

void ConsoleGate::post_work(std::uint64_t id) {
  auto run = [this](store::Database& database, const std::uint64_t& visit) {
    return carry_out(visit, database);
  };
  auto done = [this](bool committed, const std::uint64_t& visit) {
    settle(visit, worked(committed));
  };
  if (!queue_.post(store::make_job(id, std::move(run), std::move(done)))) settle(id, no_answer());
}

// The store's thread.
bool ConsoleGate::carry_out(std::uint64_t id, store::Database& database) {
  const Work* work = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto visit = visits_.find(id);
    if (visit == visits_.end()) return false;
    visit->second.state = Visit::State::working;
    work = visit->second.work;
  }
  const bool kept = (*work)(database, {wall_.now(), node_});
  const std::lock_guard lock(mutex_);
  visits_.find(id)->second.state = Visit::State::worked;
  changed_.notify_all();
  return kept;
}

}  // namespace jackfield
