// The media engine: legs, what they are connected to, what is played to them, what is recorded.
// Passive: ticks by its timer queue every 20 ms while there is a leg. The program runs it on the
// media thread; a simulated world runs it on its only one.
//
// Orders come and events leave as values (orders.h), by a mailbox each when there are two threads.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/clip/clips.h"
#include "firmware/media/leg.h"
#include "firmware/media/orders.h"
#include "firmware/media/recording/recorder.h"
#include "firmware/media/room.h"
#include "firmware/net/network.h"

namespace media {

// Where orders go: the engine itself, or the way to the thread it runs on.
class OrderTaker {
 public:
  virtual ~OrderTaker() = default;
  // Signalling thread. Events never come from inside.
  virtual void carry_out(Order order) = 0;
};

class EngineUser {
 public:
  virtual ~EngineUser() = default;
  virtual void on_media(Event event) = 0;  // media thread
};

struct EngineSettings {
  base::Duration rtp_timeout = std::chrono::seconds(60);
  // From so many legs on packets are gathered, as each wake-up costs more than a packet; fewer have
  // each of theirs passed on at once.
  std::size_t gather_from = 20;
  base::Duration gather_for = std::chrono::microseconds(1'800);
};

class Engine {
 public:
  Engine(net::Network& network, base::TimerQueue& timers, base::Random& random, EngineUser& user,
         RecordingTaker& recordings, EngineSettings settings = {});
  ~Engine();

  void carry_out(Order order);

  std::size_t legs() const { return legs_.size(); }
  std::size_t rooms() const { return rooms_.size(); }
  std::size_t recordings() const { return recordings_.size(); }
  std::size_t clips() const { return clips_.size(); }

 private:
  // What a leg is connected to is one of the three at most.
  struct Seat {
    std::unique_ptr<Leg> leg;    // null: it has no sockets
    std::unique_ptr<Room> echo;  // of its own
    std::optional<LegId> relay;
    std::optional<RoomId> room;
    bool told_silent = false;
  };
  struct Recording {
    Recording(const Record& order, RecordingTaker& taker)
        : left(order.left),
          right(order.right),
          recorder(order.recording, order.path, order.format, taker) {}
    const LegId left, right;
    Recorder recorder;
  };
  static constexpr base::Duration kTick = std::chrono::milliseconds(20);

  void on(OpenLeg& order);
  void on(SetStream& order);
  void on(CloseLeg& order);
  void on(Echo& order);
  void on(Relay& order);
  void on(Join& order);
  void on(Part& order);
  void on(Play& order);
  void on(StopPlaying& order);
  void on(Announce& order);
  void on(SendDigit& order);
  void on(KeepClip& order);
  void on(ForgetClip& order);
  void on(Record& order);
  void on(StopRecording& order);
  void on(AskFacts& order);

  Seat* find(LegId leg);  // null: no such leg, or it has no sockets
  SoundPlayer player_of(const Sound& sound);
  void part(Seat& seat);
  void choose_pace();
  void on_tick();
  void look_after(LegId id, Seat& seat);
  void record();
  const Room* room_of(const Seat* seat) const;

  net::Network& network_;
  base::TimerQueue& timers_;
  base::Random& random_;
  EngineUser& user_;
  RecordingTaker& taker_;
  const EngineSettings settings_;
  Clips clips_;  // outlives those who play them
  std::map<LegId, Seat> legs_;
  std::map<RoomId, Room> rooms_;
  std::map<RecordingId, Recording> recordings_;
  bool gathers_ = false;
  base::Instant next_tick_;
  base::MemberTimer<&Engine::on_tick> tick_;
};

}  // namespace media
