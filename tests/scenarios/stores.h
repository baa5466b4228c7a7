// Stores in the simulated world: memory that survives a restart. A commit takes a while; what was
// not committed when the power goes is lost, or not, and nobody is told.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "apps/records/call_record.h"
#include "firmware/location/location_service.h"
#include "tests/sim/world.h"

namespace scenarios {

// When a commit happens and whether it does; shared by both stores, as they share a disk.
class Disk {
 public:
  explicit Disk(sim::World& world) : world_(world) {}

  // Runs `write` and then `done(true)` when the commit is through; `done(false)` on a full disk.
  void commit(std::function<void()> write, std::function<void(bool)> done);
  // Commits under way: some reach the disk, none is acknowledged.
  void loses_power() { ++life_; }
  void is_full(bool full) { full_ = full; }
  void takes(base::Duration delay) { delay_ = delay; }
  std::size_t under_way() const { return under_way_; }

 private:
  sim::World& world_;
  base::Duration delay_ = std::chrono::milliseconds(3);
  base::Instant last_;
  bool full_ = false;
  int life_ = 0;
  std::size_t under_way_ = 0;
};

class MemoryBindings : public location::BindingStore {
 public:
  explicit MemoryBindings(Disk& disk) : disk_(disk) {}
  void save(location::BindingChange change, std::function<void(bool)> done) override;
  const std::map<std::string, std::vector<location::Binding>>& rows() const { return rows_; }
  std::size_t writes() const { return writes_; }

 private:
  Disk& disk_;
  std::map<std::string, std::vector<location::Binding>> rows_;
  std::size_t writes_ = 0;
};

class MemoryRecords : public records::RecordStore {
 public:
  explicit MemoryRecords(Disk& disk) : disk_(disk) {}
  void save(records::CallRecord record, std::function<void(bool)> done) override;
  const std::vector<records::CallRecord>& rows() const { return rows_; }
  void clear() { rows_.clear(); }

 private:
  Disk& disk_;
  std::vector<records::CallRecord> rows_;  // in the order they began
};

}  // namespace scenarios
