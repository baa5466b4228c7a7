// CallPartner: whoever a call is coupled with, and hears of it what is for the other side: the
// Hunt that rings phones, the Bridge between two calls. A call without one keeps to itself: it
// answers offers with audio of its own.
//
// Unless it says so, no call-back may destroy the call; to leave it (drop its CallPtr) is allowed
// everywhere.
#pragma once

#include <cstdint>

#include "firmware/sip/dialog/dialog_user.h"

namespace call {

class Call;

class CallPartner {
 public:
  virtual ~CallPartner() = default;

  // An offer: Call::offered(), to be answered or declined, now or later.
  virtual void on_offer(Call& call) = 0;
  // A re-INVITE without one: offer() or decline().
  virtual void on_offer_wanted(Call& call) = 0;
  // Neither is wanted any more.
  virtual void on_offer_withdrawn(Call& call) = 0;
  // Something was agreed upon: Call::agreed(). As the answer to an offer of ours; or by a
  // preview of it, in an early response.
  virtual void on_agreed(Call& call) = 0;
  // Our offer came to nothing; what was agreed upon before still holds.
  virtual void on_offer_refused(Call& call, int status) = 0;

  // Of an outgoing call: 101 to 199, on_agreed() follows if it describes media; then its answer or
  // its failure (Call::status()).
  virtual void on_progress(Call& call, int status, bool describes) = 0;
  virtual void on_answered(Call& call) = 0;
  // The call is over, or came to nothing.
  virtual void on_over(Call& call) = 0;

  virtual void on_digit(Call& call, char digit) = 0;
  // Any other request in the dialog (REFER, INFO …), to be answered with Call::respond().
  virtual void on_request(Call& call, sip::ServerTransaction& request) = 0;
  virtual void on_response(Call& call, sip::RequestSerial serial, int status,
                           const sip::MessageRef& response) = 0;
};

}  // namespace call
