#include "firmware/proxy/call_table.h"

#include <utility>

#include "firmware/sip/message/fields.h"

namespace proxy {

CallTable::Call::Call(CallTable& table, CallSerial number)
    : owner(table), serial(number), timer(table.timers_, this) {}

void CallTable::Call::on_timer() {
  owner.expire(*this);
}

CallTable::CallTable(base::TimerQueue& timers, CallObserver& observer, Settings settings)
    : timers_(timers), observer_(observer), settings_(settings) {}

CallTable::~CallTable() = default;

std::string CallTable::key_of(std::string_view call_id, std::string_view caller_tag) {
  std::string key;
  key.reserve(call_id.size() + caller_tag.size() + 1);
  key += call_id;
  key += '\n';
  key += caller_tag;
  return key;
}

CallSerial CallTable::begin(const sip::Inbound& invite, std::string caller, std::string callee,
                            bool direct) {
  const sip::Message& message = *invite.message;
  const auto from = sip::from(message);
  auto call = std::make_unique<Call>(*this, ++last_serial_);
  call->caller = {std::string(from ? from->tag() : ""), invite.flow, direct};
  call->key = key_of(sip::call_id(message), call->caller.tag);
  call->timer.arm(settings_.max_duration);
  by_dialog_[call->key] =
      call->serial;  // a second INVITE of a dialog (after a 407, say) takes over
  const CallBegin begin{call->serial, std::move(caller), std::move(callee),
                        std::string(sip::call_id(message))};
  calls_.emplace(call->serial, std::move(call));
  observer_.on_call_began(begin);
  return begin.serial;
}

void CallTable::answered(CallSerial serial, Leg callee) {
  const auto found = calls_.find(serial);
  if (found == calls_.end() || found->second->over) return;
  Call& call = *found->second;
  for (const Leg& leg : call.callees) {
    if (leg.tag == callee.tag) return;  // a retransmission
  }
  if (call.callees.size() >= kMaxCallees) return;
  call.callees.push_back(std::move(callee));
  if (call.callees.size() == 1) observer_.on_call_answered(serial);
}

void CallTable::ended(CallSerial serial, const CallEnd& end, std::function<void()> recorded) {
  const auto found = calls_.find(serial);
  if (found == calls_.end() || found->second->over) {
    recorded();
    return;
  }
  Call& call = *found->second;
  call.over = true;
  const bool was_up = !call.callees.empty();
  if (was_up) {
    call.timer.arm(settings_.memory);  // the other side's BYE may be under way
  } else {
    forget(call);
  }
  observer_.on_call_ended(serial, end, std::move(recorded));
}

std::optional<CallTable::Match> CallTable::match(const sip::Inbound& request) {
  const auto from = sip::from(*request.message);
  const auto to = sip::to(*request.message);
  if (!from || !to || to->tag().empty()) return std::nullopt;
  const std::string_view call_id = sip::call_id(*request.message);
  if (Call* call = find(call_id, from->tag())) {
    for (const Leg& callee : call->callees) {
      if (callee.tag != to->tag()) continue;
      return match_between(*call, Direction::from_caller, call->caller, callee, request);
    }
  }
  if (Call* call = find(call_id, to->tag())) {
    for (Leg& callee : call->callees) {
      if (callee.tag != from->tag()) continue;
      return match_between(*call, Direction::from_callee, callee, call->caller, request);
    }
  }
  return std::nullopt;
}

CallTable::Match CallTable::match_between(const Call& call, Direction direction, Leg& sender,
                                          const Leg& receiver, const sip::Inbound& request) {
  Match match;
  match.serial = call.serial;
  match.direction = direction;
  match.from_known_source = sender.flow.remote.address == request.flow.remote.address;
  if (match.from_known_source && sender.direct) sender.flow = request.flow;
  if (receiver.direct) match.direct_flow = receiver.flow;
  return match;
}

CallTable::Call* CallTable::find(std::string_view call_id, std::string_view caller_tag) {
  const auto serial = by_dialog_.find(key_of(call_id, caller_tag));
  if (serial == by_dialog_.end()) return nullptr;
  const auto call = calls_.find(serial->second);
  return call == calls_.end() ? nullptr : call->second.get();
}

void CallTable::expire(Call& call) {
  const CallSerial serial = call.serial;
  const bool was_over = call.over;
  forget(call);
  if (was_over) return;
  observer_.on_call_ended(serial, {CallEnd::By::switchboard, 0, "nobody hung up"}, [] {});
}

void CallTable::forget(Call& call) {
  const auto dialog = by_dialog_.find(call.key);
  if (dialog != by_dialog_.end() && dialog->second == call.serial) by_dialog_.erase(dialog);
  calls_.erase(call.serial);
}

}  // namespace proxy
