// Call: one dialog with one party and its media, with the verbs of an app's story. Made to us
// (take) or by us (place). Belongs to whoever holds its CallPtr; dropping that hangs up, and the
// call lives on among Calls until SIP has nothing more to say. Signalling thread only.
//
//   base::Task<> echo_test(Call& call) {
//     if (!co_await call.answer()) co_return;
//     call.echo();
//     co_await call.over();
//   }
//
//   Ringing ── answered ──> Up ── BYE, expiry, lost … ──> Over
//      +──── refused, cancelled, unanswered ────────────────^
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/task.h"
#include "firmware/call/call_media.h"
#include "firmware/call/call_partner.h"
#include "firmware/call/calls.h"
#include "firmware/call/floors.h"
#include "firmware/media/orders.h"
#include "firmware/sdp/session_description.h"
#include "firmware/sip/dialog/invite_client_session.h"
#include "firmware/sip/dialog/invite_server_session.h"

namespace call {

class Call;
struct Leave {
  void operator()(Call* call) const;
};
using CallPtr = std::unique_ptr<Call, Leave>;

// What stands above a call: who may speak in it, and what must be durable before it ends.
class CallUser {
 public:
  virtual ~CallUser() = default;
  virtual void on_answered(Call& call) = 0;  // our 2xx leaves
  // The party says BYE, or CANCEL: `confirm` is due, now or later, and ends the call.
  virtual void on_goodbye(Call& call, std::function<void()> confirm) = 0;
  // A request of the dialog came from another address than the party's: true lets it in, false
  // when it has been answered (challenged). An ACK (nullptr) that is not let in is dropped.
  virtual bool on_other_source(Call& call, sip::ServerTransaction* request) = 0;
  // A leg of the media engine is the call's now; an INVITE of ours has its Call-ID.
  virtual void on_leg(Call& call, media::LegId leg) = 0;
  virtual void on_placed(Call& call) = 0;
};

// Whom we call, and as whom.
struct Invitation {
  std::string number;             // whose phone it is, as CallUser knows it; "": somebody else's
  std::string uri;                // Request-URI
  std::vector<std::string> path;  // RFC 3327, the nearest first
  std::optional<sip::Flow> flow;  // by which the phone is reached
  sip::Party from, to;
  std::uint32_t max_forwards = 70;
};

class Call final : private sip::InviteServerSessionUser, private sip::InviteClientSessionUser {
 public:
  enum class State : std::uint8_t { ringing, up, over };

  // Takes an INVITE that makes a dialog; `number` is the caller's, "" for a stranger. Null: it has
  // been answered (400, 488, 503).
  static CallPtr take(const Floors& floors, sip::ServerTransaction& invite, std::string number,
                      CallUser& user);
  // A call of ours that invite() is to begin.
  static CallPtr place(const Floors& floors, Invitation invitation, CallUser& user);
  ~Call() override;

  CallId id() const { return id_; }
  State state() const { return state_; }
  bool is_up() const { return state_ == State::up; }
  bool is_over() const { return state_ == State::over; }
  bool is_incoming() const { return server_ != nullptr; }
  const std::string& number() const { return number_; }
  const sip::Party& party() const { return party_; }  // the other end's name
  std::uint32_t max_forwards() const { return max_forwards_; }
  const std::string& call_id() const;
  sip::Dialog* dialog() const;  // nullptr before a call of ours is answered
  // Why it is over, for the record; the response that ended one of ours, else 0.
  sip::Ending ending() const { return ending_; }
  std::string_view why() const { return why_; }
  int status() const { return status_; }
  const sip::MessageRef& refusal() const { return refusal_; }

