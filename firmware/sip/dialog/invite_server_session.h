// The called side of an INVITE (RFC 3261 section 13.3, RFC 3262): from the request to the end of
// the call. Owned by the call it serves; signalling thread only.
//
//              INVITE
//                v         CANCEL, BYE, no PRACK, reject()
//    +-----> Ringing -----------------------------------> Over
//    +- progress() |                                        ^
//                  | accept(), once provisional             |
//                  |  responses are acknowledged            |
//                  v             BYE, no ACK, expiry …      |
//              Answered ------------------------------------+
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/sip/dialog/dialog.h"
#include "firmware/sip/dialog/reliable_provisionals.h"

namespace sip {

class InviteServerSession;

// The call. Outlives its session.
class InviteServerSessionUser : public DialogUser {
 public:
  virtual void on_acknowledged(InviteServerSession& session) = 0;  // the ACK of our 2xx came
  // The caller cancels. True: it takes effect at once. False: not before end_cancelled(), so that
  // what must be durable is so before the caller hears 487.
  virtual bool on_cancelled(InviteServerSession& /*session*/) { return true; }
  // Nothing more will come. The session may be destroyed from inside.
  virtual void on_ended(InviteServerSession& session, Ending ending) = 0;
};

enum class Reliability : std::uint8_t {
  plain,     // unless the peer insists (Require: 100rel)
  reliable,  // RFC 3262
};

class InviteServerSession final : private ServerTransactionUser,
                                  private DialogKeeper,
                                  private ReliableProvisionalsUser {
 public:
  // Begins, with a 100. nullptr when the INVITE cannot make a dialog: it has been answered then
  // (400, 422, 503).
  static std::unique_ptr<InviteServerSession> begin(const DialogContext& context, LocalEnd end,
                                                    ServerTransaction& invite,
                                                    InviteServerSessionUser& user);
  ~InviteServerSession() override;  // 480 when it is still unanswered

  Dialog& dialog() { return dialog_; }
  const Body& offer() const { return offer_; }  // of the INVITE; empty: we are to make one
  bool takes_reliable() const { return takes_reliable_; }

  // 101 to 199. A body in a plain one is a preview; in a reliable one it counts.
  DialogResult<void> progress(int status, const Body& body = {}, std::string_view headers = {},
                              Reliability reliability = Reliability::plain);
  // 200. Leaves once the reliable provisional responses before it are acknowledged.
  DialogResult<void> accept(Body body, std::string headers = {});
  // 300 to 699; redirects are refusals with Contact lines. Nothing once it is answered.
  DialogResult<void> reject(int status, std::string_view headers = {});
  void end_cancelled();  // 487, unless it has been answered meanwhile
  // Ends the call in whatever state it is.
  void hang_up(int status = 480, std::string headers = {});

 private:
  InviteServerSession(const DialogContext& context, LocalEnd end, DialogState state,
                      InviteUsage usage, ServerTransaction& invite, InviteServerSessionUser& user);

  void on_cancelled() override;
  void on_server_terminated() override { invite_ = nullptr; }
  void on_confirmed(Dialog&, const Inbound&) override {}
  void on_acknowledged(Dialog& dialog) override;
  bool on_prack(Dialog& dialog, const Message& prack) override;
  void on_pracked(Dialog& dialog) override;
  void on_over(Dialog& dialog, Ending ending) override;
  void on_no_prack() override;

  enum class State : std::uint8_t { ringing, accepting, answered, over };

  bool has_ended() const { return dialog_.state().phase == DialogState::Phase::terminated; }
  bool is_open() const { return state_ == State::ringing || state_ == State::accepting; }
  void send_reliably(int status, const Body& body, std::string_view headers);
  DialogResult<void> send_success();
  void refuse(int status, std::string_view headers, Ending ending);
  void on_minute();

  // Section 13.3.1.1: a proxy waits three minutes for the next sign of life.
  static constexpr base::Duration kRepetition = std::chrono::minutes(1);

  InviteServerSessionUser& user_;
  ServerTransaction* invite_;  // nullptr when its transaction is over
  Dialog dialog_;
  ReliableProvisionals provisionals_;
  Body offer_;
  bool takes_reliable_;
  bool wants_reliable_;
  State state_ = State::ringing;
  int last_status_ = 0;  // of the last provisional response
  bool last_reliable_ = false;
  bool acknowledged_ = false;
  Body accepted_body_;  // of the 2xx that waits
  std::string accepted_headers_;
  base::MemberTimer<&InviteServerSession::on_minute> repetition_;
};

}  // namespace sip
