// Writes the story of each call that the proxy reports as one call record: begun in memory, stored
// when it is answered (so that a crash leaves a trace) and when it ends. The history hears of it
// too. Signalling thread only.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "apps/records/call_history.h"
#include "apps/records/call_record.h"
#include "firmware/base/random.h"
#include "firmware/proxy/call_table.h"

namespace records {

class CallLog final : public proxy::CallObserver {
 public:
  // All outlive the log; `store` calls nobody back after the log's users are gone.
  CallLog(RecordStore& store, const base::WallClock& clock, base::Random& random,
          CallHistory& history)
      : store_(store), clock_(clock), random_(random), history_(history) {}

  // Told of each call that began, was answered or transferred, or ended; empty: nobody watches.
  void set_watcher(std::function<void(const CallRecord&)> watcher) {
    watcher_ = std::move(watcher);
  }

  std::size_t live() const { return calls_.size(); }
  std::string id_of(proxy::CallSerial call) const;  // of a call that is not over; else ""
  std::vector<CallRecord> live_calls() const;       // in the order they began

 private:
  void tell(const CallRecord& record) const {
    if (watcher_) watcher_(record);
  }
  void on_call_began(const proxy::CallBegin& call) override;
  void on_call_answered(proxy::CallSerial call) override;
  void on_call_transferred(proxy::CallSerial call, std::string_view how) override;
  void on_call_ended(proxy::CallSerial call, const proxy::CallEnd& end,
                     std::function<void()> recorded) override;

  RecordStore& store_;
  const base::WallClock& clock_;
  base::Random& random_;
  CallHistory& history_;
  std::function<void(const CallRecord&)> watcher_;
  std::unordered_map<proxy::CallSerial, CallRecord> calls_;
};

}  // namespace records
