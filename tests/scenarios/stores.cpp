#include "tests/scenarios/stores.h"

#include <algorithm>

namespace scenarios {

void Disk::commit(std::function<void()> write, std::function<void(bool)> done) {
  ++under_way_;
  last_ = std::max(last_, world_.now() + delay_);  // commits keep their order
  const bool survives = world_.random().below(2) == 0;
  world_.events().post(last_ - world_.now(), [this, life = life_, full = full_, survives,
                                              write = std::move(write), done = std::move(done)] {
    --under_way_;
    const bool powered = life == life_;
    if (!full && (powered || survives)) write();
    if (powered) done(!full);
  });
}

void MemoryBindings::save(location::BindingChange change, std::function<void(bool)> done) {
  disk_.commit(
      [this, change = std::move(change)] {
        ++writes_;
        if (change.bindings.empty()) {
          rows_.erase(change.aor);
        } else {
          rows_[change.aor] = change.bindings;
        }
      },
      std::move(done));
}

void MemoryRecords::save(records::CallRecord record, std::function<void(bool)> done) {
  disk_.commit(
      [this, record = std::move(record)] {
        const auto same = [&](const records::CallRecord& row) { return row.id == record.id; };
        const auto row = std::find_if(rows_.begin(), rows_.end(), same);
        if (row == rows_.end()) {
          rows_.push_back(record);
        } else {
          *row = record;
        }
      },
      std::move(done));
}

}  // namespace scenarios
