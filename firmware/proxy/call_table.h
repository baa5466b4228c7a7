// The calls that pass through the proxy: INVITE dialogs it stays on the path of. The table tells
// strangers' requests from those of a call, finds the way to a party behind NAT, and reports each
// call's begin, answer and end. Signalling thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/sip/transport/transport_layer.h"

namespace proxy {

using CallSerial = std::uint64_t;  // never used again within a process

struct CallBegin {
  CallSerial serial = 0;
  std::string caller;  // as the core above knows them: a number, or user@host
  std::string callee;
  std::string call_id;
};

struct CallEnd {
  enum class By : std::uint8_t { caller, callee, switchboard };
  By by = By::switchboard;
  int status = 0;      // the final response to the INVITE; 200 for an answered call
  std::string reason;  // its reason phrase, or why the switchboard ended it
};

// Whoever keeps call records. Outlives the table.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  CallSerial new_serial() { return ++last_serial_; }  // numbers all calls, whoever carries them
  virtual void on_call_began(const CallBegin& call) = 0;
  virtual void on_call_answered(CallSerial call) = 0;
  // A party was exchanged for another: how, in words for the record.
  virtual void on_call_transferred(CallSerial /*call*/, std::string_view /*how*/) {}
  // `recorded` is called exactly once, now or later: the message that ends the call waits for it.
  virtual void on_call_ended(CallSerial call, const CallEnd& end,
                             std::function<void()> recorded) = 0;

 private:
  CallSerial last_serial_ = 0;
};

enum class Direction : std::uint8_t { from_caller, from_callee };

class CallTable {
 public:
  struct Settings {
    std::size_t max_calls = 10000;
    base::Duration max_duration = std::chrono::hours(12);  // nobody said goodbye
    base::Duration memory = std::chrono::seconds(37);      // of an ended call: 64*T1 + T4
  };

  // One side of a call, as seen from here.
  struct Leg {
    std::string tag;
    sip::Flow flow;
    bool direct = false;  // the flow leads to the user agent itself, not to another proxy
  };

  // What is known of the call that a request in a dialog belongs to.
  struct Match {
    CallSerial serial = 0;
    Direction direction = Direction::from_caller;
    bool from_known_source = false;        // it came from the address of the side it claims to be
    std::optional<sip::Flow> direct_flow;  // to the other side's user agent
  };

  CallTable(base::TimerQueue& timers, CallObserver& observer, Settings settings);
  ~CallTable();

  bool full() const { return calls_.size() >= settings_.max_calls; }
  std::size_t size() const { return calls_.size(); }

  // A new INVITE. `direct`: it came from the user agent itself.
  CallSerial begin(const sip::Inbound& invite, std::string caller, std::string callee, bool direct);

  // The call that such an INVITE has begun already, when it spirals back to us; 0: none.
  CallSerial begun_by(const sip::Inbound& invite) const;

  // A 101..199 to it with a To tag: an early dialog (section 12.1).
  void progressed(CallSerial call, Leg callee);

  // A 2xx to it, by `callee`. The first one answers the call, others are further dialogs of it.
  void answered(CallSerial call, Leg callee);

  // `recorded` is as in CallObserver, and called at once when this does not end the call: it is
  // unknown, over already, or goes on in another dialog.
  void failed(CallSerial call, const CallEnd& end, std::function<void()> recorded);  // the INVITE
  void hung_up(CallSerial call, const sip::Inbound& bye, const CallEnd& end,
               std::function<void()> recorded);

  // The call of a request with a To tag, in an early dialog too; a match refreshes that side's
  // flow.
  std::optional<Match> match(const sip::Inbound& request);

 private:
  struct Callee : Leg {
    enum class State : std::uint8_t { early, up, over };
    State state = State::early;
  };
  struct Call {
    Call(CallTable& table, CallSerial number);
    void on_timer();
    CallTable& owner;
    CallSerial serial;
    std::string key;  // Call-ID and caller's tag
    Leg caller;
    std::vector<Callee> callees;
    bool over = false;
    base::MemberTimer<&Call::on_timer> timer;
  };
  static constexpr std::size_t kMaxCallees = 16;  // dialogs of one INVITE that are remembered

  static std::string key_of(std::string_view call_id, std::string_view caller_tag);
  Call* find(std::string_view call_id, std::string_view caller_tag) const;
  Call* find(CallSerial serial) const;
  static Callee* callee_of(Call& call, Leg leg);
  static bool was_up(const Call& call);  // answered, be it over again
  static bool is_up(const Call& call);
  void end(Call& call, const CallEnd& end, std::function<void()> recorded);
  static Match match_between(const Call& call, Direction direction, Leg& sender,
                             const Leg& receiver, const sip::Inbound& request);
  void expire(Call& call);
  void forget(Call& call);

  base::TimerQueue& timers_;
  CallObserver& observer_;
  Settings settings_;
  std::unordered_map<CallSerial, std::unique_ptr<Call>> calls_;
  std::unordered_map<std::string, CallSerial> by_dialog_;
};

}  // namespace proxy
