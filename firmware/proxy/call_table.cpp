#include "firmware/proxy/call_table.h"

#include <algorithm>
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
  auto call = std::make_unique<Call>(*this, observer_.new_serial());
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

CallSerial CallTable::begun_by(const sip::Inbound& invite) const {
  const auto from = sip::from(*invite.message);
  const Call* call = find(sip::call_id(*invite.message), from ? from->tag() : "");
  return call == nullptr || call->over ? 0 : call->serial;
}

void CallTable::progressed(CallSerial serial, Leg callee) {
  Call* call = find(serial);
  if (call != nullptr && !callee.tag.empty()) callee_of(*call, std::move(callee));
}

void CallTable::answered(CallSerial serial, Leg leg) {
  Call* call = find(serial);
  if (call == nullptr) return;
  const bool is_first = !was_up(*call);
  Callee* callee = callee_of(*call, std::move(leg));
  if (callee == nullptr || callee->state != Callee::State::early) return;  // a retransmission
  callee->state = Callee::State::up;
  if (is_first) observer_.on_call_answered(serial);
}

void CallTable::failed(CallSerial serial, const CallEnd& end, std::function<void()> recorded) {
  Call* call = find(serial);
  if (call == nullptr || call->over) return recorded();
  this->end(*call, end, std::move(recorded));
}

void CallTable::hung_up(CallSerial serial, const sip::Inbound& bye, const CallEnd& end,
                        std::function<void()> recorded) {
  Call* call = find(serial);
  const auto from = sip::from(*bye.message);
  const auto to = sip::to(*bye.message);
  if (call == nullptr || call->over || !from || !to) return recorded();
  const auto tag = end.by == CallEnd::By::callee ? from->tag() : to->tag();
  for (Callee& callee : call->callees) {
    if (callee.tag == tag && callee.state == Callee::State::up) callee.state = Callee::State::over;
  }
  // A BYE in an early dialog leaves the last word to the INVITE's final response.
  if (!was_up(*call) || is_up(*call)) return recorded();
  this->end(*call, end, std::move(recorded));
}

void CallTable::end(Call& call, const CallEnd& end, std::function<void()> recorded) {
  const CallSerial serial = call.serial;
  call.over = true;
  if (was_up(call)) {
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
    for (const Callee& callee : call->callees) {
      if (callee.tag != to->tag()) continue;
      return match_between(*call, Direction::from_caller, call->caller, callee, request);
    }
  }
  if (Call* call = find(call_id, to->tag())) {
    for (Callee& callee : call->callees) {
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

CallTable::Call* CallTable::find(std::string_view call_id, std::string_view caller_tag) const {
  const auto serial = by_dialog_.find(key_of(call_id, caller_tag));
  return serial == by_dialog_.end() ? nullptr : find(serial->second);
}

CallTable::Call* CallTable::find(CallSerial serial) const {
  const auto call = calls_.find(serial);
  return call == calls_.end() ? nullptr : call->second.get();
}

// The callee with this leg's tag, or a new one; when the room is taken, in place of the oldest
// early dialog. nullptr when there is none.
CallTable::Callee* CallTable::callee_of(Call& call, Leg leg) {
  auto& callees = call.callees;
  const auto known = std::ranges::find(callees, leg.tag, &Callee::tag);
  if (known != callees.end()) return &*known;
  if (callees.size() == kMaxCallees) {
    const auto oldest = std::ranges::find(callees, Callee::State::early, &Callee::state);
    if (oldest == callees.end()) return nullptr;
    callees.erase(oldest);
  }
  return &callees.emplace_back(Callee{std::move(leg)});
}

bool CallTable::was_up(const Call& call) {
  return std::ranges::any_of(
      call.callees, [](const Callee& callee) { return callee.state != Callee::State::early; });
}

bool CallTable::is_up(const Call& call) {
  return std::ranges::any_of(
      call.callees, [](const Callee& callee) { return callee.state == Callee::State::up; });
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
