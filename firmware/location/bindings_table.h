// BindingsTable: the location service's durable half. Each change of an address-of-record is
// stored whole by the store's writer; after a restart load() gives back what was acknowledged.
//
// Times live on the monotonic clock inside and on the calendar in the store. A TCP connection does
// not survive a restart: its flow comes back with connection 0, which no live connection has.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/base/timer_queue.h"
#include "firmware/location/location_service.h"
#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/queue.h"

namespace location {

class BindingsTable final : public BindingStore {
 public:
  static std::span<const store::Migration> migrations();

  // All bindings that live on at `wall`, by address-of-record; those that have expired are removed.
  static store::Result<std::vector<BindingChange>> load(store::Database& database,
                                                        base::WallTime wall, base::Instant now);

  // For an extension that is removed: nothing of it is left.
  static store::Result<void> remove(store::Database& database, std::string_view aor);

  // Whether a phone was ever bound to it, though perhaps none is now, since it was there or
  // forget_phones() was last called.
  static store::Result<bool> had_phones(store::Database& database, std::string_view aor);
  static store::Result<void> forget_phones(store::Database& database, std::string_view aor);
  static store::Result<void> clear(store::Database& database);

  BindingsTable(store::Queue& queue, const base::TimerQueue& timers, const base::WallClock& wall,
                std::string node)
      : queue_(queue), timers_(timers), wall_(wall), node_(std::move(node)) {}

  // When the queue is full, done(false) comes at once.
  void save(BindingChange change, std::function<void(bool)> done) override;

 private:
  store::Queue& queue_;
  const base::TimerQueue& timers_;
  const base::WallClock& wall_;
  const std::string node_;
};

}  // namespace location
