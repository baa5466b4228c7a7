// Changing an existing session (RFC 3261 section 14, RFC 3311): re-INVITE and UPDATE, ours and the
// peer's, with their offers and answers, and what happens when both try at once. A part of its
// Dialog; signalling thread only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "firmware/sip/dialog/dialog_requests.h"
#include "firmware/sip/dialog/offer_answer.h"
#include "firmware/sip/transaction/server_transaction.h"

namespace sip {

class Dialog;

// What is known of the INVITE a dialog carries, beside the dialog's state. Values.
struct InviteUsage {
  OfferAnswer offers;
  Body local_description;          // ours as last agreed: a refresh repeats it
  Body local_offer;                // ours that waits for its answer
  bool peer_takes_update = false;  // UPDATE in its Allow
  bool peer_takes_info = true;     // unless its Allow lacks INFO
};

class Modification final : private ServerTransactionUser {
 public:
  static constexpr int kMaxGlares = 8;  // 491 in succession

  explicit Modification(Dialog& dialog);
  ~Modification() override;

  // Ours.
  DialogResult<void> begin(Method method, Body offer, std::string headers);
  void refresh();  // RFC 4028 section 7.4
  void on_response(const SentRequest& sent, const Inbound& response);
  void on_failure(const SentRequest& sent, int status, const MessageRef& response);

  // The peer's.
  void on_invite(ServerTransaction& invite);
  void on_update(ServerTransaction& update);
  void on_prack_offer(ServerTransaction& prack, const Body& offer);
  DialogResult<void> answer(const Body& body, std::string_view headers);
  DialogResult<void> decline(int status, std::string_view headers);
  bool is_asked() const { return asked_ != nullptr; }

  void stop();

 private:
  struct Ours {
    Method method;
    Body offer;
    std::string headers;
    bool is_refresh = false;
    int glares = 0;
  };

  void on_cancelled() override;
  void on_server_terminated() override;

  DialogResult<void> send();
  void on_update_success(const Inbound& response);
  void on_refusal(int status, const MessageRef& response);
  void give_up(int status, const MessageRef& response);
  void wait_after_glare();
  void on_glare_over();

  bool is_refused(ServerTransaction& request);
  void refuse(ServerTransaction& request, DialogError error);
  void ask(ServerTransaction& request);
  ServerTransaction& take_asked();

  Dialog& dialog_;
  std::optional<Ours> ours_;
  ServerTransaction* asked_ = nullptr;  // the peer's, that waits for the owner's answer
  base::MemberTimer<&Modification::on_glare_over> glare_;
};

}  // namespace sip
