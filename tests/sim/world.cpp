#include "tests/sim/world.h"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

namespace sim {

void RecordingLog::write(base::Severity severity, std::string_view part, std::string_view event,
                         std::initializer_list<base::LogField> fields) {
  std::string line(base::to_string(severity));
  line += ' ';
  line += base::format_line(part, event, fields);
  lines_.push_back(std::move(line));
  if (lines_.size() > kMaxLines) lines_.pop_front();
}

bool RecordingLog::contains(std::string_view text) const {
  for (const std::string& line : lines_) {
    if (line.find(text) != std::string::npos) return true;
  }
  return false;
}

base::WallTime World::Calendar::now() const {
  using namespace std::chrono_literals;
  const base::WallTime kStart = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  const auto passed = timers_.now().time_since_epoch();
  return kStart + shift + std::chrono::duration_cast<std::chrono::milliseconds>(passed);
}

World::World(std::uint64_t seed) : seed_(seed), random_(seed) {}

void World::advance(base::Duration time) {
  timers_.run_due(timers_.now() + time);
}

bool World::advance_until(const std::function<bool()>& condition, base::Duration limit) {
  const base::Instant end = timers_.now() + limit;
  while (!condition()) {
    const auto next = timers_.next_deadline();
    if (!next || *next > end) {
      timers_.run_due(end);
      return condition();
    }
    timers_.run_due(std::max(*next, timers_.now()));
  }
  return true;
}

void World::settle() {
  constexpr base::Duration kFar = std::chrono::seconds(5);
  const base::Instant end = timers_.now() + std::chrono::minutes(2);
  for (;;) {
    const auto next = timers_.next_deadline();
    if (!next || *next > timers_.now() + kFar || *next > end) return;
    timers_.run_due(std::max(*next, timers_.now()));
  }
}

void World::begin_storm() {
  stormy_ = true;
  network_.set_weather(storm());
}

void World::fault(const std::string& what, const char* file, int line) {
  if (std::exchange(at_fault_, true)) return;
  std::string text = what + "\nin the world of seed " + std::to_string(seed_) +
                     (stormy_ ? ", in a storm" : "") + "\n" + ladder_.to_string();
  const std::size_t first = log_.lines().size() > 20 ? log_.lines().size() - 20 : 0;
  for (std::size_t i = first; i < log_.lines().size(); ++i) text += log_.lines()[i] + '\n';
  ADD_FAILURE_AT(file, line) << text;
}

}  // namespace sim
