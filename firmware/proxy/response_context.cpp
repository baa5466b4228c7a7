#include "firmware/proxy/response_context.h"

#include <algorithm>
#include <utility>

#include "firmware/proxy/proxy.h"
#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"

namespace proxy {

namespace {

using sip::HeaderId;

constexpr std::uint32_t kMaxBreadth = 60;  // RFC 5393 section 5.3.3
constexpr std::size_t kMaxTargets = 64;

std::uint32_t incoming_breadth(const sip::Message& request) {
  const auto breadth = sip::number(request, HeaderId::max_breadth);
  return breadth ? std::min(*breadth, kMaxBreadth) : kMaxBreadth;
}

CallTable::Leg leg_of(const Branch& branch, const sip::Message& response) {
  const auto to = sip::to(response);
  return {std::string(to ? to->tag() : ""), branch.flow(), branch.target().flow.has_value()};
}

// Lowest q first, so that the next ones are taken from the back.
bool tried_later(const Target& a, const Target& b) {
  return a.q < b.q;
}

}  // namespace

ResponseContext::ResponseContext(Proxy& proxy, std::uint64_t id, sip::ServerTransaction& server,
                                 Forwarding forwarding, std::vector<Target> targets,
                                 const CallRole& role)
    : proxy_(proxy),
      id_(id),
      server_(&server),
      forwarding_(std::move(forwarding)),
      waiting_(std::move(targets)),
      role_(role),
      max_breadth_(incoming_breadth(*forwarding_.inbound.message)) {
  server_->set_user(this);
  std::reverse(waiting_.begin(), waiting_.end());
  std::stable_sort(waiting_.begin(), waiting_.end(), tried_later);
}

ResponseContext::~ResponseContext() {
  if (server_ != nullptr) server_->set_user(nullptr);
}

bool ResponseContext::is_invite() const {
  return forwarding_.inbound.message->method() == sip::Method::invite;
}

void ResponseContext::start() {
  if (max_breadth_ == 0) {
    finals_.push_back({440, {}});
    waiting_.clear();
    conclude();
    return;
  }
  if (is_invite()) server_->respond_with(100);
  start_next_group();
}

// Targets of one q at once, as far as Max-Breadth reaches; the others when these have failed.
void ResponseContext::start_next_group() {
  std::size_t size = 0;
  while (size < waiting_.size() && size < max_breadth_ &&
         waiting_[waiting_.size() - 1 - size].q == waiting_.back().q) {
    ++size;
  }
  const std::uint32_t share =
      max_breadth_ / static_cast<std::uint32_t>(std::max<std::size_t>(size, 1));
  std::vector<Branch*> group;
  for (; size > 0; --size) {
    branches_.push_back(std::make_unique<Branch>(proxy_.transactions(), proxy_.locator(),
                                                 forwarding_, std::move(waiting_.back()), share,
                                                 proxy_.settings().branch, *this));
    waiting_.pop_back();
    group.push_back(branches_.back().get());
  }
  starting_ = true;  // a branch that fails at once must not start the next group under our feet
  for (Branch* branch : group) branch->start();
  starting_ = false;
  conclude();
}

void ResponseContext::on_cancelled() {
  cancelled_ = true;
  declined_ = true;
  waiting_.clear();
  cancel_branches();
  conclude();
}

void ResponseContext::cancel_branches() {
  starting_ = true;
  for (std::size_t i = 0; i < branches_.size(); ++i) branches_[i]->cancel();
  starting_ = false;
}

void ResponseContext::on_branch_response(Branch& branch, const sip::Inbound& response) {
  const sip::Message& message = *response.message;
  if (server_ == nullptr) return;
  if (message.status() >= 200) {
    on_success(branch, message);
  } else {
    if (is_invite()) proxy_.calls().progressed(role_.call, leg_of(branch, message));
    pass_on(branch, message);
  }
}

void ResponseContext::pass_on(const Branch& branch, const sip::Message& response) {
  server_->respond(response.status(), printed(response, branch.flow()));
}

void ResponseContext::on_success(const Branch& branch, const sip::Message& response) {
  const bool first = !succeeded_;
  succeeded_ = true;
  waiting_.clear();
  if (is_invite()) {
    proxy_.calls().answered(role_.call, leg_of(branch, response));
    pass_on(branch, response);
    cancel_branches();
  } else if (first) {
    answer(response.status(), printed(response, branch.flow()));
  }
}

void ResponseContext::on_branch_failed(Branch& branch, int status,
                                       const sip::MessageRef& response) {
  static_cast<void>(branch);
  if (status >= 300 && status < 400 && response && follow_redirect(response)) {
    conclude();
    return;
  }
  finals_.push_back({status, response});
  if (status >= 600) {  // section 16.7 step 5: nobody else is asked
    declined_ = true;
    waiting_.clear();
    cancel_branches();
  }
  conclude();
}

// Section 16.5: the contacts of a 3xx become targets, when the setting says so.
bool ResponseContext::follow_redirect(const sip::MessageRef& response) {
  if (!proxy_.settings().follow_redirects || declined_ || succeeded_) return false;
  if (forwarding_.plan.next_route_uri.size() > 0) return false;
  bool found = false;
  for (const sip::HeaderValue& value : response->values(HeaderId::contact)) {
    const auto contact = sip::NameAddr::parse(value.text);
    const auto uri = contact ? contact->uri() : contact.error();
    if (!contact || !uri || !uri->is_sip()) continue;
    if (redirects_ >= kMaxTargets || !proxy_.may_redirect_to(forwarding_.inbound, *uri)) continue;
    const auto same = [&](const Target& target) { return target.uri == contact->uri_text; };
    const bool known = std::any_of(waiting_.begin(), waiting_.end(), same) ||
                       std::any_of(branches_.begin(), branches_.end(),
                                   [&](const auto& branch) { return same(branch->target()); });
    if (known) continue;
    ++redirects_;
    found = true;
    waiting_.push_back(
        {std::string(contact->uri_text), sip::q_value(contact->params).value_or(0), {}, {}});
  }
  std::stable_sort(waiting_.begin(), waiting_.end(), tried_later);
  return found;
}

// Sends the best final response once every branch has one (section 16.7 step 6).
void ResponseContext::conclude() {
  if (starting_ || succeeded_ || held_ || server_ == nullptr || server_->final_sent()) return;
  const bool all = std::all_of(branches_.begin(), branches_.end(),
                               [](const auto& branch) { return branch->has_final(); });
  if (!all) return;
  if (!waiting_.empty()) {
    start_next_group();
    return;
  }
  if (cancelled_) {
    answer_after_record({CallEnd::By::caller, 487, "cancelled"}, 487, own_response(487));
    return;
  }
  if (finals_.empty()) finals_.push_back({480, {}});
  const FinalResponse& best = finals_[best_response(finals_)];
  // RFC 4320 section 4.2: to a non-INVITE that nobody answered, silence is the answer.
  if (best.status == 408 && !is_invite()) {
    record({role_.sender, 200, "the other side did not answer the BYE"});
    server_->abandon();
    return;
  }
  if (best.status == 503) {  // section 16.7 step 6: that is our trouble, not the caller's
    const std::string_view reason = "Next Hop Unreachable";
    if (is_invite()) {
      answer_after_record({CallEnd::By::switchboard, 500, std::string(reason)}, 500,
                          own_response(500, reason));
    } else {
      answer(500, own_response(500, reason));
    }
    return;
  }
  answer(best.status, printed_best(best));
}

// Gives the final response back, after the record of the call that it ends: whoever sent a BYE is
// gone whatever it comes to, but for a challenge (section 15.1.1).
void ResponseContext::answer(int status, std::string octets) {
  if (is_invite() && status >= 300) {
    CallEnd end{CallEnd::By::callee, status, std::string(sip::reason_phrase(status))};
    if (status == 408 || status == 480) end.by = CallEnd::By::switchboard;
    answer_after_record(std::move(end), status, std::move(octets));
  } else if (!is_invite() && status != 401 && status != 407) {
    answer_after_record({role_.sender, 200, {}}, status, std::move(octets));
  } else {
    server_->respond(status, std::move(octets));
  }
}

void ResponseContext::answer_after_record(CallEnd end, int status, std::string octets) {
  held_ = true;
  held_status_ = status;
  held_response_ = std::move(octets);
  record(end);
}

void ResponseContext::record(const CallEnd& end) {
  if (role_.call == 0 || role_.spiral) {
    on_recorded();
    return;
  }
  auto recorded = [&proxy = proxy_, id = id_] { proxy.on_recorded(id); };
  if (is_invite()) {
    proxy_.calls().failed(role_.call, end, std::move(recorded));
  } else {
    proxy_.calls().hung_up(role_.call, forwarding_.inbound, end, std::move(recorded));
  }
}

std::string ResponseContext::own_response(int status, std::string_view reason) const {
  return sip::ResponseBuilder(*forwarding_.inbound.message, forwarding_.inbound.flow.remote, status,
                              server_->local_tag(), reason)
      .take();
}

void ResponseContext::on_recorded() {
  if (!std::exchange(held_, false)) return;
  if (server_ != nullptr) server_->respond(held_status_, std::move(held_response_));
  leave_if_done();
}

// What every response on its way back has in common: our Via gone (section 16.7 step 3), and its
// length said where it goes by a stream.
std::string ResponseContext::printed(sip::Edits& edits) const {
  edits.remove_value(HeaderId::via, 0);
  if (sip::is_reliable(forwarding_.inbound.flow.transport)) edits.ensure_content_length();
  return edits.apply();
}

std::string ResponseContext::printed(const sip::Message& response, const sip::Flow& came_by) {
  sip::Edits edits(response);
  if (forwarding_.record_route && forwarding_.record_route_mode == RecordRouteMode::rewrite) {
    rewrite_record_route(proxy_.transactions().transport(), response, forwarding_.inbound.flow,
                         came_by, edits);
  }
  return printed(edits);
}

std::string ResponseContext::printed_best(const FinalResponse& best) {
  if (!best.message) return own_response(best.status);
  if (best.status != 401 && best.status != 407) return printed(*best.message, {});
  // Section 16.7 step 7: the challenges of all branches go back together.
  sip::Edits edits(*best.message);
  for (const FinalResponse& other : finals_) {
    if (!other.message || &other == &best || (other.status != 401 && other.status != 407)) continue;
    for (std::size_t i = 0; i < other.message->header_count(); ++i) {
      const sip::HeaderLine line = other.message->header(i);
      if (line.id == HeaderId::www_authenticate || line.id == HeaderId::proxy_authenticate) {
        edits.append(line.id, line.value);
      }
    }
  }
  return printed(edits);
}

void ResponseContext::on_branch_idle(Branch&) {
  leave_if_done();
}

void ResponseContext::on_server_terminated() {
  server_ = nullptr;
  leave_if_done();
}

void ResponseContext::leave_if_done() {
  if (server_ != nullptr || held_) return;
  const bool all = std::all_of(branches_.begin(), branches_.end(),
                               [](const auto& branch) { return branch->idle(); });
  if (all) proxy_.forget(id_);
}

}  // namespace proxy
