#include "firmware/sip/dialog/client_request.h"

#include <utility>

namespace sip {

ClientRequest::ClientRequest(TransactionLayer& transactions, ServerLocator& locator, Method method,
                             Destination destination, Print print, ClientRequestUser& user)
    : transactions_(transactions),
      locator_(locator),
      method_(method),
      destination_(std::move(destination)),
      print_(std::move(print)),
      user_(user),
      failed_(transactions.timers(), this),
      cancel_limit_(transactions.timers(), this) {}

ClientRequest::~ClientRequest() {
  const bool is_open = state_ == State::trying || state_ == State::proceeding;
  if (transaction_ == nullptr || !is_open || method_ != Method::invite) {
    leave_transaction();
    return;
  }
  // An INVITE that nobody waits for would wait for its answer for ever.
  ClientTransaction& transaction = *transaction_;
  leave_transaction();
  if (state_ == State::proceeding) transactions_.cancel(transaction);
  transaction.abandon();
}

void ClientRequest::start() {
  if (destination_.flow && transactions_.transport().is_alive(*destination_.flow)) {
    const std::string branch = transactions_.new_branch();
    send(*destination_.flow, branch, print_(*destination_.flow, branch));
    return;
  }
  const auto uri = Uri::parse(destination_.uri);
  if (!uri) {
    fail_later(ClientFailure::transport);
    return;
  }
  locating_ = locator_.locate(*uri, destination_.transports,
                              [this](std::vector<Hop> hops) { on_located(std::move(hops)); });
}

void ClientRequest::on_located(std::vector<Hop> hops) {
  if (state_ == State::failed) return;  // cancelled meanwhile
  hops_ = std::move(hops);
  failure_ = ClientFailure::transport;
  try_next_hop();
}

void ClientRequest::try_next_hop() {
  leave_transaction();
  if (std::exchange(repeat_as_datagram_, false) && try_hop(hops_[next_hop_ - 1], true)) return;
  while (next_hop_ < hops_.size()) {
    if (try_hop(hops_[next_hop_++], false)) return;
  }
  fail_later(failure_);
}

// Section 18.1.1: a request too large for a datagram goes by a stream, and by a datagram when there
// is no stream.
bool ClientRequest::try_hop(const Hop& hop, bool any_size) {
  TransportLayer& transport = transactions_.transport();
  const auto flow = transport.flow_to(hop.transport, hop.remote);
  if (!flow) return false;
  const std::string branch = transactions_.new_branch();
  std::string request = print_(*flow, branch);
  if (!any_size && choose_transport(hop.transport, request.size()) != hop.transport) {
    if (const auto stream = transport.flow_to(Transport::tcp, hop.remote)) {
      repeat_as_datagram_ = true;
      send(*stream, branch, print_(*stream, branch));
      return true;
    }
  }
  send(*flow, branch, std::move(request));
  return true;
}

void ClientRequest::send(const Flow& flow, const std::string& branch, std::string request) {
  state_ = State::trying;
  flow_ = flow;
  octets_ = request;
  transaction_ = &transactions_.start_client(flow, method_, branch, std::move(request), *this);
}

void ClientRequest::leave_transaction() {
  if (transaction_ != nullptr) std::exchange(transaction_, nullptr)->forget_user();
}

void ClientRequest::on_response(const Inbound& response) {
  const int status = response.message->status();
  if (status < 200) {
    if (state_ == State::trying) {
      state_ = State::proceeding;
      if (cancelled_) send_cancel();
    }
  } else {
    cancel_limit_.disarm();
    // RFC 3263 section 4.3: a 503 is a reason to try the next hop.
    if (status == 503 && !cancelled_ && next_hop_ < hops_.size()) {
      repeat_as_datagram_ = false;
      failure_ = ClientFailure::transport;
      try_next_hop();
      return;
    }
    state_ = State::answered;
  }
  user_.on_response(*this, response);
}

void ClientRequest::on_failure(ClientFailure failure) {
  failure_ = failure;
  // The datagram is for a stream that cannot be had, not for a peer that is silent.
  if (failure == ClientFailure::timed_out) repeat_as_datagram_ = false;
  leave_transaction();
  cancel_limit_.disarm();
  const bool may_try =
      failure == ClientFailure::transport || method_ == Method::invite;  // else timer F is over
  if (state_ == State::trying && !cancelled_ && may_try) {
    try_next_hop();
  } else {
    state_ = State::failed;
    user_.on_failure(*this, failure);
  }
}

void ClientRequest::on_client_terminated() {
  transaction_ = nullptr;
  if (state_ == State::answered) user_.on_over(*this);
}

void ClientRequest::cancel() {
  if (cancelled_ || method_ != Method::invite) return;
  if (state_ == State::answered || state_ == State::failed) return;
  cancelled_ = true;
  if (state_ == State::proceeding) send_cancel();
  if (state_ == State::locating) fail_later(ClientFailure::timed_out);
}

void ClientRequest::send_cancel() {
  transactions_.cancel(*transaction_);
  cancel_limit_.arm(transactions_.timing().timeout());
}

void ClientRequest::fail_later(ClientFailure failure) {
  state_ = State::failed;
  failure_ = failure;
  failed_.arm({});
}

void ClientRequest::on_failed() {
  user_.on_failure(*this, failure_);
}

// Section 9.1: after 64*T1 the INVITE counts as cancelled.
void ClientRequest::on_cancel_unanswered() {
  ClientTransaction& transaction = *transaction_;
  leave_transaction();
  transaction.abandon();
  state_ = State::failed;
  user_.on_failure(*this, ClientFailure::timed_out);
}

}  // namespace sip
