// The location service (RFC 3261 section 10): address-of-record → bindings. In memory, kept whole
// on disk by a BindingStore. Signalling thread only.
//
// The address-of-record key is the extension's number: all local domains share their users.
//
// What is answered 200 is durable, yet a refresh seldom writes: the row on disk may outlive what
// was granted. docs/decisions/0003-bindings-and-flash.md tells how.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/location/binding.h"
#include "firmware/location/packed_binding.h"

namespace location {

// What of one address-of-record must become durable.
struct BindingChange {
  std::string aor;
  std::vector<Binding> bindings;  // the new whole set; empty: remove all
};

// Makes changes durable. location::BindingsTable does it through the store's writer; the
// simulation has its own.
class BindingStore {
 public:
  virtual ~BindingStore() = default;
  // `done(true)` on the signalling thread once a power cut can no longer undo the change;
  // `done(false)` when it could not be stored. Each binding's `expires` is the row's.
  virtual void save(BindingChange change, std::function<void(bool)> done) = 0;
};

struct LocationSettings {
  std::size_t max_bindings = 50'000;
  std::size_t max_bindings_per_aor = 10;
  std::size_t max_waiting_per_aor = 8;  // turns that wait for a write
};

// How a change of bindings ended. Unless it is `stored`, nothing changed.
enum class Outcome : std::uint8_t {
  stored,
  too_many_for_aor,
  full,
  store_failed,
};

class LocationService {
 public:
  using Turn = std::function<void()>;
  using Done = std::function<void(Outcome)>;

  // What a row may outlive its refresh by at least; a day of unchanged refreshes is one write.
  static constexpr base::Duration kRowLifetime = std::chrono::hours(24);
  // How often bindings that nobody refreshed leave memory and the store. Lookups never see them.
  static constexpr base::Duration kSweepInterval = std::chrono::minutes(1);

  // `store` outlives the service and calls nobody back after the service is gone.
  LocationService(BindingStore& store, base::TimerQueue& timers, LocationSettings settings = {});

  // Told of an address-of-record when a phone came or went; empty: nobody watches.
  void set_watcher(std::function<void(std::string_view aor)> watcher) {
    watcher_ = std::move(watcher);
  }

  // At start, once for each address-of-record: the rows as save() was given them, `expires` moved
  // to this process's clock. A loaded binding lives on for one granted interval at most.
  void load(BindingChange rows);

  // The bindings that are valid now, oldest registration first.
  std::vector<Binding> lookup(std::string_view aor) const;

  // Bindings in memory, including those that expired since the last sweep.
  std::size_t size() const { return size_; }

  // Calls visit(aor, bindings) for each address-of-record that has bindings now, in no order.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (const auto& [aor, bindings] : aors_) {
      if (const auto valid = valid_now(bindings); !valid.empty()) visit(aor, valid);
    }
  }

  // Changes of one address-of-record follow each other. Runs `turn` from inside the call, or,
  // while a write is under way, after it, in order. False, and nothing runs, when too many wait.
  bool in_turn(std::string_view aor, Turn turn);

  // Only from inside a turn, once: makes `bindings` the whole set, on disk first, then in memory,
  // then `done`. Comes from inside the call when nothing needs to be written.
  void replace(std::string_view aor, std::vector<Binding> bindings, Done done);

  // The account is deleted: waits for its turn, then its bindings are gone at once.
  void remove(std::string_view aor);

  // The calendar has jumped, and the rows are dated by the one before: all are written again, some
  // each second.
  void save_again();

  // A connection ended: what was reached over it alone is reached no more (RFC 5626 section 7).
  // A UDP flow is ignored: one ICMP message, easily forged, does not unbind a phone that reboots.
  void on_flow_failed(const sip::Flow& flow);

 private:
  using Bindings = std::vector<PackedBinding>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  template <class Value>
  using ByAor = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

  // An address-of-record with a write under way, or whose waiting turns run just now.
  struct Busy {
    bool writing = false;
    bool running_turns = false;
    Bindings next;             // in memory once the write is done
    std::size_t reserved = 0;  // counted in size_ ahead of `next`
    Done done;
    std::deque<Turn> waiting;
  };

  void enqueue(std::string_view aor, Turn turn);
  void write(std::string_view aor, BindingChange change, Bindings next, std::size_t reserved,
             Done done);
  void on_written(const std::string& aor, bool durable);
  void run_waiting(const std::string& aor, Busy& busy);
  void apply(std::string_view aor, Bindings bindings);
  bool is_in_row(const PackedBinding& row, const Binding& binding) const;
  bool are_in_rows(const Bindings& rows, const std::vector<Binding>& bindings) const;
  Bindings renewed(const Bindings& rows, const std::vector<Binding>& bindings) const;
  void expire_over(std::string_view aor, const sip::Flow& flow);
  void index_connections(const std::string& aor, const Bindings& bindings);
  void forget_connections(const std::string& aor, const Bindings& bindings);
  void drop_expired(const std::string& aor);
  void save_next();
  void sweep();
  std::vector<Binding> valid_now(const Bindings& bindings) const;

  void tell(std::string_view aor) const {
    if (watcher_) watcher_(aor);
  }

  BindingStore& store_;
  base::TimerQueue& timers_;
  std::function<void(std::string_view aor)> watcher_;
  const LocationSettings settings_;
  std::size_t size_ = 0;
  ByAor<Bindings> aors_;
  ByAor<Busy> busy_;
  // Which addresses-of-record (keys of aors_) a connection serves.
  std::unordered_multimap<std::uint32_t, const std::string*> by_connection_;
  base::MemberTimer<&LocationService::sweep> sweep_timer_{timers_, this};
  std::vector<std::string> to_save_again_;
  base::MemberTimer<&LocationService::save_next> save_again_timer_{timers_, this};
};

}  // namespace location
