// The media engine: legs, and the mixers that join them with each other and with what is played.
// Passive: ticks by its timer queue every 20 ms while anybody is in a room. The program runs it on
// the media thread; a simulated world runs it on its only one.
//
// Orders come and events leave as values, by a mailbox each when there are two threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/audio_stream.h"
#include "firmware/media/leg.h"
#include "firmware/media/mixer/mixer.h"
#include "firmware/net/network.h"

namespace media {

// Names that whoever gives the orders chooses, and never uses again.
enum class LegId : std::uint64_t {};

struct OpenLeg {
  LegId leg;
  net::Endpoint local;  // RTP; RTCP on the port above
};
struct SetStream {
  LegId leg;
  AudioStream stream;
};
struct Echo {  // the leg hears itself from now on
  LegId leg;
};
struct CloseLeg {  // the last order about it; LegClosed follows
  LegId leg;
};
using Order = std::variant<OpenLeg, SetStream, Echo, CloseLeg>;

struct LegFailed {  // its ports could not be opened; CloseLeg is still due
  LegId leg;
};
struct DigitHeard {
  LegId leg;
  rtp::Digit digit;
};
struct LegSilent {  // nothing has come for EngineSettings::rtp_timeout; once
  LegId leg;
};
struct LegClosed {
  LegId leg;
  rtp::Statistics statistics;
};
using Event = std::variant<LegFailed, DigitHeard, LegSilent, LegClosed>;

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
};

class Engine {
 public:
  Engine(net::Network& network, base::TimerQueue& timers, base::Random& random, EngineUser& user,
         EngineSettings settings = {});
  ~Engine();

  void carry_out(Order order);

  std::size_t legs() const { return legs_.size(); }

 private:
  struct Room;
  struct Seat {
    std::unique_ptr<Leg> leg;    // null: its ports could not be opened
    std::unique_ptr<Room> room;  // null: nothing is to be heard
    bool told_silent = false;
  };
  static constexpr base::Duration kTick = std::chrono::milliseconds(20);

  void on(const OpenLeg& order);
  void on(SetStream& order);
  void on(const Echo& order);
  void on(const CloseLeg& order);
  Leg* find(LegId leg);
  void on_tick();
  void look_after(LegId id, Seat& seat);

  net::Network& network_;
  base::TimerQueue& timers_;
  base::Random& random_;
  EngineUser& user_;
  const EngineSettings settings_;
  std::map<LegId, Seat> legs_;
  base::Instant next_tick_;
  base::MemberTimer<&Engine::on_tick> tick_;
};

}  // namespace media
