// One row a call: who called whom, when, how it ended and why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"

namespace records {

enum class Disposition : std::uint8_t {
  in_progress,  // answered and not yet ended
  answered,
  busy,         // 486, 600
  no_answer,    // 408, 480, Timer C
  cancelled,    // by the caller
  rejected,     // 403, 603 … by the called side or a rule
  failed,       // any other final response
  interrupted,  // the switchboard stopped while the call was up
};

std::string_view to_string(Disposition disposition);  // "answered", "no answer", …

struct CallRecord {
  std::string id;      // UUID
  std::string caller;  // number or URI without parameters
  std::string callee;
  base::WallTime begin;
  std::optional<base::WallTime> answer;
  std::optional<base::WallTime> end;
  Disposition disposition = Disposition::in_progress;
  int status = 0;       // the final response to the INVITE
  std::string reason;   // in words: "caller hung up", "486 Busy Here"
  std::string call_id;  // the SIP Call-ID
  // Forwards and transfers in their order: "101 to 102; 100 to 103 by 100"; "" when there was none.
  std::string transfers;
};

// At most so many, and octets of them all. What is more shows as one "…" at the end.
constexpr std::size_t kMaxTransfers = 16;
constexpr std::size_t kMaxTransferOctets = 1024;
void add_transfer(CallRecord& record, std::string_view how);

// Makes records durable. CallRecordsTable does it through the store's writer; the simulation has
// its own.
class RecordStore {
 public:
  virtual ~RecordStore() = default;
  // Adds the row or replaces the one with this id. `done` comes on the signalling thread, with
  // true once a power cut can no longer undo it, with false when it could not be stored.
  virtual void save(CallRecord record, std::function<void(bool)> done) = 0;
};

}  // namespace records
