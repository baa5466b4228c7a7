#include "firmware/sip/transaction/non_invite_server_transaction.h"

namespace sip {

NonInviteServerTransaction::NonInviteServerTransaction(TransactionLayer& layer, std::string key,
                                                       Inbound request)
    : ServerTransaction(layer, std::move(key), std::move(request)), timer_j_(timers(), this) {}

void NonInviteServerTransaction::respond(int status, std::string octets) {
  if (state_ == State::completed || state_ == State::terminated) return;
  send(octets);
  last_response_ = std::move(octets);
  if (status < 200) {
    state_ = State::proceeding;
    return;
  }
  state_ = State::completed;
  timer_j_.arm(reliable() ? base::Duration{} : timing().timeout());
}

void NonInviteServerTransaction::abandon() {
  on_timer_j();
}

void NonInviteServerTransaction::receive(const Inbound&) {
  if (!last_response_.empty()) send(last_response_);
}

void NonInviteServerTransaction::on_timer_j() {
  state_ = State::terminated;
  timer_j_.disarm();
  terminate();
}

}  // namespace sip
