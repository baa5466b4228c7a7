#include "firmware/media/engine.h"

#include <algorithm>
#include <utility>

namespace media {

Engine::Engine(net::Network& network, base::TimerQueue& timers, base::Random& random,
               EngineUser& user, RecordingTaker& recordings, EngineSettings settings)
    : network_(network),
      timers_(timers),
      random_(random),
      user_(user),
      taker_(recordings),
      settings_(settings),
      tick_(timers, this) {}

Engine::~Engine() = default;

void Engine::carry_out(Order order) {
  std::visit([this](auto& one) { on(one); }, order);
}

Engine::Seat* Engine::find(LegId leg) {
  const auto seat = legs_.find(leg);
  return seat == legs_.end() || !seat->second.leg ? nullptr : &seat->second;
}

// Legs.

void Engine::on(OpenLeg& order) {
  auto opened = Leg::open(network_, timers_, random_, std::move(order.ports));
  Seat& seat = legs_[order.leg];
  if (!opened) {
    user_.on_media(LegFailed{order.leg});
    return;
  }
  seat.leg = std::move(*opened);
  choose_pace();
  if (tick_.armed()) return;
  next_tick_ = timers_.now() + kTick;
  tick_.arm_at(next_tick_);
}

void Engine::on(SetStream& order) {
  if (Seat* seat = find(order.leg)) seat->leg->set_stream(std::move(order.stream));
}

void Engine::on(CloseLeg& order) {
  const auto seat = legs_.find(order.leg);
  if (seat == legs_.end()) return;
  LegClosed closed{order.leg, {order.leg, {}, {}, {}, {}}};
  if (seat->second.leg) {
    closed.facts = seat->second.leg->facts(order.leg);
    part(seat->second);
  }
  legs_.erase(seat);
  choose_pace();
  user_.on_media(std::move(closed));
}

void Engine::choose_pace() {
  const bool gathers = legs_.size() >= settings_.gather_from;
  if (gathers == gathers_) return;
  gathers_ = gathers;
  network_.gather_for(gathers ? settings_.gather_for : base::Duration::zero());
}

void Engine::on(AskFacts& order) {
  if (const Seat* seat = find(order.leg)) user_.on_media(seat->leg->facts(order.leg));
}

// What they are connected to.

void Engine::part(Seat& seat) {
  if (seat.echo) seat.echo.reset();
  if (seat.relay) {
    Seat& other = legs_.at(*std::exchange(seat.relay, std::nullopt));
    other.relay.reset();
    other.leg->disconnect();
  }
  if (seat.room) {
    const auto room = rooms_.find(*std::exchange(seat.room, std::nullopt));
    room->second.remove(*seat.leg);
    if (room->second.empty()) rooms_.erase(room);
  }
  seat.leg->disconnect();
}

void Engine::on(Part& order) {
  if (Seat* seat = find(order.leg)) part(*seat);
}

void Engine::on(Echo& order) {
  Seat* seat = find(order.leg);
  if (seat == nullptr) return;
  part(*seat);
  seat->echo = std::make_unique<Room>();
  seat->echo->add(*seat->leg);
  seat->echo->add_echo();
  seat->leg->mix();
}

void Engine::on(Relay& order) {
  Seat* a = find(order.a);
  Seat* b = find(order.b);
  if (a == nullptr || b == nullptr || a == b) return;
  part(*a);
  part(*b);
  a->relay = order.b;
  b->relay = order.a;
  a->leg->relay_to(*b->leg, std::move(order.a_to_b));
  b->leg->relay_to(*a->leg, std::move(order.b_to_a));
}

void Engine::on(Join& order) {
  Seat* seat = find(order.leg);
  if (seat == nullptr || seat->room == order.room) return;
  part(*seat);
  seat->room = order.room;
  rooms_[order.room].add(*seat->leg);
  seat->leg->mix();
}

// What is played and dialled.

SoundPlayer Engine::player_of(const Sound& sound) {
  const Clip* clip = std::get_if<Clip>(&sound.what);
  return SoundPlayer(sound, clip != nullptr ? clips_.take(clip->id) : Clips::Hold());
}

void Engine::on(Play& order) {
  if (Seat* seat = find(order.leg)) seat->leg->play(player_of(order.sound));
}

void Engine::on(StopPlaying& order) {
  if (Seat* seat = find(order.leg)) seat->leg->stop_playing();
}

void Engine::on(Announce& order) {
  const auto room = rooms_.find(order.room);
  if (room != rooms_.end()) room->second.announce(player_of(order.sound));
}

void Engine::on(SendDigit& order) {
  if (Seat* seat = find(order.leg)) seat->leg->send_digit(order.digit);
}

void Engine::on(KeepClip& order) {
  clips_.keep(order.clip, std::move(order.audio));
}

void Engine::on(ForgetClip& order) {
  clips_.forget(order.clip);
}

// What is recorded.

void Engine::on(Record& order) {
  if (find(order.left) == nullptr && find(order.right) == nullptr) return;
  recordings_.try_emplace(order.recording, order, taker_);
}

void Engine::on(StopRecording& order) {
  recordings_.erase(order.recording);
}

const Room* Engine::room_of(const Seat* seat) const {
  return seat == nullptr || !seat->room ? nullptr : &rooms_.at(*seat->room);
}

// Goes on, in silence, while a leg is held or relayed; ends with the second of them.
void Engine::record() {
  for (auto& [id, recording] : recordings_) {
    const Seat* left = find(recording.left);
    const Seat* right = find(recording.right);
    const Room* room = room_of(left) != nullptr ? room_of(left) : room_of(right);
    const auto said_by = [room, this](const Seat* seat) {
      return room != nullptr && room_of(seat) == room ? room->said_by(*seat->leg) : ConstFrame();
    };
    recording.recorder.tick(said_by(left), said_by(right), room ? room->rate() : Rate::narrowband);
  }
  std::erase_if(recordings_, [this](const auto& entry) {
    return find(entry.second.left) == nullptr && find(entry.second.right) == nullptr;
  });
}

// Time.

void Engine::on_tick() {
  for (auto& [id, room] : rooms_) room.tick();
  for (auto& [id, seat] : legs_) {
    if (seat.echo) seat.echo->tick();
    if (seat.leg) look_after(id, seat);
  }
  record();
  if (legs_.empty()) return;
  // A thread that was held up does not make up for what it missed.
  next_tick_ = std::max(next_tick_ + kTick, timers_.now());
  tick_.arm_at(next_tick_);
}

void Engine::look_after(LegId id, Seat& seat) {
  Leg& leg = *seat.leg;
  leg.tick();
  while (const auto digit = leg.take_digit()) user_.on_media(DigitHeard{id, *digit});
  if (leg.take_play_ended()) user_.on_media(PlayEnded{id});
  leg.report();
  const bool silent =
      leg.is_expected() && timers_.now() - leg.silent_since() >= settings_.rtp_timeout;
  if (silent && !seat.told_silent) user_.on_media(LegSilent{id});
  seat.told_silent = silent;
}

}  // namespace media
