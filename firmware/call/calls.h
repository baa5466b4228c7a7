// Calls: all calls there are. Owns them, and those that were left until SIP has nothing more to
// say; knows which one a dialog or a leg of the media engine is of. Signalling thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/media/orders.h"
#include "firmware/media/port_pool.h"
#include "firmware/sip/dialog/dialog.h"

namespace call {

class Call;

// Names a call while it lives, and none later.
enum class CallId : std::uint64_t {};

class Calls {
 public:
  explicit Calls(base::TimerQueue& timers);
  ~Calls();

  std::size_t size() const { return calls_.size(); }
  Call* find(CallId id) const;
  Call* find(const sip::Dialog& dialog) const;
  // An INVITE of ours has this Call-ID: what comes with it has run in a circle.
  bool have_placed(std::string_view call_id) const { return placed_.contains(call_id); }

  // Of this number, those that are over or left left out. The phones that one user rings are one
  // call to a person.
  std::size_t count_of(std::string_view number) const;
  media::RoomId new_room() { return media::RoomId{++last_room_}; }
  media::RecordingId new_recording() { return media::RecordingId{++last_recording_}; }

  // From the media engine.
  void on_media(const media::Event& event);
  // Hears of every leg that has closed, be its call still there or not.
  void set_leg_observer(std::function<void(const media::LegClosed&)> observer) {
    leg_observer_ = std::move(observer);
  }

  // For calls and their media alone.
  Call& add(std::unique_ptr<Call> call);
  void note_placed(const Call& call);  // it has a Call-ID now
  void bury(CallId id);                // once the stack is unwound
  CallId new_id() { return CallId{++last_id_}; }
  media::LegId new_leg(Call& call);
  // The engine holds the ports a moment longer, until it says LegClosed: nobody gets them before.
  void close_leg(media::LegId leg, media::PortPair ports);

 private:
  void bury_all();
  void forget(const Call& call);

  std::uint64_t last_id_ = 0;
  std::uint64_t last_leg_ = 0;
  std::uint64_t last_room_ = 0;
  std::uint64_t last_recording_ = 0;
  std::unordered_map<CallId, std::unique_ptr<Call>> calls_;
  // A call that was placed stays for half a minute after its end, so there are many in a busy hour.
  // Both by strings of the call's own.
  std::unordered_multimap<std::string_view, const Call*> by_number_;
  std::unordered_set<std::string_view> placed_;
  std::unordered_map<media::LegId, Call*> legs_;
  std::unordered_map<media::LegId, media::PortPair> closing_;
  std::function<void(const media::LegClosed&)> leg_observer_;
  std::vector<CallId> to_bury_;
  base::MemberTimer<&Calls::bury_all> burial_;
};

}  // namespace call
