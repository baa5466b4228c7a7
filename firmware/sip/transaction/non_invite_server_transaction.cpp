#include "firmware/sip/transaction/non_invite_server_transaction.h"

namespace sip {

namespace {

// How long a client needs until its Timer E is set to T2.
base::Duration until_timer_e_is_t2(const TransactionTiming& timing) {
  base::Duration passed = timing.t1;
  for (base::Duration interval = 2 * timing.t1; interval < timing.t2; interval *= 2) {
    passed += interval;
  }
  return passed;
}

}  // namespace

NonInviteServerTransaction::NonInviteServerTransaction(TransactionLayer& layer, std::string key,
                                                       Inbound request)
    : ServerTransaction(layer, std::move(key), std::move(request)),
      pause_(timers(), this),
      timer_j_(timers(), this) {
  pause_.arm(until_timer_e_is_t2(timing()));
  timer_j_.arm(timing().timeout() + timing().t2);
}

void NonInviteServerTransaction::respond(int status, std::string octets) {
  if (state_ == State::completed || state_ == State::terminated) return;
  if (status > 100 && status < 200) return;  // RFC 4320 section 4.1
  pause_.disarm();
  send(octets);
  last_response_ = std::move(octets);
  if (status < 200) {
    state_ = State::proceeding;
    return;
  }
  state_ = State::completed;
  pause_.arm({});
  timer_j_.arm(reliable() ? base::Duration{} : timing().timeout());
}

void NonInviteServerTransaction::abandon() {
  on_timer_j();
}

bool NonInviteServerTransaction::receive(const Inbound& request) {
  if (!last_response_.empty()) send_answer_to(request, last_response_);
  return true;
}

void NonInviteServerTransaction::on_pause() {
  if (state_ == State::completed) {
    let_go_of_request();
    last_response_.shrink_to_fit();
  } else {
    respond_with(100);
  }
}

void NonInviteServerTransaction::on_timer_j() {
  state_ = State::terminated;
  pause_.disarm();
  timer_j_.disarm();
  terminate();
}

}  // namespace sip
