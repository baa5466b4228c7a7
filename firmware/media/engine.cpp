#include "firmware/media/engine.h"

#include <algorithm>
#include <utility>

#include "firmware/media/port/echo_port.h"

namespace media {

struct Engine::Room {
  explicit Room(Leg& leg) : phone(leg) {
    mixer.add(phone);
    mixer.add(echo);
  }

  Leg& phone;
  EchoPort echo;
  Mixer mixer;
};

Engine::Engine(net::Network& network, base::TimerQueue& timers, base::Random& random,
               EngineUser& user, EngineSettings settings)
    : network_(network),
      timers_(timers),
      random_(random),
      user_(user),
      settings_(settings),
      tick_(timers, this) {}

Engine::~Engine() = default;

void Engine::carry_out(Order order) {
  std::visit([this](auto& one) { on(one); }, order);
}

Leg* Engine::find(LegId leg) {
  const auto seat = legs_.find(leg);
  return seat == legs_.end() ? nullptr : seat->second.leg.get();
}

void Engine::on(const OpenLeg& order) {
  auto opened = Leg::open(network_, timers_, random_, order.local);
  Seat& seat = legs_[order.leg];
  if (!opened) {
    user_.on_media(LegFailed{order.leg});
    return;
  }
  seat.leg = std::move(*opened);
  if (tick_.armed()) return;
  next_tick_ = timers_.now() + kTick;
  tick_.arm_at(next_tick_);
}

void Engine::on(SetStream& order) {
  if (Leg* leg = find(order.leg)) leg->set_stream(std::move(order.stream));
}

void Engine::on(const Echo& order) {
  const auto seat = legs_.find(order.leg);
  if (seat != legs_.end() && seat->second.leg) {
    seat->second.room = std::make_unique<Room>(*seat->second.leg);
  }
}

void Engine::on(const CloseLeg& order) {
  const auto seat = legs_.find(order.leg);
  if (seat == legs_.end()) return;
  LegClosed closed{order.leg, {}};
  if (seat->second.leg) closed.statistics = seat->second.leg->statistics();
  seat->second.room.reset();
  legs_.erase(seat);
  user_.on_media(std::move(closed));
}

void Engine::on_tick() {
  if (legs_.empty()) return;
  for (auto& [id, seat] : legs_) {
    if (seat.room) seat.room->mixer.tick();
    if (seat.leg) look_after(id, seat);
  }
  // A thread that was held up does not make up for what it missed.
  next_tick_ = std::max(next_tick_ + kTick, timers_.now());
  tick_.arm_at(next_tick_);
}

void Engine::look_after(LegId id, Seat& seat) {
  while (const auto digit = seat.leg->take_digit()) user_.on_media(DigitHeard{id, *digit});
  seat.leg->report();
  const bool silent =
      seat.leg->listens() && timers_.now() - seat.leg->silent_since() >= settings_.rtp_timeout;
  if (silent && !seat.told_silent) user_.on_media(LegSilent{id});
  seat.told_silent = silent;
}

}  // namespace media
