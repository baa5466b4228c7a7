// A dialog of an INVITE (RFC 3261 sections 12 to 15) at one of its ends: early or confirmed, made
// by either side. What describes it is values (DialogState, InviteUsage); the rest are timers and
// transactions. Owned by its keeper: the session that made it, or whoever picks up a saved one.
// Signalling thread only.
//
//   Dialog ── Modification        re-INVITE, UPDATE, offers and answers
//          ── DialogRequests      what we send
//          ── SessionTimer        RFC 4028
//          ── SuccessRetransmission, Acknowledgement: the third leg of an INVITE
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/sip/dialog/acknowledgement.h"
#include "firmware/sip/dialog/dialog_requests.h"
#include "firmware/sip/dialog/dialog_table.h"
#include "firmware/sip/dialog/dialog_user.h"
#include "firmware/sip/dialog/modification.h"
#include "firmware/sip/dialog/offer_answer.h"
#include "firmware/sip/dialog/reliable_provisionals.h"
#include "firmware/sip/dialog/session_timer.h"
#include "firmware/sip/dialog/success_retransmission.h"

namespace sip {

// What every dialog works with. Outlives them.
struct DialogContext {
  TransactionLayer& transactions;
  ServerLocator& locator;
  DialogTable& table;
};

class Dialog final : private DialogRequestsUser,
                     private SuccessRetransmissionUser,
                     private SessionTimerUser {
 public:
  Dialog(const DialogContext& context, LocalEnd end, DialogState state, InviteUsage usage,
         DialogKeeper& keeper, DialogUser& user);
  ~Dialog() override;

  const DialogState& state() const { return state_; }
  const InviteUsage& usage() const { return usage_; }
  const SessionTerms& session_terms() const { return session_timer_.terms(); }
  const LocalEnd& end() const { return end_; }

  // Orders of the owner. Bodies are offers and answers; `headers` are whole lines with their CRLF.

  // A re-INVITE (section 14.1); without a body it asks the peer for an offer. After a glare (491)
  // it is sent again by itself.
  DialogResult<void> reinvite(Body offer, std::string headers = {});
  DialogResult<void> update(Body offer, std::string headers = {});  // RFC 3311
  // What on_offer() and on_offer_wanted() have asked for, in the message whose turn it is.
  DialogResult<void> answer(Body body, std::string_view headers = {});
  // The request with the offer is refused. An offer in a response cannot be: hang up instead.
  DialogResult<void> decline(int status, std::string_view headers = {});
  // INFO, REFER, NOTIFY, MESSAGE …
  DialogResult<RequestSerial> send_request(Method method, std::string headers = {}, Body body = {});
  void respond(ServerTransaction& request, int status, std::string_view headers = {},
               const Body& body = {});
  // Confirms a BYE that on_bye() has kept waiting.
  void end_by(ServerTransaction& bye);
  // Section 15.1.1. Waits for the ACK of our 2xx, and for the answer to a NOTIFY: the peer is to
  // hear what became of what it asked for. Nothing when the dialog is over, or rings here:
  // then its session refuses the INVITE.
  void bye(std::string headers = {});

  // From the core: what the table has found this dialog for.
  void on_request(ServerTransaction& request);
  void on_ack(const Inbound& ack);

  // From the session that made it.

  // A response of ours in this dialog, printed.
  std::string print_response(const ServerTransaction& request, int status, std::string_view headers,
                             const Body& body) const;
  DialogResult<OfferAnswer::Part> send_part(OfferAnswer::Carrier carrier, const Body& body);
  // Our 2xx to the INVITE that makes the dialog; `headers` beside those of the session timer.
  void accept(ServerTransaction& invite, std::string_view headers, const Body& body);
  // A response above 100 to an INVITE of ours: the first, or one within the dialog. `request` is
  // the INVITE as it went, `headers` are those that its ACK repeats (section 22.1).
  void on_invite_provisional(std::uint32_t cseq, const Inbound& response);
  void on_invite_success(const Message& request, std::uint32_t cseq, std::string headers,
                         const Inbound& response);
  // Over without a BYE, or (confirmed) with one. The keeper hears of it later.
  void end_silently(Ending ending);
  void end_with_bye(Ending ending, std::string headers = {});
  // From now on nobody listens: what the dialog still has to say is goodbye.
  void forget_user();

 private:
  friend class Modification;

  void on_response(const SentRequest& sent, const Inbound& response) override;
  void on_failure(const SentRequest& sent, int status) override;
  std::string on_challenge(const SentRequest& sent, const Message& response) override;
  void on_no_ack() override;
  void on_refresh_due() override;
  void on_session_expired() override;

  bool is_over() const { return state_.phase == DialogState::Phase::terminated; }
  bool admits(const Inbound& request, ServerTransaction* transaction);
  DialogResult<OfferAnswer::Part> receive_part(OfferAnswer::Carrier carrier, const Body& body);
  void on_prack(ServerTransaction& prack);
  void on_third_leg();
  // Our 200 to an UPDATE.
  void accept_refresh(ServerTransaction& update, std::string_view headers, const Body& body);
  void start_session_timer(const Message& response);
  // Section 12.2.1.2, RFC 5057 section 5.1: an answer that shows the peer has no such dialog.
  static bool shows_loss(Method method, int status);
  void note_peer(const Message& message);
  void acknowledge(std::uint32_t cseq, std::string headers, Body body);
  void send_prack(Body body, std::string_view headers);
  DialogResult<void> answer_in_ack_or_prack(Body body, std::string_view headers);
  void say_bye_if_heard();
  void stop();
  void tell_keeper();

  DialogContext context_;
  LocalEnd end_;
  DialogState state_;
  InviteUsage usage_;
  DialogKeeper& keeper_;
  DialogUser* user_;
  bool listed_;

  DialogRequests requests_;
  Modification modification_;
  SuccessRetransmission success_;
  SessionTimer session_timer_;
  std::optional<std::string> bye_after_ack_;     // its headers
  std::optional<std::string> bye_after_notify_;  // the same

  // The ACK of our last INVITE: due while the owner owes the answer, then kept for repetition.
  struct Due {
    std::uint32_t cseq;
    std::string headers;
  };
  std::optional<Due> ack_due_;
  std::uint32_t acknowledged_cseq_ = 0;
  std::unique_ptr<Acknowledgement> ack_;
  // Provisional responses to our last INVITE.
  std::uint32_t provisional_cseq_ = 0;
  ProvisionalOrder provisional_order_;
  std::uint32_t last_rseq_ = 0;
  bool prack_due_ = false;  // the owner owes the answer to its offer

  Ending ending_ = Ending::by_us;
  base::MemberTimer<&Dialog::tell_keeper> over_;
};

}  // namespace sip
