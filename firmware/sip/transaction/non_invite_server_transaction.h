// The non-INVITE server transaction (RFC 3261 section 17.2.2).
//
//        | request: to the user
//        v
//     Trying ----200-699 from user----+
//        | 1xx from user              |
//        v                            v
//   Proceeding --200-699 from user-> Completed --Timer J--> Terminated
//     request: resend last 1xx        request: resend the final response
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

  void receive(const Inbound& request) override;
  void on_timer_j();

  State state_ = State::trying;
  std::string last_response_;
  base::MemberTimer<&NonInviteServerTransaction::on_timer_j> timer_j_;
};

}  // namespace sip
