#include "firmware/sip/dialog/modification.h"

#include <utility>

#include "firmware/base/assert.h"
#include "firmware/sip/dialog/dialog.h"

namespace sip {

namespace {

using Carrier = OfferAnswer::Carrier;
using Part = OfferAnswer::Part;

Carrier carrier_of(Method method) {
  if (method == Method::invite) return Carrier::invite;
  return method == Method::prack ? Carrier::prack : Carrier::update;
}

Carrier answer_carrier_of(Method method) {
  if (method == Method::invite) return Carrier::success;
  return method == Method::prack ? Carrier::prack_success : Carrier::update_success;
}

// Section 14.1: who made the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, in units of 10 ms.
base::Duration glare_wait(bool owns_call_id, base::Random& random) {
  const std::uint64_t units = owns_call_id ? 210 + random.below(191) : random.below(201);
  return std::chrono::milliseconds(10 * units);
}

}  // namespace

Modification::Modification(Dialog& dialog)
    : dialog_(dialog), glare_(dialog.context_.transactions.timers(), this) {}

Modification::~Modification() {
  // Nobody else would answer it.
  if (asked_ != nullptr) dialog_.respond(take_asked(), 480);
}

void Modification::stop() {
  glare_.disarm();
  ours_.reset();
  if (asked_ == nullptr) return;
  // Section 15.1.2: what is still pending gets 487.
  ServerTransaction& asked = take_asked();
  dialog_.respond(asked, 487);
}

DialogResult<void> Modification::begin(Method method, Body offer, std::string headers) {
  if (dialog_.is_over() || dialog_.bye_after_ack_ || dialog_.bye_after_notify_)
    return DialogError::over;
  if (ours_) return DialogError::pending_local;
  if (method == Method::invite) {
    if (dialog_.state_.phase == DialogState::Phase::early) return DialogError::too_early;
    if (dialog_.success_.waiting()) return DialogError::pending_remote;
  }
  ours_ = Ours{method, std::move(offer), std::move(headers)};
  auto sent = send();
  if (!sent) ours_.reset();
  return sent;
}

void Modification::refresh() {
  const bool by_update = dialog_.usage_.peer_takes_update;
  const bool may = !ours_ && begin(by_update ? Method::update : Method::invite,
                                   by_update ? Body{} : dialog_.usage_.local_description, {});
  if (may) {
    ours_->is_refresh = true;
  } else {
    dialog_.session_timer_.refresh_failed();
  }
}

DialogResult<void> Modification::send() {
  const Carrier carrier = carrier_of(ours_->method);
  const auto part = dialog_.send_part(carrier, ours_->offer);
  if (!part) return part.error();
  const std::string lines =
      request_lines(dialog_.session_timer_.terms(), dialog_.end_.session_timer);
  const auto sent = dialog_.requests_.send(ours_->method, lines + ours_->headers, ours_->offer);
  if (sent) return {};
  dialog_.usage_.offers.withdraw(carrier);
  return sent.error();
}

void Modification::on_response(const SentRequest& sent, const Inbound& response) {
  const int status = response.message->status();
  const bool is_invite = sent.text.method == Method::invite;
  if (status < 200) {
    if (is_invite) dialog_.on_invite_provisional(sent.text.cseq, response);
  } else if (status >= 300) {
    on_failure(sent, status, response.message);
  } else if (is_invite) {
    // The first 2xx; those after it find nothing of ours, and get the same ACK.
    if (sent.text.cseq > dialog_.acknowledged_cseq_) ours_.reset();
    Message request;
    if (!parse(sent.request->octets(), request)) return;
    dialog_.on_invite_success(request, sent.text.cseq, sent.credentials, response);
  } else {
    on_update_success(response);
  }
}

void Modification::on_update_success(const Inbound& response) {
  if (!ours_) return;
  const bool offered = !ours_->offer.empty();
  const Body answer = session_description(*response.message);
  refresh_target(dialog_.state_, *response.message);
  dialog_.note_peer(*response.message);
  dialog_.start_session_timer(*response.message);
  if (!offered) {
    const bool is_refresh = std::exchange(ours_, std::nullopt)->is_refresh;
    if (!is_refresh) dialog_.user_->on_updated(dialog_);
    return;
  }
  const auto part = dialog_.receive_part(Carrier::update_success, answer);
  if (!part) {
    dialog_.usage_.offers.withdraw(Carrier::update);
    give_up(response.message->status(), response.message);
    return;
  }
  ours_.reset();
  dialog_.user_->on_answer(dialog_, response, answer);
}

void Modification::on_failure(const SentRequest& sent, int status, const MessageRef& response) {
  dialog_.usage_.offers.withdraw(carrier_of(sent.text.method));
  if (ours_) on_refusal(status, response);
}

void Modification::on_refusal(int status, const MessageRef& response) {
  if (status == 491 && ours_->glares < kMaxGlares) {
    wait_after_glare();
  } else if (status == 422 && raise(dialog_.end_.session_timer, *response)) {
    if (!send()) give_up(status, response);
  } else if (ours_->is_refresh && ours_->method == Method::update &&
             dialog_.usage_.peer_takes_update && (status == 405 || status == 501)) {
    dialog_.usage_.peer_takes_update = false;
    ours_.reset();
    refresh();
  } else {
    give_up(status, response);
  }
}

void Modification::give_up(int status, const MessageRef& response) {
  const Ours failed = *std::exchange(ours_, std::nullopt);
  if (failed.is_refresh) {
    dialog_.session_timer_.refresh_failed();
  } else {
    dialog_.user_->on_modification_failed(dialog_, failed.method, status, response);
  }
}

void Modification::wait_after_glare() {
  ++ours_->glares;
  glare_.arm(glare_wait(dialog_.state_.owns_call_id, dialog_.context_.transactions.random()));
}

void Modification::on_glare_over() {
  if (send()) return;
  if (ours_->glares < kMaxGlares) {
    wait_after_glare();  // the peer's is under way now
  } else {
    give_up(491, {});
  }
}

// Section 14.2, RFC 3311 section 5.2: 491 for one that crosses ours, 500 for one too early.
void Modification::refuse(ServerTransaction& request, DialogError error) {
  if (error == DialogError::pending_local) {
    dialog_.respond(request, 491);
    return;
  }
  const auto seconds = dialog_.context_.transactions.random().below(11);
  dialog_.respond(request, 500, "Retry-After: " + std::to_string(seconds) + "\r\n");
}

bool Modification::is_refused(ServerTransaction& request) {
  const SessionTimerSettings& settings = dialog_.end_.session_timer;
  if (!is_too_short(session_expires(request.request()), settings)) return false;
  dialog_.respond(request, 422, refusal_lines(settings));
  return true;
}

void Modification::on_invite(ServerTransaction& invite) {
  if (is_refused(invite)) return;
  const Body offer = session_description(invite.request());
  const auto part = dialog_.receive_part(Carrier::invite, offer);
  if (!part) {
    refuse(invite, part.error());
    return;
  }
  ask(invite);
  // Nobody sends a new INVITE without having had the final response to the one before.
  if (dialog_.success_.waiting()) {
    dialog_.success_.stop();
    dialog_.on_third_leg();
  }
  if (asked_ == nullptr) return;
  const Inbound inbound = invite.inbound();
  if (*part == Part::offer) {
    dialog_.user_->on_offer(dialog_, inbound, offer);
  } else {
    dialog_.user_->on_offer_wanted(dialog_, inbound);
  }
  if (asked_ == &invite) invite.respond_with(100);
}

void Modification::on_update(ServerTransaction& update) {
  if (is_refused(update)) return;
  const Body offer = session_description(update.request());
  const auto part = dialog_.receive_part(Carrier::update, offer);
  if (!part) {
    refuse(update, part.error());
  } else if (*part == Part::offer) {
    ask(update);
    const Inbound inbound = update.inbound();
    dialog_.user_->on_offer(dialog_, inbound, offer);
  } else {
    dialog_.accept_refresh(update, {}, {});
  }
}

void Modification::on_prack_offer(ServerTransaction& prack, const Body& offer) {
  ask(prack);
  const Inbound inbound = prack.inbound();
  dialog_.user_->on_offer(dialog_, inbound, offer);
}

void Modification::ask(ServerTransaction& request) {
  ASSERT(asked_ == nullptr);  // OfferAnswer lets one wait
  asked_ = &request;
  request.set_user(this);
}

ServerTransaction& Modification::take_asked() {
  ServerTransaction& asked = *std::exchange(asked_, nullptr);
  asked.set_user(nullptr);
  return asked;
}

DialogResult<void> Modification::answer(const Body& body, std::string_view headers) {
  const Method method = asked_->request().method();
  const auto part = dialog_.send_part(answer_carrier_of(method), body);
  if (!part) return part.error();
  ServerTransaction& asked = take_asked();
  // What we would offer after the glare was made before we said this.
  const bool outdated = ours_ && glare_.armed() && !ours_->offer.empty();
  if (outdated) glare_.disarm();
  if (method == Method::invite) {
    dialog_.accept(asked, headers, body);
  } else if (method == Method::update) {
    dialog_.accept_refresh(asked, headers, body);
  } else {
    dialog_.respond(asked, 200, headers, body);
    dialog_.keeper_.on_pracked(dialog_);
  }
  if (outdated) give_up(491, {});
  return {};
}

DialogResult<void> Modification::decline(int status, std::string_view headers) {
  const Method method = asked_->request().method();
  dialog_.usage_.offers.withdraw(carrier_of(method));
  ServerTransaction& asked = take_asked();
  dialog_.respond(asked, status, headers);
  if (method == Method::prack) dialog_.keeper_.on_pracked(dialog_);
  return {};
}

// The peer waits for the answer no longer.
void Modification::on_server_terminated() {
  const Method method = asked_->request().method();
  dialog_.usage_.offers.withdraw(carrier_of(method));
  asked_ = nullptr;
  if (method == Method::prack) dialog_.keeper_.on_pracked(dialog_);
  dialog_.user_->on_offer_withdrawn(dialog_);
}

void Modification::on_cancelled() {
  static_cast<void>(decline(487, {}));
  dialog_.user_->on_offer_withdrawn(dialog_);
}

}  // namespace sip
