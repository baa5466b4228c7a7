// The calling side of an INVITE (RFC 3261 sections 13.2, 9.1): from the request over its early
// dialogs to the end of the call. Owned by the call it serves; signalling thread only.
//
//   start()          1xx: early dialogs          first 2xx: the dialog
//      v            +-----+                               v
//   Calling ------->|     +--- Ringing ---------------> Answered --- BYE, expiry … ---> Over
//      |  ^         +---->       |                                                        ^
//      |  | retry()              | 300-699, nobody answers, cancelled                     |
//      |  +------------------- Failed ----------------------------------------------------+
//      +-------------------------^
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/sip/dialog/dialog.h"

namespace sip {

class InviteClientSession;

// The call. Outlives its session.
class InviteClientSessionUser : public DialogUser {
 public:
  // A 101 to 199. `dialog` is the early dialog it belongs to; nullptr without a To tag.
  virtual void on_progress(InviteClientSession& session, Dialog* dialog,
                           const Inbound& response) = 0;
  // An early dialog is no more: another was answered, or it said goodbye.
  virtual void on_early_dialog_gone(InviteClientSession& session, Dialog& dialog) = 0;
  // The first 2xx: session.dialog() is the call's. Its offer or answer follows.
  virtual void on_answered(InviteClientSession& session, const Inbound& response) = 0;
  // The INVITE came to nothing: refused, unanswered (408), undeliverable (503), cancelled (487);
  // `response` is empty when there was none. retry() may be called now or later; or the session
  // destroyed, from inside too.
  virtual void on_failed(InviteClientSession& session, int status, const MessageRef& response) = 0;
  // The answered call is over. The session may be destroyed from inside; better wait for on_idle().
  virtual void on_ended(InviteClientSession& session, Ending ending) = 0;
  // Nothing more will come, not even the 2xx of another phone, which a session answers with ACK and
  // BYE while it lives. The session may be destroyed from inside.
  virtual void on_idle(InviteClientSession& session) = 0;
};

// Whom to call, and as whom. Values.
struct Invitation {
  Party from;
  Party to;
  std::string request_uri;
  std::vector<std::string> routes;  // a route set known beforehand (Path, outbound proxy)
  std::optional<Flow> flow;         // wins over Request-URI and routes while it lives
  Body offer;                       // empty: the callee makes the offer
  std::string headers;              // whole lines with their CRLF
  std::string call_id;              // "": a new one
};

class InviteClientSession final : public ClientRequestUser, public DialogKeeper {
 public:
  static constexpr std::size_t kMaxDialogs = 16;  // of one forked INVITE

  InviteClientSession(const DialogContext& context, LocalEnd end, Invitation invitation,
                      InviteClientSessionUser& user);
  ~InviteClientSession() override;

  DialogResult<void> start();
  // After on_failed(): the same call again under the next CSeq, with these lines besides (its
  // credentials, say). After a 422 with the interval that was asked for.
  DialogResult<void> retry(std::string_view headers = {});
  // Section 9.1. on_failed(487) follows, also when a 2xx crosses the CANCEL (ACK and BYE then).
  void cancel();
  // Ends the call in whatever state it is.
  void hang_up(std::string headers = {});

  // The call's dialog, once it is answered; nullptr before.
  Dialog* dialog() { return answered_; }
  const std::string& call_id() const { return draft_.id.call_id; }
  const std::string& local_tag() const { return draft_.id.local_tag; }
  bool idle() const { return state_ != State::calling && !request_ && dialogs_.empty(); }

 private:
  enum class State : std::uint8_t { unborn, calling, answered, failed, over };

  void on_response(ClientRequest& request, const Inbound& response) override;
  void on_failure(ClientRequest& request, ClientFailure failure) override;
  void on_over(ClientRequest& request) override;

  void on_confirmed(Dialog& dialog, const Inbound& response) override;
  void on_acknowledged(Dialog&) override {}
  bool on_prack(Dialog&, const Message&) override { return false; }
  void on_pracked(Dialog&) override {}
  void on_over(Dialog& dialog, Ending ending) override;

  DialogResult<void> send(std::string headers);
  std::string print(const Flow& flow, std::string_view branch) const;
  Dialog* dialog_for(const Inbound& response);
  void on_provisional(const Inbound& response);
  void on_success(const Inbound& response);
  void end_early_dialogs(const Dialog* but, bool tell);
  void on_final(int status, const MessageRef& response);
  void fail(int status, const MessageRef& response);
  void become_idle();
  void tell_idle();

  DialogContext context_;
  LocalEnd end_;
  const Invitation invitation_;
  InviteClientSessionUser& user_;

  State state_ = State::unborn;
  bool cancelled_ = false;
  DialogState draft_;    // as it is before anybody has answered
  InviteUsage usage_;    // as it is after the INVITE: each early dialog goes on from there
  std::string headers_;  // of the INVITE last sent, beside the invitation's
  std::unique_ptr<ClientRequest> request_;
  std::vector<std::unique_ptr<Dialog>> dialogs_;
  Dialog* answered_ = nullptr;
  std::vector<std::string> ended_tags_;  // the remote tags of dialogs that are over
  base::MemberTimer<&InviteClientSession::tell_idle> idle_;
};

}  // namespace sip
