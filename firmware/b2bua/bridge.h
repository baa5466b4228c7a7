// Bridge: two calls, coupled. What one party changes (codecs, video) passes to the other, and so do
// digits and messages; who is put on hold hears music; the media takes the shortest way that both
// sides' agreements allow. Nothing of one side shows on the other: each has its own dialog with us.
// Owns both calls while they talk; signalling thread only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firmware/b2bua/connection.h"
#include "firmware/b2bua/referral.h"
#include "firmware/base/task.h"
#include "firmware/call/call.h"

namespace b2bua {

// What becomes of a party that is put on hold.
struct Hold {
  media::Sound music;  // what it hears
  // A re-INVITE says so as well (RFC 3264 section 8.4), for a phone that shows it.
  bool is_told = false;
};

class Bridge final : private call::CallPartner {
 public:
  enum class Event : std::uint8_t {
    over,      // a party is gone: ended()
    transfer,  // a party asks for one: referral()
    taken,     // a party was taken out, by another bridge
  };

  // `a` may still be ringing: then it is answered now, as `b` has been.
  Bridge(const call::Floors& floors, call::CallPtr a, call::CallPtr b, const Hold& hold);
  ~Bridge() override;

  call::Call& a() { return *a_; }
  call::Call& b() { return *b_; }
  call::Call& other(const call::Call& call) { return &call == a_.get() ? *b_ : *a_; }
  // One of the two that it couples; nobody once a party was taken out.
  bool contains(const call::Call& call) const {
    return a_ && b_ && (&call == a_.get() || &call == b_.get());
  }

  // The next thing that this pair cannot settle among itself.
  base::Task<Event> next();
  call::Call* ended() const { return ended_; }  // who has gone first
  Referral take_referral() { return std::move(*std::exchange(referral_, std::nullopt)); }

  // Puts a party in the place of another, who is the caller's then.
  call::CallPtr exchange(const call::Call& leaving, call::CallPtr coming);
  // Takes a party out; the bridge ends with Event::taken.
  call::CallPtr take(const call::Call& leaving);
  // The media as it was, after something else was heard.
  void resume();

  // Keys, as they are pressed, before the other party hears them: true keeps them.
  std::function<bool(call::Call& by, char digit)> on_key;

  // What the two say, one on each channel, from now on; `a` is the left one. False when we cannot
  // decode it. Ends with the pair: who comes in the place of another has not asked for it.
  bool record(std::string path, media::RecordingFormat format);
  void stop_recording();
  bool is_recording() const { return recording_.has_value(); }
  std::function<void()> on_recording_ended;  // whyever
  void announce(const media::Sound& sound);  // to both

 private:
  struct Passed {  // a request whose answer is awaited
    call::CallId from;
    std::string key;  // of its transaction; "" for a digit of ours
    char digit = 0;
  };

  void couple();
  bool is_together() const;
  void join();
  bool decode();
  bool wants_tones_heard(const call::Call& from, const call::Call& to) const;
  bool takes_info(const call::Call& call) const;
  void answer(call::Call& waiting, const call::Call& with);
  bool pass_answer(call::Call& to, const call::Call& from);
  void send_digit(call::Call& to, char digit);
  void pass(call::Call& from, sip::ServerTransaction& request);
  void give_up_passed();
  void answer_passed(const Passed& passed, int status);
  void on_info(call::Call& call, sip::ServerTransaction& info);
  void tell(Event event);

  void on_offer(call::Call& call) override;
  void on_offer_wanted(call::Call& call) override;
  void on_offer_withdrawn(call::Call&) override {}
  void on_agreed(call::Call& call) override;
  void on_offer_refused(call::Call& call, int status) override;
  void on_progress(call::Call&, int, bool) override {}
  void on_answered(call::Call&) override {}
  void on_over(call::Call& call) override;
  void on_digit(call::Call& call, char digit) override;
  void on_request(call::Call& call, sip::ServerTransaction& request) override;
  void on_response(call::Call& call, sip::RequestSerial serial, int status,
                   const sip::MessageRef& response) override;

  const call::Floors& floors_;
  const Hold& hold_;
  call::CallPtr a_, b_;
  Connection connection_;
  call::Call* ended_ = nullptr;
  std::optional<Referral> referral_;
  std::optional<Event> event_;  // not asked for yet
  base::Pending<bool> happened_;
  std::map<std::pair<call::CallId, sip::RequestSerial>, Passed> passed_;
  std::optional<media::RecordingId> recording_;
  std::vector<call::CallId> without_info_;  // who refused a digit in an INFO
};

}  // namespace b2bua
