// What a Dialog tells those around it: its user (the call it carries), and its keeper (whose member
// it is). Signalling thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/sip/dialog/body.h"
#include "firmware/sip/dialog/dialog_requests.h"
#include "firmware/sip/transaction/server_transaction.h"

namespace sip {

class Dialog;

// How a dialog came to its end.
enum class Ending : std::uint8_t {
  by_us,      // we said BYE
  by_peer,    // the peer did
  cancelled,  // before it was answered, by whoever called
  declined,   // we refused the INVITE
  elsewhere,  // another dialog of the forked INVITE was answered
  no_prack,   // a reliable provisional response stayed without its PRACK
  no_ack,     // our 2xx stayed without its ACK
  no_answer,  // an offer stayed without the answer it was owed
  expired,    // the session was not refreshed (RFC 4028)
  lost,       // the peer does not answer, or does not know the dialog (section 12.2.1.2)
};

std::string_view to_string(Ending ending);

// The call that a dialog carries. Outlives it. Unless it says so, no call-back may destroy the
// dialog or its session.
class DialogUser {
 public:
  virtual ~DialogUser() = default;

  // An offer of the peer's, wherever it came: answer() or decline() it, now or later.
  virtual void on_offer(Dialog& dialog, const Inbound& message, const Body& offer) = 0;
  // A re-INVITE without one: it is ours to make, by answer(); or decline().
  virtual void on_offer_wanted(Dialog& dialog, const Inbound& invite) = 0;
  // What waited for answer() was cancelled by the peer.
  virtual void on_offer_withdrawn(Dialog& dialog) = 0;
  // The answer to an offer of ours.
  virtual void on_answer(Dialog& dialog, const Inbound& message, const Body& answer) = 0;
  // Our INVITE or UPDATE came to nothing; the session stays as it was. `response` is empty when
  // there was none.
  virtual void on_modification_failed(Dialog& dialog, Method method, int status,
                                      const MessageRef& response) = 0;

  // Our UPDATE without an offer was accepted.
  virtual void on_updated(Dialog& dialog) = 0;

  // A BYE. True: it takes effect at once. False: not before the owner calls end_by(), so that what
  // must be durable is so before the peer hears that the call is over.
  virtual bool on_bye(Dialog& /*dialog*/, ServerTransaction& /*bye*/) { return true; }

  // Any other request in the dialog (INFO, REFER, NOTIFY, MESSAGE, OPTIONS …): to be answered with
  // Dialog::respond(), now or later.
  virtual void on_request(Dialog& dialog, ServerTransaction& request) = 0;
  // To what send_request() has sent: each provisional response, then the final one; 408 or 503
  // without a response.
  virtual void on_response(Dialog& dialog, RequestSerial serial, int status,
                           const MessageRef& response) = 0;

  // A request of the dialog came from another address than those before, and has had no effect yet.
  // True lets it in, and the new address with it. False: the user has answered it (with a
  // challenge, say). `transaction` is nullptr for an ACK, which false drops.
  virtual bool on_other_source(Dialog& dialog, const Inbound& request,
                               ServerTransaction* transaction) = 0;

  // A request of ours was challenged (401, 407): header lines with credentials for `method` and
  // `uri`, or "" to leave it at that.
  virtual std::string on_challenge(Dialog& dialog, Method method, std::string_view uri,
                                   const Message& response) = 0;
};

// Whose member a dialog is. Outlives it.
class DialogKeeper {
 public:
  virtual ~DialogKeeper() = default;
  // The first 2xx to our INVITE came. Its ACK goes, and its body is read, after this.
  virtual void on_confirmed(Dialog& dialog, const Inbound& response) = 0;
  // The ACK of a 2xx of ours came.
  virtual void on_acknowledged(Dialog& dialog) = 0;
  // A PRACK: true when it is for a provisional response that waits for it.
  virtual bool on_prack(Dialog& dialog, const Message& prack) = 0;
  // After such a PRACK was answered.
  virtual void on_pracked(Dialog& dialog) = 0;
  // Everything is said. The dialog may be destroyed from inside.
  virtual void on_over(Dialog& dialog, Ending ending) = 0;
};

}  // namespace sip