  // Verbs.
  void ring(int status = 180);  // 101 to 199, once each
  // 200, with audio of our own unless something was agreed upon. True once the caller has
  // acknowledged it, or when the call is up already; false when nothing is spoken by both sides, no
  // port is to be had, or the caller is gone.
  base::Task<bool> answer();
  void reject(int status, std::string_view headers = {});
  void reject_media();  // nothing can be agreed upon: 488, or 503 for want of a port of ours
  void hang_up(std::string_view why, std::string headers = {});
  void echo();  // the party hears himself from now on
  void join(media::RoomId room);
  void part();
  void play(const media::Sound& sound);  // begins; the party hears it alone
  void stop_playing();
  base::Task<> played(media::Sound sound);  // begins, and waits for the end
  // The next key that is pressed; nothing when the call is over or the time is.
  base::Task<std::optional<char>> next_digit(base::Duration patience = std::chrono::hours(12));
  base::Task<> over();

  // For those that couple it with another.
  void set_partner(CallPartner* partner) { partner_ = partner; }
  CallPartner* partner() const { return partner_; }
  void set_user(CallUser& user) { user_ = &user; }
  const CallUser* user() const { return user_; }  // nullptr: the call was left

  void invite(const sdp::SessionDescription* offer);  // without one, the callee makes it
  // Instead of invite(): it is over as if refused by a 503.
  void fail_without_ports();
  void cancel(std::string headers = {});
  // 200, with what answer() or offer() has prepared.
  bool accept();
  // Early media: 101 to 199 with the answer that was prepared.
  void progress_with_media(int status);

  // The party's offer that waits for an answer; nullptr when none does.
  const sdp::SessionDescription* offered() const { return offered_ ? &*offered_ : nullptr; }
  bool is_offer_wanted() const { return offer_wanted_; }
  bool answer_with(sdp::SessionDescription answer);
  bool answer_alone();  // with audio of our own
  void decline(int status);
  void decline_media();  // 488, or 503 for want of a port of ours
  // False: not now (an offer is under way).
  bool offer(sdp::SessionDescription offer);
  // Tells the party that it is on hold, or is no more (RFC 3264 section 8.4), unless we have said
  // so last: a re-INVITE, as soon as one may go. On hold it hears what we play.
  void tell_held(bool held);
  bool is_negotiating() const { return offered_ || offer_wanted_ || our_offer_; }
  // What was agreed upon last; empty before. `kinds` are those of the m= lines.
  const std::vector<sdp::NegotiatedStream>& agreed() const { return agreed_; }
  const std::vector<std::string>& kinds() const { return kinds_; }
  const sdp::SessionDescription* ours() const { return ours_ ? &*ours_ : nullptr; }
  const sdp::SessionDescription* theirs() const { return theirs_ ? &*theirs_ : nullptr; }
  sdp::Origin origin();  // of our descriptions
  CallMedia& media() { return media_; }
  // The leg of its first audio stream.
  std::optional<media::LegId> audio_leg() const;

  bool takes_info() const;
  sip::DialogResult<sip::RequestSerial> send_request(sip::Method method, std::string headers,
                                                     sip::Body body);
  void respond(sip::ServerTransaction& request, int status, std::string_view headers = {},
               const sip::Body& body = {});
  // Tells the phone whom its party talks with from now on (RFC 3325 section 9.1): an UPDATE without
  // an offer, as soon as one may go. A phone that takes none goes on showing whom it showed.
  void show(const sip::Party& partner);

  // From its media, and from Calls.
  void on_leg_opened(media::LegId leg);
  void on_media(const media::Event& event);

 private:
  friend struct Leave;
  Call(const Floors& floors, std::string number, CallUser& user);

  void leave();
  void bury_if_done();
  void end(sip::Ending ending, std::string_view why);
  void set_way(const sip::Flow* flow, std::string_view uri);
  bool prepare_local_offer();
  void settle();
  bool agree(const sdp::SessionDescription& offer, const sdp::SessionDescription& answer,
             sdp::Side ours);
  sip::Body described(sdp::SessionDescription description);
  void take_answer(const sip::Body& body);

