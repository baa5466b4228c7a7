// The INVITE client transaction (RFC 3261 section 17.1.1 with RFC 6026 section 8.4).
//
//                        | INVITE sent
//            Timer A     v       Timer B or transport error
//           resend +-- Calling ------------------------------> Terminated
//                  +---> | |  2xx: to the user
//        1xx: to the user| +--------------------------+
//                        v                            |
//               +--- Proceeding --2xx: to the user--> |
//      1xx: to  +------> |                            v
//      the user          | 300-699: ACK, to user   Accepted --Timer M--> Terminated
//                        v                           | ^
//                    Completed --Timer D--> Term.    +-+ 2xx: to the user
//                      | ^
//                      +-+ 300-699: ACK
#pragma once

#include "firmware/sip/transaction/client_transaction.h"

namespace sip {

class InviteClientTransaction final : public ClientTransaction {
 public:
  InviteClientTransaction(TransactionLayer& layer, std::string key, const Flow& flow,
                          std::string request, ClientTransactionUser& user);

  void abandon() override { on_linger_over(); }

 private:
  enum class State : std::uint8_t { calling, proceeding, completed, accepted, terminated };

  void start() override;
  void receive(const Inbound& response) override;
  void on_transport_error() override;

  void on_timer_a();
  void on_timer_b();
  void on_linger_over();
  void enter(State state);
  void acknowledge(const Message& response);

  State state_ = State::calling;
  base::Duration interval_;  // of timer A
  base::MemberTimer<&InviteClientTransaction::on_timer_a> timer_a_;
  base::MemberTimer<&InviteClientTransaction::on_timer_b> timer_b_;
  base::MemberTimer<&InviteClientTransaction::on_linger_over> timer_d_or_m_;
};

}  // namespace sip
