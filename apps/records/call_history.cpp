#include "apps/records/call_history.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/mask.h"

namespace records {

namespace {

// Neither is part of a call, and phones send both all day.
bool is_of_no_call(std::string_view method) {
  return method == "REGISTER" || method == "OPTIONS";
}

bool begins_dialog(const sip::Glance& seen) {
  return !seen.is_response() && seen.method() == "INVITE" && sip::tag_at_a_glance(seen.to).empty();
}

std::size_t place_of(std::vector<std::string>& flows, std::string flow) {
  const auto known = std::ranges::find(flows, flow);
  if (known != flows.end()) return static_cast<std::size_t>(known - flows.begin());
  flows.push_back(std::move(flow));
  return flows.size() - 1;
}

}  // namespace

void CallHistory::begin(proxy::CallSerial serial, const CallRecord& record) {
  while (calls_.size() >= kMaxCalls) make_room();
  Call& call = calls_[serial];
  call.record = record;
  call.legs.push_back({record.caller, record.call_id, {}});
  charge(call, sizeof(Call) + 2 * record.caller.size() + record.callee.size() +
                   2 * record.call_id.size());
  by_call_id_.insert_or_assign(record.call_id, Place{serial, 0});
  adopt(call, 0);
  while (octets_ > kMaxOctets) make_room();
}

void CallHistory::update(proxy::CallSerial serial, const CallRecord& record) {
  if (Call* call = find(serial)) call->record = record;
}

void CallHistory::end(proxy::CallSerial serial, const CallRecord& record) {
  Call* call = find(serial);
  if (call == nullptr || std::exchange(call->over, true)) return;
  call->record = record;
  charge(*call, record.reason.size());
  ended_.push_back(serial);
  while (octets_ > kMaxOctets) make_room();
}

void CallHistory::add_leg(proxy::CallSerial serial, std::string_view name,
                          std::string_view call_id) {
  Call* call = find(serial);
  if (call == nullptr || call->legs.size() >= kMaxLegs) return;
  const auto leg = static_cast<std::uint8_t>(call->legs.size());
  call->legs.push_back({std::string(name), std::string(call_id), {}});
  charge(*call, sizeof(Leg) + name.size() + 2 * call_id.size());
  if (!call_id.empty()) {
    by_call_id_.insert_or_assign(std::string(call_id), Place{serial, leg});
    adopt(*call, leg);
  }
  while (octets_ > kMaxOctets) make_room();
}

void CallHistory::note(proxy::CallSerial serial, std::string_view text) {
  Call* call = find(serial);
  if (call == nullptr || call->notes.size() >= kMaxNotes) return;
  text = text.substr(0, kMaxNote);
  call->notes.push_back({clock_.now(), std::string(text)});
  charge(*call, sizeof(KeptNote) + text.size());
  while (octets_ > kMaxOctets) make_room();
}

void CallHistory::set_media(proxy::CallSerial serial, std::string_view name, MediaFacts facts) {
  Call* call = find(serial);
  if (call == nullptr) return;
  auto leg = call->legs.rend() - 1;
  if (!name.empty())
    leg = std::find_if(call->legs.rbegin(), call->legs.rend(),
                       [&](const Leg& one) { return one.name == name; });
  if (leg == call->legs.rend()) return;
  leg->media = std::move(facts);
}

void CallHistory::on_message(bool sent, const sip::Flow& flow, std::string_view octets) {
  const bool begins_none = octets.starts_with("SIP/2.0 ") || octets.starts_with("REGISTER ");
  if (begins_none && calls_.empty() && waiting_.empty()) return;
  const sip::Glance seen = sip::glance(octets);
  if (seen.call_id.empty() || is_of_no_call(seen.method())) return;
  const auto place = by_call_id_.find(seen.call_id);
  Call* call = place == by_call_id_.end() ? nullptr : find(place->second.call);
  // After a call that is over, the same caller may try again in the same dialog, after a challenge.
  Waiting* waiting = call != nullptr && !call->over ? nullptr : find_waiting(seen.call_id);
  const bool may_begin = (call == nullptr || call->over) && begins_dialog(seen);
  if (call == nullptr && waiting == nullptr && !may_begin) return;
  Rung rung = rung_of(sent, flow, octets, seen);
  if (call != nullptr && counts(call->ladder, rung)) return;
  if (waiting != nullptr && counts(waiting->ladder, rung)) return;
  rung.number = ++last_number_;
  rung.at = clock_.now();
  if (waiting != nullptr || may_begin) {
    wait(waiting, seen.call_id, std::move(rung));
  } else {
    const std::uint8_t leg = place->second.leg;
    put(*call, leg == 0 ? party_of(*call, rung, seen) : leg, std::move(rung));
    while (octets_ > kMaxOctets) make_room();
  }
}

CallHistory::Rung CallHistory::rung_of(bool sent, const sip::Flow& flow, std::string_view octets,
                                       const sip::Glance& seen) {
  Rung rung;
  rung.sent = sent;
  rung.flow = flow;
  rung.text = sip::mask_credentials(octets);
  rung.size = rung.text.size();
  const sip::Glance masked = rung.size == octets.size() ? seen : sip::glance(rung.text);
  rung.vias_at = std::min(masked.vias_at, kMaxText);
  rung.vias_end = std::min(masked.vias_end, kMaxText);
  rung.whole = rung.size <= kMaxText;
  if (!rung.whole) {
    rung.text.resize(kMaxText);
    rung.text.shrink_to_fit();
  }
  return rung;
}

// What is said again is said in the same octets, but for the way it takes: when an ACK is forwarded
// again, its topmost Via is another.
bool CallHistory::is_again(const Rung& rung, const Rung& first) {
  const auto beyond_vias = [](const Rung& one) { return one.size - (one.vias_end - one.vias_at); };
  if (beyond_vias(rung) != beyond_vias(first) || rung.sent != first.sent ||
      rung.vias_at != first.vias_at || rung.flow != first.flow) {
    return false;
  }
  const std::string_view one = rung.text;
  const std::string_view other = first.text;
  return one.substr(0, rung.vias_at) == other.substr(0, first.vias_at) &&
         one.substr(rung.vias_end) == other.substr(first.vias_end);
}

// A retransmission of what stands there is counted at it.
bool CallHistory::counts(std::vector<Rung>& ladder, const Rung& rung) {
  const auto first =
      std::ranges::find_if(ladder, [&](const Rung& one) { return is_again(rung, one); });
  if (first == ladder.end()) return false;
  ++first->times;
  return true;
}

void CallHistory::put(Call& call, std::uint8_t leg, Rung rung) {
  rung.leg = leg;
  charge(call, sizeof(Rung) + rung.text.size());
  call.ladder.push_back(std::move(rung));
  shorten(call);
}

// Caller and callee may share a dialog: what names the caller's tag in From and comes in is the
// caller's, and what goes out the callee's; of responses, and of the other tag, the reverse.
std::uint8_t CallHistory::party_of(Call& call, const Rung& rung, const sip::Glance& seen) {
  const std::string_view tag = sip::tag_at_a_glance(seen.from);
  if (call.caller_tag.empty() && begins_dialog(seen)) call.caller_tag = tag;
  const bool begun_by_caller = tag == call.caller_tag;
  if (begun_by_caller != (rung.sent != seen.is_response())) return 0;
  if (!call.far && call.legs.size() < kMaxLegs) {
    call.far = static_cast<std::uint8_t>(call.legs.size());
    call.legs.push_back({call.record.callee, call.record.call_id, {}});
    charge(call, sizeof(Leg) + call.record.callee.size() + call.record.call_id.size());
  }
  return call.far.value_or(0);
}

CallHistory::Waiting* CallHistory::find_waiting(std::string_view call_id) {
  const auto waiting = std::ranges::find(waiting_, call_id, &Waiting::call_id);
  return waiting == waiting_.end() ? nullptr : &*waiting;
}

void CallHistory::wait(Waiting* waiting, std::string_view call_id, Rung rung) {
  if (waiting == nullptr) {
    waiting = &waiting_.emplace_back();
    waiting->call_id = call_id;
  }
  const std::size_t octets = sizeof(Rung) + rung.text.size();
  waiting->octets += octets;
  waiting_octets_ += octets;
  waiting->ladder.push_back(std::move(rung));
  while (waiting_.size() > kMaxWaiting || waiting_octets_ > kMaxWaitingOctets) {
    waiting_octets_ -= waiting_.front().octets;
    waiting_.erase(waiting_.begin());
  }
}

// What waited for the call to begin, or for the leg to be named.
void CallHistory::adopt(Call& call, std::uint8_t leg) {
  Waiting* waiting = find_waiting(call.legs[leg].call_id);
  if (waiting == nullptr) return;
  waiting_octets_ -= waiting->octets;
  std::vector<Rung> ladder = std::move(waiting->ladder);
  waiting_.erase(waiting_.begin() + (waiting - waiting_.data()));
  for (Rung& rung : ladder) {
    const std::uint8_t party = leg == 0 ? party_of(call, rung, sip::glance(rung.text)) : leg;
    put(call, party, std::move(rung));
  }
  std::ranges::stable_sort(call.ladder, {}, &Rung::number);
}

void CallHistory::charge(Call& call, std::size_t octets) {
  call.octets += octets;
  octets_ += octets;
}

// The beginning and the end tell most.
void CallHistory::shorten(Call& call) {
  while (call.ladder.size() > kMaxMessages ||
         (call.octets > kMaxCallOctets && call.ladder.size() > 2)) {
    const auto middle = call.ladder.begin() + static_cast<std::ptrdiff_t>(call.ladder.size() / 2);
    const std::size_t octets = sizeof(Rung) + middle->text.size();
    call.octets -= octets;
    octets_ -= octets;
    call.ladder.erase(middle);
    ++call.missed;
  }
}

// The call that ended first goes, else the one that began first.
void CallHistory::make_room() {
  if (ended_.empty()) return forget(calls_.begin());
  const auto call = calls_.find(ended_.front());
  ended_.erase(ended_.begin());
  forget(call);
}

void CallHistory::forget(std::map<proxy::CallSerial, Call>::iterator call) {
  octets_ -= call->second.octets;
  for (const Leg& leg : call->second.legs) {
    const auto place = by_call_id_.find(leg.call_id);
    if (place != by_call_id_.end() && place->second.call == call->first) by_call_id_.erase(place);
  }
  calls_.erase(call);
}

CallHistory::Call* CallHistory::find(proxy::CallSerial serial) {
  const auto call = calls_.find(serial);
  return call == calls_.end() ? nullptr : &call->second;
}

CallHistory::Found CallHistory::find(std::string_view id) const {
  const auto place = by_call_id_.find(id);
  if (place != by_call_id_.end()) return {kept(calls_.at(place->second.call))};
  if (id.size() < kShortestId) return {};
  const std::string beginning = base::to_lower(id);
  const Call* found = nullptr;
  for (const auto& [serial, call] : calls_) {
    if (!call.record.id.starts_with(beginning)) continue;
    if (found != nullptr) return {{}, true};
    found = &call;
  }
  return found == nullptr ? Found() : Found{kept(*found)};
}

KeptCall CallHistory::kept(const Call& call) {
  KeptCall made{call.record, {}, {}, call.notes, call.missed};
  for (const Leg& leg : call.legs) made.legs.push_back({leg.name, leg.call_id, {}, leg.media});
  for (const Rung& rung : call.ladder) {
    const std::size_t flow = place_of(made.legs[rung.leg].flows, to_string(rung.flow));
    made.messages.push_back(
        {rung.at, rung.sent, rung.leg, flow, rung.times, rung.whole, rung.text});
  }
  return made;
}

}  // namespace records
