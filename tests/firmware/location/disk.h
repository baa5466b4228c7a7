// Disk: a BindingStore that behaves. Writes wait until the test lets them through or fails them;
// a power cut loses what waits. Shared by the tests of location and registrar.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "firmware/location/location_service.h"

namespace location {

class Disk : public BindingStore {
 public:
  enum class Mode { at_once, slow, broken };

  void save(BindingChange change, std::function<void(bool)> done) override {
    ++writes;
    waiting_.emplace_back(std::move(change), std::move(done));
    if (mode == Mode::at_once) finish(true);
    if (mode == Mode::broken) finish(false);
  }

  // The oldest write ends.
  void finish(bool durable) {
    auto [change, done] = std::move(waiting_.front());
    waiting_.pop_front();
    if (durable && change.bindings.empty()) rows.erase(change.aor);
    if (durable && !change.bindings.empty()) rows[change.aor] = change.bindings;
    done(durable);
  }

  void finish_all() {
    while (!waiting_.empty()) finish(true);
  }

  std::size_t waiting() const { return waiting_.size(); }

  Mode mode = Mode::at_once;
  int writes = 0;
  std::map<std::string, std::vector<Binding>> rows;

 private:
  std::deque<std::pair<BindingChange, std::function<void(bool)>>> waiting_;
};

}  // namespace location
