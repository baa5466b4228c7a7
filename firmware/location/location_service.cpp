#include "firmware/location/location_service.h"

#include <algorithm>
#include <utility>

#include "firmware/base/assert.h"

namespace location {
namespace {

// What one sweep may hand to the store; the rest follows a second later.
constexpr std::size_t kSweptAtOnce = 256;

// The rows of a set: what was granted stays in memory, what is durable goes to the store.
BindingChange change_of(std::string_view aor, const std::vector<PackedBinding>& bindings) {
  BindingChange change{std::string(aor), {}};
  change.bindings.reserve(bindings.size());
  for (const PackedBinding& binding : bindings) {
    change.bindings.push_back(binding.unpack());
    change.bindings.back().expires = binding.durable_until();
  }
  return change;
}

}  // namespace

LocationService::LocationService(BindingStore& store, base::TimerQueue& timers,
                                 LocationSettings settings)
    : store_(store), timers_(timers), settings_(settings) {}

void LocationService::load(BindingChange rows) {
  Bindings bindings;
  bindings.reserve(rows.bindings.size());
  for (Binding& row : rows.bindings) {
    const base::Instant durable_until = row.expires;
    row.expires = std::min(durable_until, timers_.now() + row.granted);
    row.flow.connection = 0;
    bindings.emplace_back(row, durable_until);
  }
  apply(rows.aor, std::move(bindings));
}

std::vector<Binding> LocationService::lookup(std::string_view aor) const {
  const auto found = aors_.find(aor);
  return found == aors_.end() ? std::vector<Binding>() : valid_now(found->second);
}

std::vector<Binding> LocationService::valid_now(const Bindings& bindings) const {
  std::vector<Binding> valid;
  for (const PackedBinding& binding : bindings) {
    if (binding.expires() > timers_.now()) valid.push_back(binding.unpack());
  }
  return valid;
}

bool LocationService::in_turn(std::string_view aor, Turn turn) {
  const auto found = busy_.find(aor);
  if (found != busy_.end() && found->second.waiting.size() >= settings_.max_waiting_per_aor) {
    return false;
  }
  enqueue(aor, std::move(turn));
  return true;
}

void LocationService::enqueue(std::string_view aor, Turn turn) {
  const auto found = busy_.find(aor);
  if (found == busy_.end()) return turn();
  found->second.waiting.push_back(std::move(turn));
}

void LocationService::replace(std::string_view aor, std::vector<Binding> bindings, Done done) {
  const auto found = aors_.find(aor);
  const Bindings none;
  const Bindings& rows = found == aors_.end() ? none : found->second;
  if (are_in_rows(rows, bindings)) {
    apply(aor, renewed(rows, bindings));
    return done(Outcome::stored);
  }
  const std::size_t growth = bindings.size() > rows.size() ? bindings.size() - rows.size() : 0;
  if (bindings.size() > std::max(settings_.max_bindings_per_aor, rows.size())) {
    return done(Outcome::too_many_for_aor);
  }
  if (growth > 0 && size_ + growth > settings_.max_bindings) return done(Outcome::full);
  Bindings next = renewed(rows, bindings);
  BindingChange change = change_of(aor, next);
  write(aor, std::move(change), std::move(next), growth, std::move(done));
}

bool LocationService::is_in_row(const PackedBinding& row, const Binding& binding) const {
  Binding stored = row.unpack();
  stored.cseq = binding.cseq;  // may lag behind on disk
  stored.expires = binding.expires;
  return binding.expires <= row.durable_until() && stored == binding;
}

bool LocationService::are_in_rows(const Bindings& rows,
                                  const std::vector<Binding>& bindings) const {
  return std::equal(
      rows.begin(), rows.end(), bindings.begin(), bindings.end(),
      [this](const PackedBinding& row, const Binding& b) { return is_in_row(row, b); });
}

LocationService::Bindings LocationService::renewed(const Bindings& rows,
                                                   const std::vector<Binding>& bindings) const {
  Bindings next;
  next.reserve(bindings.size());
  for (const Binding& binding : bindings) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const PackedBinding& stored) {
      return is_in_row(stored, binding);
    });
    next.emplace_back(binding, row != rows.end()
                                   ? row->durable_until()
                                   : timers_.now() + std::max(binding.granted, kRowLifetime));
  }
  return next;
}

void LocationService::write(std::string_view aor, BindingChange change, Bindings next,
                            std::size_t reserved, Done done) {
  Busy& busy = busy_[std::string(aor)];
  ASSERT(!busy.writing);
  busy.writing = true;
  busy.next = std::move(next);
  busy.reserved = reserved;
  busy.done = std::move(done);
  size_ += reserved;
  store_.save(std::move(change),
              [this, key = std::string(aor)](bool durable) { on_written(key, durable); });
}

void LocationService::on_written(const std::string& aor, bool durable) {
  const auto found = busy_.find(aor);
  ASSERT(found != busy_.end() && found->second.writing);
  Busy& busy = found->second;
  busy.writing = false;
  size_ -= std::exchange(busy.reserved, 0);
  Bindings next = std::exchange(busy.next, {});
  if (durable) apply(aor, std::move(next));
  const Done done = std::exchange(busy.done, {});
  done(durable ? Outcome::stored : Outcome::store_failed);
  run_waiting(aor, busy);
}

