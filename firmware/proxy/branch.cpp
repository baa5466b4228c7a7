#include "firmware/proxy/branch.h"

#include <iterator>
#include <utility>

namespace proxy {

namespace {

bool is_invite(const Forwarding& forwarding) {
  return forwarding.inbound.message->method() == sip::Method::invite;
}

// Section 16.7 step 3: without a Via below ours a response is not meant to go on.
bool goes_on(const sip::Message& response) {
  auto via = response.values(sip::HeaderId::via).begin();
  return ++via != std::default_sentinel;
}

}  // namespace

Branch::Branch(sip::TransactionLayer& transactions, sip::ServerLocator& locator,
               const Forwarding& forwarding, Target target, std::uint32_t max_breadth,
               const BranchSettings& settings, BranchUser& user)
    : transactions_(transactions),
      locator_(locator),
      forwarding_(forwarding),
      target_(std::move(target)),
      max_breadth_(max_breadth),
      settings_(settings),
      user_(user),
      timer_c_(transactions.timers(), this),
      cancel_limit_(transactions.timers(), this) {}

Branch::~Branch() {
  leave_transaction();
}

void Branch::start() {
  const NextHop next = next_hop(forwarding_, target_);
  if (next.flow && transactions_.transport().is_alive(*next.flow)) {
    // A phone is reached by the flow it registered over whatever the size: nothing else may reach
    // it.
    const std::string branch = make_branch();
    send(*next.flow, branch, printed(*next.flow, branch));
    return;
  }
  const auto uri = sip::Uri::parse(next.uri);
  if (!uri) {
    fail(503, {});
    return;
  }
  locating_ = locator_.locate(*uri, {sip::Transport::udp, sip::Transport::tcp},
                              [this](std::vector<sip::Hop> hops) { on_located(std::move(hops)); });
}

void Branch::on_located(std::vector<sip::Hop> hops) {
  if (has_final()) return;
  hops_ = std::move(hops);
  try_next_hop(503);
}

// `status`: what the branch comes to when no hop is left.
void Branch::try_next_hop(int status) {
  leave_transaction();
  if (std::exchange(repeat_as_datagram_, false) && try_hop(hops_[next_hop_ - 1], true)) return;
  while (next_hop_ < hops_.size()) {
    if (try_hop(hops_[next_hop_++], false)) return;
  }
  fail(status, {});
}

bool Branch::try_hop(const sip::Hop& hop, bool any_size) {
  sip::TransportLayer& transport = transactions_.transport();
  const auto flow = transport.flow_to(hop.transport, hop.remote);
  if (!flow) return false;
  const std::string branch = make_branch();
  std::string request = printed(*flow, branch);
  if (hop.transport == sip::Transport::udp && request.size() > sip::kMaxUdpRequest && !any_size) {
    if (const auto stream = transport.flow_to(sip::Transport::tcp, hop.remote)) {
      repeat_as_datagram_ = true;
      send(*stream, branch, printed(*stream, branch));
      return true;
    }
  }
  send(*flow, branch, std::move(request));
  return true;
}

std::string Branch::make_branch() {
  std::string branch = transactions_.new_branch();
  if (!forwarding_.loop_hash.empty()) branch += "." + forwarding_.loop_hash;
  return branch;
}

std::string Branch::printed(const sip::Flow& flow, const std::string& branch) const {
  return print(forwarding_, target_, transactions_.transport(), flow, branch, max_breadth_);
}

void Branch::send(const sip::Flow& flow, const std::string& branch, std::string request) {
  state_ = State::trying;
  flow_ = flow;
  transaction_ = &transactions_.start_client(flow, forwarding_.inbound.message->method(), branch,
                                             std::move(request), *this);
  arm_timer_c();
}

void Branch::arm_timer_c() {
  if (is_invite(forwarding_)) timer_c_.arm(settings_.timer_c);
}

void Branch::leave_transaction() {
  if (transaction_ != nullptr) std::exchange(transaction_, nullptr)->forget_user();
}

void Branch::on_response(const sip::Inbound& response) {
  const int status = response.message->status();
  if (status < 200) {
    on_provisional(response);
    return;
  }
  timer_c_.disarm();
  cancel_limit_.disarm();
  if (state_ == State::failed) {  // given up by timer C; this only ends the transaction
    leave_transaction();
    user_.on_branch_idle(*this);
  } else if (!goes_on(*response.message)) {
    fail(502, {});
  } else if (status < 300) {
    state_ = State::answered;
    user_.on_branch_response(*this, response);
  } else if (status == 503 && !cancelled_ && next_hop_ < hops_.size()) {
    repeat_as_datagram_ = false;
    try_next_hop(503);
  } else {
    fail(status, response.message);
  }
}

void Branch::on_provisional(const sip::Inbound& response) {
  if (has_final()) return;
  if (state_ == State::trying) {
    state_ = State::proceeding;
    if (cancelled_) send_cancel();
  }
  if (response.message->status() == 100 || !goes_on(*response.message)) return;
  if (timer_c_.armed()) arm_timer_c();
  user_.on_branch_response(*this, response);
}

void Branch::on_failure(sip::ClientFailure failure) {
  const int status = failure == sip::ClientFailure::timed_out ? 408 : 503;
  // Section 18.1.1: the datagram is for a stream that cannot be had, not for a peer that is silent.
  if (failure == sip::ClientFailure::timed_out) repeat_as_datagram_ = false;
  timer_c_.disarm();
  cancel_limit_.disarm();
  leave_transaction();
  if (state_ == State::failed) {
    user_.on_branch_idle(*this);
  } else if (cancelled_) {
    fail(487, {});
  } else if (state_ == State::trying && (status == 503 || is_invite(forwarding_))) {
    try_next_hop(status);
  } else {  // timer F has fired at the client as well: too late for another hop
    fail(status, {});
  }
}

void Branch::on_client_terminated() {
  transaction_ = nullptr;
  if (idle()) user_.on_branch_idle(*this);
}

void Branch::cancel() {
  if (has_final() || cancelled_ || !is_invite(forwarding_)) return;
  cancelled_ = true;
  if (state_ == State::proceeding) send_cancel();
  if (state_ == State::locating) fail(487, {});
}

void Branch::send_cancel() {
  timer_c_.disarm();
  transactions_.cancel(*transaction_);
  cancel_limit_.arm(transactions_.timing().timeout());
}

// Section 16.8: with a provisional response the branch is cancelled as well.
void Branch::on_timer_c() {
  if (state_ == State::proceeding) {
    send_cancel();
    state_ = State::failed;  // keeps the transaction, which still has to acknowledge the 487
    user_.on_branch_failed(*this, 408, {});
    return;
  }
  if (transaction_ != nullptr) {
    sip::ClientTransaction& transaction = *transaction_;
    leave_transaction();
    transaction.abandon();
  }
  fail(408, {});
}

// Section 9.1: after 64*T1 the INVITE counts as cancelled.
void Branch::on_cancel_unanswered() {
  sip::ClientTransaction& transaction = *transaction_;
  leave_transaction();
  transaction.abandon();
  if (state_ == State::failed) {
    user_.on_branch_idle(*this);
  } else {
    fail(487, {});
  }
}

void Branch::fail(int status, const sip::MessageRef& response) {
  state_ = State::failed;
  timer_c_.disarm();
  cancel_limit_.disarm();
  locating_.reset();
  leave_transaction();
  user_.on_branch_failed(*this, status, response);
  user_.on_branch_idle(*this);
}

}  // namespace proxy
