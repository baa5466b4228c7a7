// The non-INVITE server transaction (RFC 3261 section 17.2.2 with RFC 4320 section 4.1).
//
//        | request: to the user
//        v
//     Trying ----200-699 from user----+
//        | no answer until the        |
//        | client's Timer E is at T2: |
//        | 100                        |
//        v                            v
//   Proceeding --200-699 from user-> Completed --Timer J--> Terminated
//     request: resend the 100         request: resend the final response
//
// Without an answer it ends in silence when the client's Timer F has fired (RFC 4320 section 4.2);
// T2 later, so that whoever has passed the request on hears first that nobody answers it there.
#pragma once

#include "firmware/sip/transaction/server_transaction.h"

namespace sip {

class NonInviteServerTransaction final : public ServerTransaction {
 public:
  NonInviteServerTransaction(TransactionLayer& layer, std::string key, Inbound request);

  void respond(int status, std::string octets) override;
  void abandon() override;
  bool final_sent() const override { return state_ == State::completed; }

 private:
  enum class State : std::uint8_t { trying, proceeding, completed, terminated };

  bool receive(const Inbound& request) override;
  void on_pause();
  void on_timer_j();

  State state_ = State::trying;
  std::string last_response_;
  // Until a 100 is due; once answered, until whoever answered has done with the request: for the 32
  // seconds that remain, the response is all that is kept.
  base::MemberTimer<&NonInviteServerTransaction::on_pause> pause_;
  base::MemberTimer<&NonInviteServerTransaction::on_timer_j> timer_j_;  // or the client's F
};

}  // namespace sip
