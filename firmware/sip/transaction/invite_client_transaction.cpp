#include "firmware/sip/transaction/invite_client_transaction.h"

#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"

namespace sip {

InviteClientTransaction::InviteClientTransaction(TransactionLayer& layer, std::string key,
                                                 const Flow& flow, std::string request,
                                                 ClientTransactionUser& user)
    : ClientTransaction(layer, std::move(key), flow, std::move(request), user),
      interval_(timing().t1),
      timer_a_(timers(), this),
      timer_b_(timers(), this),
      timer_d_or_m_(timers(), this) {}

void InviteClientTransaction::start() {
  send(request());
  if (!reliable()) timer_a_.arm(interval_);
  timer_b_.arm(timing().timeout());
}

void InviteClientTransaction::on_timer_a() {
  send(request());
  interval_ *= 2;
  timer_a_.arm(interval_);
}

void InviteClientTransaction::on_timer_b() {
  enter(State::terminated);
  report(ClientFailure::timed_out);
  terminate();
}

void InviteClientTransaction::on_linger_over() {
  enter(State::terminated);
  terminate();
}

void InviteClientTransaction::on_transport_error() {
  if (state_ == State::accepted || state_ == State::terminated) return;
  const bool answered = state_ == State::completed;  // only the ACK was lost
  enter(State::terminated);
  if (!answered) report(ClientFailure::transport);
  terminate();
}

void InviteClientTransaction::receive(const Inbound& response) {
  const int status = response.message->status();
  switch (state_) {
    case State::calling:
    case State::proceeding:
      if (status < 200) {
        enter(State::proceeding);
      } else if (status < 300) {
        enter(State::accepted);
      } else {
        acknowledge(*response.message);
        enter(State::completed);
      }
      report(response);
      if (state_ == State::completed && reliable()) on_linger_over();
      break;
    case State::completed:
      if (status >= 300) acknowledge(*response.message);
      break;
    case State::accepted:
      if (status >= 200 && status < 300) report(response);
      break;
    case State::terminated:
      break;
  }
}

void InviteClientTransaction::enter(State state) {
  state_ = state;
  timer_a_.disarm();
  timer_b_.disarm();
  if (state == State::accepted) timer_d_or_m_.arm(timing().timeout());
  if (state == State::completed && !reliable()) timer_d_or_m_.arm(TransactionTiming::kTimerD);
  if (state == State::terminated) timer_d_or_m_.disarm();
}

// Section 17.1.1.3: the top Via, Request-URI, Route, From, Call-ID and CSeq number of the INVITE,
// the To of the response.
void InviteClientTransaction::acknowledge(const Message& response) {
  Message invite;
  if (!parse(request(), invite)) return;
  const auto via = top_via(invite);
  const auto sequence = cseq(invite);
  const auto to = response.first(HeaderId::to);
  if (!via || !sequence || !to) return;
  RequestBuilder ack("ACK", invite.request_uri());
  ack.header(HeaderId::via, via->text);
  ack.header(HeaderId::max_forwards, "70");
  for (const HeaderValue& route : invite.values(HeaderId::route)) {
    ack.header(HeaderId::route, route.text);
  }
  ack.header(HeaderId::from, invite.first(HeaderId::from).value_or(""));
  ack.header(HeaderId::to, *to);
  ack.header(HeaderId::call_id, call_id(invite));
  ack.header(HeaderId::cseq, std::to_string(sequence->number) + " ACK");
  send(ack.take());
}

}  // namespace sip