  void on_acknowledged(sip::InviteServerSession& session) override;
  bool on_cancelled(sip::InviteServerSession& session) override;
  void on_ended(sip::InviteServerSession& session, sip::Ending ending) override;
  void on_progress(sip::InviteClientSession& session, sip::Dialog* dialog,
                   const sip::Inbound& response) override;
  void on_early_dialog_gone(sip::InviteClientSession& session, sip::Dialog& dialog) override;
  void on_answered(sip::InviteClientSession& session, const sip::Inbound& response) override;
  void on_failed(sip::InviteClientSession& session, int status,
                 const sip::MessageRef& response) override;
  void on_ended(sip::InviteClientSession& session, sip::Ending ending) override;
  void on_idle(sip::InviteClientSession& session) override;

  void on_offer(sip::Dialog& dialog, const sip::Inbound& message, const sip::Body& offer) override;
  void on_offer_wanted(sip::Dialog& dialog, const sip::Inbound& invite) override;
  void on_offer_withdrawn(sip::Dialog& dialog) override;
  void on_answer(sip::Dialog& dialog, const sip::Inbound& message, const sip::Body& body) override;
  void on_updated(sip::Dialog& dialog) override;
  void on_modification_failed(sip::Dialog& dialog, sip::Method method, int status,
                              const sip::MessageRef& response) override;
  bool on_bye(sip::Dialog& dialog, sip::ServerTransaction& bye) override;
  void on_request(sip::Dialog& dialog, sip::ServerTransaction& request) override;
  void on_response(sip::Dialog& dialog, sip::RequestSerial serial, int status,
                   const sip::MessageRef& response) override;
  bool on_other_source(sip::Dialog& dialog, const sip::Inbound& request,
                       sip::ServerTransaction* transaction) override;
  std::string on_challenge(sip::Dialog&, sip::Method, std::string_view,
                           const sip::Message&) override {
    return {};
  }

  void hear(char digit);
  void on_no_digit() { digit_.answer(std::nullopt); }

  static constexpr std::size_t kMaxDigits = 64;  // pressed ahead

  const Floors floors_;
  const CallId id_;
  const std::string number_;
  CallUser* user_;  // nullptr: the call was left
  CallPartner* partner_ = nullptr;
  sip::Party party_;
  std::uint32_t max_forwards_ = 70;
  State state_ = State::ringing;
  sip::Ending ending_ = sip::Ending::by_us;
  std::string why_;
  int status_ = 0;
  sip::MessageRef refusal_;
  int last_progress_ = 0;
  bool knows_dialog_ = false;             // the caller has acknowledged our 200
  std::optional<bool> hold_to_tell_;      // as soon as a re-INVITE may go
  std::optional<sip::Party> to_show_;     // as soon as an UPDATE may go
  bool retried_ = false;                  // after a 422
  bool saying_goodbye_ = false;           // the party: its BYE waits
  std::optional<Invitation> invitation_;  // until invite()

  CallMedia media_;
  std::optional<sdp::SessionDescription> offered_;
  sip::Dialog* asking_ = nullptr;  // the dialog that waits for our offer or answer
  bool offer_wanted_ = false;
  std::optional<sdp::SessionDescription> our_offer_;  // under way
  std::optional<sdp::SessionDescription> ours_;       // the description we sent last
  std::optional<sdp::SessionDescription> theirs_;     // the one that was agreed upon last
  std::vector<sdp::NegotiatedStream> agreed_;
  std::vector<std::string> kinds_;
  bool prepared_ = false;  // ours_ waits for accept()

  std::string digits_;  // pressed and not asked for yet
  base::Pending<bool> acknowledged_;
  base::Pending<bool> played_;
  base::Pending<std::optional<char>> digit_;
  base::Pending<bool> over_;
  base::MemberTimer<&Call::on_no_digit> no_digit_;

  // One of them; they go first.
  std::unique_ptr<sip::InviteServerSession> server_;
  std::unique_ptr<sip::InviteClientSession> client_;
  // Answers in early dialogs: which of them counts is known when one is answered.
  struct Early {
    sip::Dialog* dialog;
    sdp::SessionDescription answer;
  };
  std::vector<Early> early_;
};

}  // namespace call
