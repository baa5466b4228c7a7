// The location service (RFC 3261 section 10): address-of-record → bindings. In memory, kept whole
// on disk by a BindingStore. Signalling thread only.
//
// The address-of-record key is the extension's number: all local domains share their users.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/location/binding.h"

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
  // `done(false)` when it could not be stored.
  virtual void save(BindingChange change, std::function<void(bool)> done) = 0;
};

}  // namespace location
