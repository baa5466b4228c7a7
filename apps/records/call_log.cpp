#include "apps/records/call_log.h"

#include <algorithm>
#include <utility>

#include "firmware/store/uuid.h"

namespace records {

namespace {

Disposition disposition_of(int status) {
  switch (status) {
    case 486:
    case 600:
      return Disposition::busy;
    case 408:
    case 480:
      return Disposition::no_answer;
    case 487:
      return Disposition::cancelled;
    case 403:
    case 603:
      return Disposition::rejected;
    default:
      return Disposition::failed;
  }
}

std::string who_hung_up(const proxy::CallEnd& end) {
  switch (end.by) {
    case proxy::CallEnd::By::caller:
      return "caller hung up";
    case proxy::CallEnd::By::callee:
      return "callee hung up";
    case proxy::CallEnd::By::switchboard:
      break;
  }
  return end.reason;
}

void finish(CallRecord& record, const proxy::CallEnd& end) {
  if (record.answer) {
    record.disposition = end.by == proxy::CallEnd::By::switchboard ? Disposition::interrupted
                                                                   : Disposition::answered;
    record.status = 200;
    record.reason = end.reason.empty() ? who_hung_up(end) : end.reason;
    return;
  }
  record.disposition = disposition_of(end.status);
  record.status = end.status;
  record.reason = std::to_string(end.status) + " " + end.reason;
}

}  // namespace

std::string CallLog::id_of(proxy::CallSerial call) const {
  const auto found = calls_.find(call);
  return found == calls_.end() ? std::string() : found->second.id;
}

std::vector<CallRecord> CallLog::live_calls() const {
  std::vector<CallRecord> calls;
  calls.reserve(calls_.size());
  for (const auto& [serial, record] : calls_) calls.push_back(record);
  std::sort(calls.begin(), calls.end(),
            [](const CallRecord& a, const CallRecord& b) { return a.begin < b.begin; });
  return calls;
}

void CallLog::on_call_began(const proxy::CallBegin& call) {
  CallRecord record;
  record.id = store::uuid_v4(random_);
  record.caller = call.caller;
  record.callee = call.callee;
  record.begin = clock_.now();
  record.call_id = call.call_id;
  history_.begin(call.serial, record);
  tell(record);
  calls_.emplace(call.serial, std::move(record));
}

void CallLog::on_call_answered(proxy::CallSerial call) {
  const auto found = calls_.find(call);
  if (found == calls_.end()) return;
  CallRecord& record = found->second;
  record.answer = clock_.now();
  record.status = 200;
  history_.update(call, record);
  tell(record);
  store_.save(record, [](bool) {});
}

void CallLog::on_call_transferred(proxy::CallSerial call, std::string_view how) {
  const auto found = calls_.find(call);
  if (found == calls_.end()) return;
  CallRecord& record = found->second;
  add_transfer(record, how);
  history_.update(call, record);
  tell(record);
  if (record.answer) store_.save(record, [](bool) {});
}

void CallLog::on_call_ended(proxy::CallSerial call, const proxy::CallEnd& end,
                            std::function<void()> recorded) {
  const auto found = calls_.find(call);
  if (found == calls_.end()) {
    recorded();
    return;
  }
  CallRecord record = std::move(found->second);
  calls_.erase(found);
  record.end = clock_.now();
  finish(record, end);
  history_.end(call, record);
  tell(record);
  // A store that fails is logged by its writer; the call ends all the same.
  store_.save(std::move(record), [recorded = std::move(recorded)](bool) { recorded(); });
}

}  // namespace records
