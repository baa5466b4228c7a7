#include "firmware/sip/transaction/invite_server_transaction.h"

#include <algorithm>

namespace sip {

InviteServerTransaction::InviteServerTransaction(TransactionLayer& layer, std::string key,
                                                 Inbound request)
    : ServerTransaction(layer, std::move(key), std::move(request)),
      interval_(timing().t1),
      timer_g_(timers(), this),
      timer_h_i_or_l_(timers(), this) {}

void InviteServerTransaction::respond(int status, std::string octets) {
  const bool success = status >= 200 && status < 300;
  if (state_ == State::accepted && success) send(octets);
  if (state_ != State::proceeding) return;
  send(octets);
  if (success) {
    last_response_.clear();
    enter(State::accepted);
  } else {
    last_response_ = std::move(octets);
    if (status >= 300) enter(State::completed);
  }
}

void InviteServerTransaction::abandon() {
  on_over();
}

bool InviteServerTransaction::receive(const Inbound& request) {
  if (request.message->method() == Method::ack) {
    if (state_ == State::completed) enter(State::confirmed);
    return state_ != State::accepted;
  }
  const bool resends = state_ == State::proceeding || state_ == State::completed;
  if (resends && !last_response_.empty()) send(last_response_);
  return true;
}

void InviteServerTransaction::on_timer_g() {
  send(last_response_);
  interval_ = std::min(interval_ * 2, timing().t2);
  timer_g_.arm(interval_);
}

void InviteServerTransaction::on_over() {
  enter(State::terminated);
  terminate();
}

void InviteServerTransaction::enter(State state) {
  state_ = state;
  timer_g_.disarm();
  timer_h_i_or_l_.disarm();
  switch (state) {
    case State::completed:
      if (!reliable()) timer_g_.arm(interval_);
      timer_h_i_or_l_.arm(timing().timeout());
      break;
    case State::accepted:
      timer_h_i_or_l_.arm(timing().timeout());
      break;
    case State::confirmed:
      timer_h_i_or_l_.arm(reliable() ? base::Duration{} : timing().t4);
      break;
    case State::proceeding:
    case State::terminated:
      break;
  }
}

}  // namespace sip
