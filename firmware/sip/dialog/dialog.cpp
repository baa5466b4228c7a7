#include "firmware/sip/dialog/dialog.h"

#include <utility>

#include "firmware/sip/dialog/header_lines.h"
#include "firmware/sip/dialog/nobody.h"
#include "firmware/sip/message/build.h"

namespace sip {

Dialog::Dialog(const DialogContext& context, LocalEnd end, DialogState state, InviteUsage usage,
               DialogKeeper& keeper, DialogUser& user)
    : context_(context),
      end_(std::move(end)),
      state_(std::move(state)),
      usage_(std::move(usage)),
      keeper_(keeper),
      user_(&user),
      listed_(context_.table.insert(state_.id, *this)),
      requests_(context_.transactions, context_.locator, state_, end_, *this),
      modification_(*this),
      success_(context_.transactions, *this),
      session_timer_(context_.transactions.timers(), *this),
      over_(context_.transactions.timers(), this) {}

Dialog::~Dialog() {
  if (listed_) context_.table.erase(state_.id);
}

void Dialog::forget_user() {
  user_ = &nobody();
}

void Dialog::on_request(ServerTransaction& request) {
  const Method method = request.request().method();
  // Both sides may say goodbye at once.
  if (is_over()) {
    respond(request, method == Method::bye ? 200 : 481);
    return;
  }
  if (!is_in_order(state_, request.request())) {
    respond(request, 500);
    return;
  }
  if (!admits(request.inbound(), &request)) return;
  note_cseq(state_, request.request());
  switch (method) {
    case Method::invite:
      modification_.on_invite(request);
      break;
    case Method::update:
      modification_.on_update(request);
      break;
    case Method::prack:
      on_prack(request);
      break;
    case Method::bye:
      if (user_->on_bye(*this, request)) end_by(request);
      break;
    default:
      user_->on_request(*this, request);
      break;
  }
}

void Dialog::end_by(ServerTransaction& bye) {
  respond(bye, 200);
  end_silently(Ending::by_peer);
}

bool Dialog::admits(const Inbound& request, ServerTransaction* transaction) {
  const bool same = request.flow.remote.address == state_.flow.remote.address;
  if (!same && !user_->on_other_source(*this, request, transaction)) return false;
  state_.flow = request.flow;
  return true;
}

void Dialog::on_prack(ServerTransaction& prack) {
  const Body body = session_description(prack.request());
  const auto allowed = usage_.offers.incoming(OfferAnswer::Carrier::prack);
  if (!allowed || (allowed->required && body.empty())) {
    respond(prack, 400);
    return;
  }
  if (!keeper_.on_prack(*this, prack.request())) {
    respond(prack, 481);  // RFC 3262 section 3
    return;
  }
  const auto part = receive_part(OfferAnswer::Carrier::prack, body);
  if (part && *part == OfferAnswer::Part::offer) {
    modification_.on_prack_offer(prack, body);
    return;
  }
  respond(prack, 200);
  if (part && *part == OfferAnswer::Part::answer) {
    const Inbound inbound = prack.inbound();
    user_->on_answer(*this, inbound, body);
  }
  keeper_.on_pracked(*this);
}

void Dialog::on_ack(const Inbound& ack) {
  const auto sequence = cseq(*ack.message);
  if (is_over() || !sequence || !success_.is_waiting_for(sequence->number)) return;
  if (!admits(ack, nullptr)) return;
  success_.stop();
  const Body body = session_description(*ack.message);
  const auto part = receive_part(OfferAnswer::Carrier::ack, body);
  if (!part) {
    end_with_bye(Ending::no_answer);
    return;
  }
  on_third_leg();
  if (*part == OfferAnswer::Part::answer && !is_over()) user_->on_answer(*this, ack, body);
}

void Dialog::on_third_leg() {
  keeper_.on_acknowledged(*this);
  if (!bye_after_ack_) return;
  bye_after_notify_ = std::exchange(bye_after_ack_, std::nullopt);
  say_bye_if_heard();
}

void Dialog::on_no_ack() {
  end_with_bye(bye_after_ack_ ? Ending::by_us : Ending::no_ack, bye_after_ack_.value_or(""));
}

void Dialog::on_refresh_due() {
  modification_.refresh();
}

void Dialog::on_session_expired() {
  end_with_bye(Ending::expired, "Reason: SIP;cause=408;text=\"Session expired\"\r\n");
}

void Dialog::bye(std::string headers) {
  if (is_over() || bye_after_ack_ || bye_after_notify_) return;
  // Section 15: the called side has no BYE before it has answered.
  if (state_.phase == DialogState::Phase::early && !state_.owns_call_id) return;
  if (success_.waiting()) {
    bye_after_ack_ = std::move(headers);  // section 15: not before the ACK has come
    return;
  }
  bye_after_notify_ = std::move(headers);
  say_bye_if_heard();
}

void Dialog::say_bye_if_heard() {
  if (!bye_after_notify_ || is_over() || requests_.is_notifying()) return;
  end_with_bye(Ending::by_us, *std::exchange(bye_after_notify_, std::nullopt));
}

void Dialog::end_with_bye(Ending ending, std::string headers) {
  if (is_over()) return;
  if (ack_due_) acknowledge(ack_due_->cseq, ack_due_->headers, {});
  stop();
  ending_ = ending;
  requests_.send_bye(std::move(headers));
}

void Dialog::end_silently(Ending ending) {
  if (is_over()) return;
  stop();
  ending_ = ending;
  over_.arm({});
}

void Dialog::stop() {
  state_.phase = DialogState::Phase::terminated;
  modification_.stop();
  success_.stop();
  session_timer_.stop();
}

void Dialog::tell_keeper() {
  keeper_.on_over(*this, ending_);
}

DialogResult<void> Dialog::reinvite(Body offer, std::string headers) {
  return modification_.begin(Method::invite, std::move(offer), std::move(headers));
}

DialogResult<void> Dialog::update(Body offer, std::string headers) {
  if (!usage_.peer_takes_update) return DialogError::not_supported;
  return modification_.begin(Method::update, std::move(offer), std::move(headers));
}

DialogResult<void> Dialog::answer(Body body, std::string_view headers) {
  if (is_over()) return DialogError::over;
  if (modification_.is_asked()) return modification_.answer(body, headers);
  return answer_in_ack_or_prack(std::move(body), headers);
}

DialogResult<void> Dialog::decline(int status, std::string_view headers) {
  if (is_over()) return DialogError::over;
  if (!modification_.is_asked()) return DialogError::nothing_to_answer;
  return modification_.decline(status, headers);
}

DialogResult<RequestSerial> Dialog::send_request(Method method, std::string headers, Body body) {
  if (is_over()) return DialogError::over;
  return requests_.send(method, std::move(headers), std::move(body));
}

}  // namespace sip
