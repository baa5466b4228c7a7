// CallHistory: the latest calls with everything that was said in them, in memory, for people who
// ask why a call went as it did. Bounded in every direction; nothing is allocated before the first
// INVITE. Passive; signalling thread only.
//
// A message belongs to the call one of whose legs has its Call-ID. An INVITE whose Call-ID nobody
// knows begins a dialog that may become a leg: it waits, with what follows it (a challenge, say),
// until begin() or add_leg() names its Call-ID, or others have taken its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apps/records/kept_call.h"
#include "firmware/proxy/call_table.h"
#include "firmware/sip/message/glance.h"
#include "firmware/sip/transport/flow.h"

namespace records {

class CallHistory {
 public:
  static constexpr std::size_t kMaxCalls = 500;
  static constexpr std::size_t kMaxOctets = 8 << 20;       // of all calls
  static constexpr std::size_t kMaxCallOctets = 64 << 10;  // of one
  static constexpr std::size_t kMaxMessages = 128;         // of one; the middle goes first
  static constexpr std::size_t kMaxText = 8 << 10;         // of one message
  static constexpr std::size_t kMaxLegs = 16;
  static constexpr std::size_t kMaxNotes = 32;
  static constexpr std::size_t kMaxNote = 200;
  static constexpr std::size_t kMaxWaiting = 32;  // dialogs that are no call yet
  static constexpr std::size_t kMaxWaitingOctets = 128 << 10;
  static constexpr std::size_t kShortestId = 4;  // characters of a call's id that may stand for it

  explicit CallHistory(const base::WallClock& clock) : clock_(clock) {}

  // A call begins with the leg of its caller, whose Call-ID the record has. Who answers in the same
  // dialog, as when it is proxied, gets a leg by the callee's name.
  void begin(proxy::CallSerial call, const CallRecord& record);
  void update(proxy::CallSerial call, const CallRecord& record);
  void end(proxy::CallSerial call, const CallRecord& record);

  // What follows is ignored for a call that is not kept (any more).
  void add_leg(proxy::CallSerial call, std::string_view name, std::string_view call_id);
  void note(proxy::CallSerial call, std::string_view text);  // "102 transfers to 103"
  // `leg` by its name, the latest of several; "" for the caller's.
  void set_media(proxy::CallSerial call, std::string_view leg, MediaFacts facts);

  // Every message that passes, whosoever it is.
  void on_message(bool sent, const sip::Flow& flow, std::string_view octets);

  struct Found {
    std::optional<KeptCall> call{};
    bool ambiguous = false;  // an id that several calls' ids begin with
  };
  // By the record's id or the beginning of it, or the Call-ID of any leg.
  Found find(std::string_view id) const;

  std::size_t size() const { return calls_.size(); }
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t octets() const { return octets_; }  // some, for the limit and its test

 private:
  struct Rung {
    base::WallTime at;
    std::uint64_t number = 0;  // of all messages: their order
    sip::Flow flow;
    std::string text;
    std::size_t vias_at = 0;  // of text: where it may differ from the same said again
    std::size_t vias_end = 0;
    std::size_t size = 0;  // of the whole message
    std::uint8_t leg = 0;
    bool sent = false;
    bool whole = true;
    unsigned times = 1;
  };
  struct Leg {
    std::string name, call_id;
    std::optional<MediaFacts> media;
  };
  struct Call {
    CallRecord record;
    std::vector<Leg> legs;
    std::string caller_tag;           // of the caller's first INVITE; "" before it
    std::optional<std::uint8_t> far;  // the leg at the other end of the caller's dialog
    std::vector<Rung> ladder;
    std::vector<KeptNote> notes;
    std::size_t missed = 0;
    std::size_t octets = 0;
    bool over = false;
  };
  struct Waiting {
    std::string call_id;
    std::vector<Rung> ladder;
    std::size_t octets = 0;
  };
  struct Place {
    proxy::CallSerial call = 0;
    std::uint8_t leg = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  Call* find(proxy::CallSerial call);
  Waiting* find_waiting(std::string_view call_id);
  static Rung rung_of(bool sent, const sip::Flow& flow, std::string_view octets,
                      const sip::Glance& seen);
  static bool is_again(const Rung& rung, const Rung& first);
  static bool counts(std::vector<Rung>& ladder, const Rung& rung);
  void put(Call& call, std::uint8_t leg, Rung rung);
  std::uint8_t party_of(Call& call, const Rung& rung, const sip::Glance& seen);
  void wait(Waiting* waiting, std::string_view call_id, Rung rung);
  void adopt(Call& call, std::uint8_t leg);
  void charge(Call& call, std::size_t octets);
  void shorten(Call& call);
  void make_room();
  static KeptCall kept(const Call& call);
  void forget(std::map<proxy::CallSerial, Call>::iterator call);

  const base::WallClock& clock_;
  std::map<proxy::CallSerial, Call> calls_;  // in the order they began
  std::vector<proxy::CallSerial> ended_;     // in the order they ended
  std::unordered_map<std::string, Place, Hash, std::equal_to<>> by_call_id_;
  std::vector<Waiting> waiting_;  // the oldest first
  std::size_t waiting_octets_ = 0;
  std::size_t octets_ = 0;
  std::uint64_t last_number_ = 0;
};

}  // namespace records