// A store may answer from inside save(): then the outermost call runs the turns, one by one.
void LocationService::run_waiting(const std::string& aor, Busy& busy) {
  if (busy.running_turns) return;
  busy.running_turns = true;
  while (!busy.writing && !busy.waiting.empty()) {
    const Turn turn = std::move(busy.waiting.front());
    busy.waiting.pop_front();
    turn();
  }
  busy.running_turns = false;
  if (!busy.writing) busy_.erase(aor);
}

void LocationService::apply(std::string_view aor, Bindings bindings) {
  auto found = aors_.find(aor);
  std::size_t before = 0;
  if (found != aors_.end()) {
    before = found->second.size();
    forget_connections(found->first, found->second);
    size_ -= before;
  }
  if (bindings.empty()) {
    if (found != aors_.end()) aors_.erase(found);
    if (aors_.empty()) sweep_timer_.disarm();
    if (before != 0) tell(aor);
    return;
  }
  if (found == aors_.end()) found = aors_.emplace(aor, Bindings()).first;
  found->second = std::move(bindings);
  size_ += found->second.size();
  index_connections(found->first, found->second);
  if (!sweep_timer_.armed()) sweep_timer_.arm(kSweepInterval);
  if (found->second.size() != before) tell(aor);
}

// Out of memory even when the store fails: at the next start no account claims the rows.
void LocationService::remove(std::string_view aor) {
  enqueue(aor, [this, key = std::string(aor)] {
    apply(key, {});
    write(key, BindingChange{key, {}}, {}, 0, [](Outcome) {});
  });
}

void LocationService::on_flow_failed(const sip::Flow& flow) {
  if (flow.connection == 0) return;
  const auto [first, last] = by_connection_.equal_range(flow.connection);
  for (auto entry = first; entry != last; ++entry) expire_over(*entry->second, flow);
  for (auto& [aor, busy] : busy_) {
    const bool returns = std::any_of(busy.next.begin(), busy.next.end(),
                                     [&](const PackedBinding& b) { return b.flow() == flow; });
    if (returns) {
      busy.waiting.emplace_back([this, key = aor, flow] { expire_over(key, flow); });
    }
  }
}

// Expired, the binding is out of every lookup; its row follows with the next write or sweep, so a
// phone that comes back at once costs one write and not two.
void LocationService::expire_over(std::string_view aor, const sip::Flow& flow) {
  const auto found = aors_.find(aor);
  if (found == aors_.end()) return;
  for (PackedBinding& binding : found->second) {
    if (binding.flow() == flow && !binding.has_path()) {
      binding.expire_at(std::min(binding.expires(), timers_.now()));
    }
  }
  tell(aor);
}

void LocationService::index_connections(const std::string& aor, const Bindings& bindings) {
  for (const PackedBinding& binding : bindings) {
    if (binding.flow().connection != 0) by_connection_.emplace(binding.flow().connection, &aor);
  }
}

void LocationService::forget_connections(const std::string& aor, const Bindings& bindings) {
  for (const PackedBinding& binding : bindings) {
    const auto [first, last] = by_connection_.equal_range(binding.flow().connection);
    const auto entry =
        std::find_if(first, last, [&](const auto& indexed) { return indexed.second == &aor; });
    if (entry != last) by_connection_.erase(entry);
  }
}

void LocationService::sweep() {
  std::vector<std::string> due;
  for (const auto& [aor, bindings] : aors_) {
    const bool expired = std::any_of(
        bindings.begin(), bindings.end(),
        [this](const PackedBinding& binding) { return binding.expires() <= timers_.now(); });
    if (expired && !busy_.contains(aor)) due.push_back(aor);
    if (due.size() == kSweptAtOnce) break;
  }
  for (const std::string& aor : due) drop_expired(aor);
  if (aors_.empty()) return;
  sweep_timer_.arm(due.size() == kSweptAtOnce ? std::chrono::seconds(1) : kSweepInterval);
}

void LocationService::save_again() {
  to_save_again_.clear();
  for (const auto& [aor, rows] : aors_) to_save_again_.push_back(aor);
  save_again_timer_.arm({});
}

// What the store cannot take is dated anew by its next refresh that writes.
void LocationService::save_next() {
  for (std::size_t i = 0; i < kSweptAtOnce && !to_save_again_.empty(); ++i) {
    const std::string aor = std::move(to_save_again_.back());
    to_save_again_.pop_back();
    enqueue(aor, [this, aor] {
      const auto found = aors_.find(aor);
      if (found == aors_.end()) return;
      Bindings same;
      for (const PackedBinding& row : found->second) {
        same.emplace_back(row.unpack(), row.durable_until());
      }
      BindingChange change = change_of(aor, same);
      write(aor, std::move(change), std::move(same), 0, [](Outcome) {});
    });
  }
  if (!to_save_again_.empty()) save_again_timer_.arm(std::chrono::seconds(1));
}

// When the store fails, memory keeps the expired bindings too and the next sweep tries again.
void LocationService::drop_expired(const std::string& aor) {
  Bindings valid;
  for (const PackedBinding& binding : aors_.find(aor)->second) {
    if (binding.expires() <= timers_.now()) continue;
    valid.emplace_back(binding.unpack(), binding.durable_until());
  }
  BindingChange change = change_of(aor, valid);
  write(aor, std::move(change), std::move(valid), 0, [](Outcome) {});
}

}  // namespace location
