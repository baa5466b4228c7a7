// Call: one dialog and its media, with the verbs of an app's story. Here: a call that was made to
// us. Owned by whoever tells the story; signalling thread only.
//
//   base::Task<> echo_test(Call& call) {
//     if (!co_await call.answer()) co_return;
//     call.echo();
//     co_await call.over();
//   }
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "firmware/base/random.h"
#include "firmware/base/task.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/engine.h"
#include "firmware/media/port_pool.h"
#include "firmware/net/network.h"
#include "firmware/sdp/negotiation.h"
#include "firmware/sdp/session_description.h"
#include "firmware/sip/dialog/invite_server_session.h"

namespace call {

// What calls work with; all outlive them.
struct Floors {
  sip::DialogContext dialogs;
  base::TimerQueue& timers;
  base::Random& random;
  net::Network& network;
  media::PortPool& ports;
  media::OrderTaker& media;
};

class Call;

class CallUser {
 public:
  virtual ~CallUser() = default;
  virtual void on_answered(Call& call) = 0;  // our 2xx leaves
  // The dialog is over; `why` in words for the record. The call may be destroyed from inside.
  virtual void on_over(Call& call, sip::Ending ending, std::string_view why) = 0;
  // A request of the dialog came from another address than the caller's: true lets it in, false
  // when it has been answered (challenged).
  virtual bool on_other_source(Call& call, sip::ServerTransaction* request) = 0;
};

class Call final : private sip::InviteServerSessionUser {
 public:
  // Takes an INVITE that makes a dialog. Null: it has been answered (400, 503).
  static std::unique_ptr<Call> take(const Floors& floors, media::LegId leg,
                                    sip::ServerTransaction& invite, CallUser& user);
  ~Call() override;

  // Verbs.

  // 200, with audio. True once the caller has acknowledged it; false when there is nothing that
  // both sides speak, no port is free, or the caller is gone: the call is over or about to be.
  base::Task<bool> answer();
  void echo();  // the caller hears himself from now on
  // The next key that is pressed; nothing when the call is over.
  base::Task<std::optional<char>> next_digit();
  base::Task<> over();
  void hang_up(std::string_view why);

  media::LegId leg() const { return leg_; }
  sip::Dialog& dialog() { return session_->dialog(); }

  // From the media engine.
  void on_media(const media::LegFailed& event);
  void on_media(const media::DigitHeard& event);
  void on_media(const media::LegSilent& event);

 private:
  Call(const Floors& floors, media::LegId leg, const sip::Flow& flow, CallUser& user);

  std::optional<net::IpAddress> own_address() const;
  bool open_leg();
  sip::DialogResult<void> accept_offer();
  sip::DialogResult<void> accept_without_offer();
  // The answer to an offer of the peer's, which takes effect; nothing when we cannot agree.
  std::optional<sip::Body> answer_to(const sip::Body& offer);
  sip::Body described(sdp::SessionDescription description);
  void agree(const sdp::SessionDescription& offer, const sdp::SessionDescription& answer,
             sdp::Side ours);

  void on_acknowledged(sip::InviteServerSession& session) override;
  void on_ended(sip::InviteServerSession& session, sip::Ending ending) override;
  void on_offer(sip::Dialog& dialog, const sip::Inbound& message, const sip::Body& offer) override;
  void on_offer_wanted(sip::Dialog& dialog, const sip::Inbound& invite) override;
  void on_offer_withdrawn(sip::Dialog&) override {}
  void on_answer(sip::Dialog& dialog, const sip::Inbound& message, const sip::Body& body) override;
  void on_modification_failed(sip::Dialog&, sip::Method, int, const sip::MessageRef&) override {}
  void on_request(sip::Dialog& dialog, sip::ServerTransaction& request) override;
  void on_response(sip::Dialog&, sip::RequestSerial, int, const sip::MessageRef&) override {}
  bool on_other_source(sip::Dialog& dialog, const sip::Inbound& request,
                       sip::ServerTransaction* transaction) override;
  std::string on_challenge(sip::Dialog&, sip::Method, std::string_view,
                           const sip::Message&) override {
    return {};
  }

  static constexpr std::size_t kMaxDigits = 64;  // pressed ahead

  const Floors floors_;
  const media::LegId leg_;
  CallUser& user_;
  const sip::Flow flow_;  // of the INVITE
  std::unique_ptr<sip::InviteServerSession> session_;
  std::optional<media::PortPair> ports_;
  net::Endpoint local_;                          // of our RTP
  std::optional<sdp::SessionDescription> ours_;  // the description we sent last
  std::string digits_;                           // pressed and not asked for yet
  std::string why_;                              // we hung up
  bool over_already_ = false;
  base::Pending<bool> acknowledged_;
  base::Pending<std::optional<char>> digit_;
  base::Pending<bool> over_;
};

}  // namespace call
