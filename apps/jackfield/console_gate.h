// ConsoleGate: how requests of the console, which wait on the web server's threads, reach
// Administration and the store, which belong to the signalling thread. A request that has waited
// too long is given up unless its work on the store runs already; then it waits for the end of
// that, as the work may refer to what is the request's own.
//
// What is given up before it began is never begun: whoever was told to try again may do so.
//
// execute() and store() on any thread but the signalling one (unless `post` calls at once, as in a
// test); stop() on any. The posted tasks must not outlive the gate.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "apps/console/api/gate.h"
#include "apps/jackfield/administration.h"
#include "firmware/base/instant.h"
#include "firmware/store/queue.h"

namespace jackfield {

class ConsoleGate final : public console::Gate {
 public:
  static constexpr std::chrono::milliseconds kPatience{5000};
  static constexpr std::size_t kMaxWaiting = 64;

  // Hands a function to the signalling thread, to be called there soon.
  using Post = std::function<void(std::function<void()>)>;

  ConsoleGate(Administration& administration, store::Queue& queue, const base::WallClock& wall,
              std::string node, Post post, std::chrono::milliseconds patience = kPatience);

  console::Outcome execute(console::Command command) override;
  bool store(std::function<bool(store::Database&, const store::Stamp&)> work) override;

  // The switchboard ends: nobody waits any longer, and whoever comes is refused.
  void stop();

 private:
  using Work = std::function<bool(store::Database&, const store::Stamp&)>;

  // One request that waits.
  struct Visit {
    enum class State : std::uint8_t { waiting, working, worked, settled };
    State state = State::waiting;
    console::Outcome outcome{};
    const Work* work = nullptr;
  };

  std::uint64_t enter(const Work* work);  // 0: there is no room
  console::Outcome wait(std::uint64_t id);
  void settle(std::uint64_t id, console::Outcome outcome);
  bool is_waiting(std::uint64_t id);
  bool carry_out(std::uint64_t id, store::Database& database);
  void post_work(std::uint64_t id);

  Administration& administration_;
  store::Queue& queue_;
  const base::WallClock& wall_;
  const std::string node_;
  const Post post_;
  const std::chrono::milliseconds patience_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Visit> visits_;  // of those who wait
  std::uint64_t last_ = 0;
  bool stopped_ = false;
};

}  // namespace jackfield
