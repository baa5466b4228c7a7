#include "firmware/sip/transaction/non_invite_client_transaction.h"

#include <algorithm>

namespace sip {

NonInviteClientTransaction::NonInviteClientTransaction(TransactionLayer& layer, std::string key,
                                                       const Flow& flow, std::string request,
                                                       ClientTransactionUser& user)
    : ClientTransaction(layer, std::move(key), flow, std::move(request), user),
      interval_(timing().t1),
      timer_e_(timers(), this),
      timer_f_(timers(), this),
      timer_k_(timers(), this) {}

void NonInviteClientTransaction::start() {
  send(request());
  if (!reliable()) timer_e_.arm(interval_);
  timer_f_.arm(timing().timeout());
}

void NonInviteClientTransaction::on_timer_e() {
  send(request());
  interval_ = state_ == State::proceeding ? timing().t2 : std::min(interval_ * 2, timing().t2);
  timer_e_.arm(interval_);
}

void NonInviteClientTransaction::on_timer_f() {
  fail(ClientFailure::timed_out);
}

void NonInviteClientTransaction::on_timer_k() {
  enter(State::terminated);
  terminate();
}

void NonInviteClientTransaction::on_transport_error() {
  if (state_ == State::trying || state_ == State::proceeding) fail(ClientFailure::transport);
}

void NonInviteClientTransaction::fail(ClientFailure failure) {
  enter(State::terminated);
  report(failure);
  terminate();
}

void NonInviteClientTransaction::receive(const Inbound& response) {
  switch (state_) {
    case State::trying:
    case State::proceeding:
      enter(response.message->status() < 200 ? State::proceeding : State::completed);
      report(response);
      if (state_ == State::completed && reliable()) on_timer_k();
      break;
    case State::completed:
    case State::terminated:
      break;
  }
}

void NonInviteClientTransaction::enter(State state) {
  state_ = state;
  if (state == State::proceeding) return;  // timers E and F go on
  timer_e_.disarm();
  timer_f_.disarm();
  timer_k_.disarm();
  if (state == State::completed && !reliable()) timer_k_.arm(timing().t4);
}

}  // namespace sip
