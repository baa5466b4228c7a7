// The INVITE server transaction (RFC 3261 section 17.2.1 with RFC 6026 section 8.5).
//
//                    | INVITE: to the user
//    INVITE: resend  v
//     last 1xx   +-- Proceeding --2xx from user--> Accepted --Timer L--> Terminated
//    1xx: send   +-> |                               | ^  2xx from user: send
//                    | 300-699 from user             +-+  INVITE: absorbed, ACK: to the user
//     INVITE, or     v
//     Timer G:   +-- Completed --Timer H--> Terminated
//     resend     +-> |
//                    | ACK
//                    v
//                Confirmed --Timer I--> Terminated
#pragma once

#include "firmware/sip/transaction/server_transaction.h"

namespace sip {

class InviteServerTransaction final : public ServerTransaction {
 public:
  InviteServerTransaction(TransactionLayer& layer, std::string key, Inbound request);

  void respond(int status, std::string octets) override;
  void abandon() override;
  bool final_sent() const override { return state_ != State::proceeding; }

 private:
  enum class State : std::uint8_t { proceeding, completed, accepted, confirmed, terminated };

  bool receive(const Inbound& request) override;
  void on_timer_g();
  void on_over();
  void enter(State state);

  State state_ = State::proceeding;
  std::string last_response_;  // the last 1xx, or the final one that is not 2xx
  base::Duration interval_;    // of timer G
  base::MemberTimer<&InviteServerTransaction::on_timer_g> timer_g_;
  base::MemberTimer<&InviteServerTransaction::on_over> timer_h_i_or_l_;
};

}  // namespace sip
