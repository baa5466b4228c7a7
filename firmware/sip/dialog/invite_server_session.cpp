#include "firmware/sip/dialog/invite_server_session.h"

#include <utility>

#include "firmware/base/assert.h"

namespace sip {

namespace {

using Carrier = OfferAnswer::Carrier;

bool names(const Message& message, std::string_view extension) {
  return contains_token(message, HeaderId::require, extension) ||
         contains_token(message, HeaderId::supported, extension);
}

}  // namespace

std::unique_ptr<InviteServerSession> InviteServerSession::begin(const DialogContext& context,
                                                                LocalEnd end,
                                                                ServerTransaction& invite,
                                                                InviteServerSessionUser& user) {
  const Message& request = invite.request();
  auto state = dialog_of_server(request, invite.local_tag(), invite.flow());
  InviteUsage usage;
  const bool described = !session_description(request).empty();
  const bool fits = usage.offers.receive(Carrier::invite, described).has_value();
  ASSERT(fits);  // nothing came before it
  usage.peer_takes_update = contains_token(request, HeaderId::allow, "UPDATE");
  if (!state) {
    invite.respond_with(400, to_string(state.error()));
  } else if (is_too_short(session_expires(request), end.session_timer)) {
    invite.respond_with(422, {}, refusal_lines(end.session_timer));
  } else if (context.table.full()) {
    invite.respond_with(503, {}, "Retry-After: 5\r\n");
  } else {
    invite.respond_with(100);
    return std::unique_ptr<InviteServerSession>(new InviteServerSession(
        context, std::move(end), std::move(*state), std::move(usage), invite, user));
  }
  return nullptr;
}

InviteServerSession::InviteServerSession(const DialogContext& context, LocalEnd end,
                                         DialogState state, InviteUsage usage,
                                         ServerTransaction& invite, InviteServerSessionUser& user)
    : user_(user),
      invite_(&invite),
      dialog_(context, std::move(end), std::move(state), std::move(usage), *this, user),
      provisionals_(context.transactions, invite, *this),
      offer_(session_description(invite.request())),
      takes_reliable_(names(invite.request(), "100rel")),
      wants_reliable_(contains_token(invite.request(), HeaderId::require, "100rel")),
      repetition_(context.transactions.timers(), this) {
  invite.set_user(this);
}

InviteServerSession::~InviteServerSession() {
  if (invite_ == nullptr) return;
  invite_->set_user(nullptr);
  // Whoever called shall not ring for ever.
  if (is_open()) invite_->respond(480, dialog_.print_response(*invite_, 480, {}, {}));
}

DialogResult<void> InviteServerSession::progress(int status, const Body& body,
                                                 std::string_view headers,
                                                 Reliability reliability) {
  ASSERT(status > 100 && status < 200);
  if (state_ != State::ringing || has_ended()) return DialogError::over;
  const bool reliably = wants_reliable_ || reliability == Reliability::reliable;
  if (reliably && !takes_reliable_) return DialogError::not_supported;
  if (reliably && provisionals_.full()) return DialogError::too_many;
  const auto part =
      dialog_.send_part(reliably ? Carrier::reliable_provisional : Carrier::provisional, body);
  if (!part) return part.error();
  last_status_ = status;
  last_reliable_ = reliably;
  repetition_.arm(kRepetition);
  if (reliably) {
    send_reliably(status, body, headers);
  } else {
    invite_->respond(status, dialog_.print_response(*invite_, status, headers, body));
  }
  return {};
}

void InviteServerSession::send_reliably(int status, const Body& body, std::string_view headers) {
  std::string lines =
      "Require: 100rel\r\nRSeq: " + std::to_string(provisionals_.next_rseq()) + "\r\n";
  lines += headers;
  provisionals_.send(status, dialog_.print_response(*invite_, status, lines, body));
}

void InviteServerSession::on_minute() {
  static_cast<void>(
      progress(last_status_, {}, {}, last_reliable_ ? Reliability::reliable : Reliability::plain));
}

DialogResult<void> InviteServerSession::accept(Body body, std::string headers) {
  if (state_ != State::ringing || has_ended()) return DialogError::over;
  accepted_body_ = std::move(body);
  accepted_headers_ = std::move(headers);
  if (!provisionals_.waiting()) return send_success();
  state_ = State::accepting;
  repetition_.disarm();
  return {};
}

DialogResult<void> InviteServerSession::send_success() {
  const auto allowed = dialog_.usage().offers.outgoing(Carrier::success);
  if (!allowed) return allowed.error();
  // What a reliable provisional response has settled is not said again (RFC 6337 section 3.1.1).
  if (allowed->part == OfferAnswer::Part::nothing) accepted_body_ = {};
  const auto part = dialog_.send_part(Carrier::success, accepted_body_);
  if (!part) return part.error();
  state_ = State::answered;
  repetition_.disarm();
  dialog_.accept(*invite_, accepted_headers_, accepted_body_);
  return {};
}

DialogResult<void> InviteServerSession::reject(int status, std::string_view headers) {
  if (!is_open()) return DialogError::over;
  refuse(status, headers, Ending::declined);
  return {};
}

void InviteServerSession::refuse(int status, std::string_view headers, Ending ending) {
  state_ = State::over;
  repetition_.disarm();
  provisionals_.stop();
  invite_->respond(status, dialog_.print_response(*invite_, status, headers, {}));
  dialog_.end_silently(ending);
}

void InviteServerSession::hang_up(int status, std::string headers) {
  if (is_open()) {
    refuse(status, headers, Ending::declined);
  } else {
    dialog_.bye(std::move(headers));
  }
}

void InviteServerSession::on_cancelled() {
  if (is_open() && user_.on_cancelled(*this)) end_cancelled();
}

void InviteServerSession::end_cancelled() {
  if (is_open()) refuse(487, {}, Ending::cancelled);
}

void InviteServerSession::on_no_prack() {
  if (is_open()) refuse(504, {}, Ending::no_prack);
}

void InviteServerSession::on_acknowledged(Dialog&) {
  if (!std::exchange(acknowledged_, true)) user_.on_acknowledged(*this);
}

bool InviteServerSession::on_prack(Dialog&, const Message& prack) {
  return provisionals_.acknowledge(prack);
}

void InviteServerSession::on_pracked(Dialog&) {
  if (!is_open()) return;
  provisionals_.resume();
  if (state_ != State::accepting || provisionals_.waiting()) return;
  if (!send_success()) refuse(500, {}, Ending::no_answer);
}

void InviteServerSession::on_over(Dialog&, Ending ending) {
  // A BYE before the answer: the INVITE is still open (section 15.1.2).
  if (is_open()) refuse(487, {}, ending);
  state_ = State::over;
  user_.on_ended(*this, ending);
}

}  // namespace sip
