#include "firmware/call/calls.h"

#include <algorithm>
#include <utility>

#include "firmware/call/call.h"

namespace call {

Calls::Calls(base::TimerQueue& timers) : burial_(timers, this) {}

Calls::~Calls() {
  // Calls take themselves out of legs_.
  for (auto& [id, call] : calls_) call.reset();
}

Call* Calls::find(CallId id) const {
  const auto found = calls_.find(id);
  return found == calls_.end() ? nullptr : found->second.get();
}

Call* Calls::find(const sip::Dialog& dialog) const {
  const auto found = std::ranges::find_if(
      calls_, [&](const auto& one) { return one.second->dialog() == &dialog; });
  return found == calls_.end() ? nullptr : found->second.get();
}

std::size_t Calls::count_of(std::string_view number) const {
  std::vector<const CallUser*> users;
  const auto [first, last] = by_number_.equal_range(number);
  for (auto one = first; one != last; ++one) {
    const Call& call = *one->second;
    if (call.is_over() || call.user() == nullptr) continue;
    if (std::ranges::find(users, call.user()) == users.end()) users.push_back(call.user());
  }
  return users.size();
}

void Calls::on_media(const media::Event& event) {
  if (const auto* closed = std::get_if<media::LegClosed>(&event)) {
    closing_.erase(closed->leg);
    if (leg_observer_) leg_observer_(*closed);
    return;
  }
  const media::LegId leg = std::visit([](const auto& one) { return one.leg; }, event);
  const auto found = legs_.find(leg);
  if (found != legs_.end()) found->second->on_media(event);
}

Call& Calls::add(std::unique_ptr<Call> call) {
  Call& added = *call;
  calls_.emplace(added.id(), std::move(call));
  by_number_.emplace(added.number(), &added);
  return added;
}

void Calls::note_placed(const Call& call) {
  placed_.insert(call.call_id());
}

void Calls::bury(CallId id) {
  to_bury_.push_back(id);
  burial_.arm({});
}

void Calls::bury_all() {
  for (const CallId id : std::exchange(to_bury_, {})) {
    const auto call = calls_.find(id);
    if (call == calls_.end()) continue;
    forget(*call->second);
    calls_.erase(call);
  }
}

void Calls::forget(const Call& call) {
  const auto [first, last] = by_number_.equal_range(call.number());
  by_number_.erase(std::find_if(first, last, [&](const auto& one) { return one.second == &call; }));
  if (!call.is_incoming()) placed_.erase(call.call_id());
}

media::LegId Calls::new_leg(Call& call) {
  const media::LegId leg{++last_leg_};
  legs_.emplace(leg, &call);
  return leg;
}

void Calls::close_leg(media::LegId leg, media::PortPair ports) {
  legs_.erase(leg);
  closing_.emplace(leg, std::move(ports));
}

}  // namespace call
