// The non-INVITE client transaction (RFC 3261 section 17.1.2).
//
//                  | request sent
//      Timer E     v       Timer F or transport error
//     resend +-- Trying ------------------------------+
//            +---> | |                                |
//   1xx: to        | | 200-699: to the user           v
//   the user       | +------------+               Terminated
//                  v              v                   ^
//            +- Proceeding --> Completed --Timer K----+
//     resend +---> |    200-699
//      Timer E     +--- Timer F or transport error ---+
#pragma once

#include "firmware/sip/transaction/client_transaction.h"

namespace sip {

class NonInviteClientTransaction final : public ClientTransaction {
 public:
  NonInviteClientTransaction(TransactionLayer& layer, std::string key, const Flow& flow,
                             std::string request, ClientTransactionUser& user);

  void abandon() override { on_timer_k(); }

 private:
  enum class State : std::uint8_t { trying, proceeding, completed, terminated };

  void start() override;
  void receive(const Inbound& response) override;
  void on_transport_error() override;

  void on_timer_e();
  void on_timer_f();
  void on_timer_k();
  void fail(ClientFailure failure);
  void enter(State state);

  State state_ = State::trying;
  base::Duration interval_;  // of timer E
  base::MemberTimer<&NonInviteClientTransaction::on_timer_e> timer_e_;
  base::MemberTimer<&NonInviteClientTransaction::on_timer_f> timer_f_;
  base::MemberTimer<&NonInviteClientTransaction::on_timer_k> timer_k_;
};

}  // namespace sip
