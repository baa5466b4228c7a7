#include "firmware/sip/dialog/invite_client_session.h"

#include <algorithm>
#include <utility>

#include "firmware/base/assert.h"

namespace sip {

InviteClientSession::InviteClientSession(const DialogContext& context, LocalEnd end,
                                         Invitation invitation, InviteClientSessionUser& user)
    : context_(context),
      end_(std::move(end)),
      invitation_(std::move(invitation)),
      user_(user),
      idle_(context.transactions.timers(), this) {
  base::Random& random = context_.transactions.random();
  draft_.id.call_id = invitation_.call_id.empty() ? random.token(24) : invitation_.call_id;
  draft_.id.local_tag = random.token(12);
  draft_.owns_call_id = true;
  draft_.local = invitation_.from;
  draft_.remote = invitation_.to;
  draft_.remote_target = invitation_.request_uri;
  draft_.route_set = invitation_.routes;
  const auto uri = Uri::parse(invitation_.request_uri);
  draft_.secure = uri && uri->scheme == Uri::Scheme::sips;
}

InviteClientSession::~InviteClientSession() = default;

DialogResult<void> InviteClientSession::start() {
  if (state_ != State::unborn) return DialogError::over;
  return send({});
}

DialogResult<void> InviteClientSession::retry(std::string_view headers) {
  if (state_ != State::failed || cancelled_) return DialogError::over;
  return send(std::string(headers));
}

DialogResult<void> InviteClientSession::send(std::string headers) {
  if (context_.table.full()) return DialogError::too_many;
  usage_ = {};
  const bool described = !invitation_.offer.empty();
  const auto part = usage_.offers.send(OfferAnswer::Carrier::invite, described);
  if (!part) return part.error();
  usage_.local_offer = invitation_.offer;
  ++draft_.local_cseq;
  headers_ = std::move(headers);
  state_ = State::calling;
  idle_.disarm();
  Destination destination = destination_of(draft_, end_);
  destination.flow = invitation_.flow;
  request_ = std::make_unique<ClientRequest>(
      context_.transactions, context_.locator, Method::invite, std::move(destination),
      [this](const Flow& flow, std::string_view branch) { return print(flow, branch); }, *this);
  request_->start();
  return {};
}

std::string InviteClientSession::print(const Flow& flow, std::string_view branch) const {
  const std::string lines = request_lines({}, end_.session_timer) + headers_ + invitation_.headers;
  return print_request(draft_, end_, context_.transactions.transport(), flow, branch,
                       {Method::invite, draft_.local_cseq, lines, invitation_.offer});
}

void InviteClientSession::cancel() {
  if (state_ != State::calling || cancelled_) return;
  cancelled_ = true;
  request_->cancel();
}

void InviteClientSession::hang_up(std::string headers) {
  if (answered_ != nullptr) {
    answered_->bye(std::move(headers));
  } else {
    cancel();
  }
}

void InviteClientSession::on_response(ClientRequest&, const Inbound& response) {
  const int status = response.message->status();
  if (status < 200) {
    on_provisional(response);
  } else if (status < 300) {
    on_success(response);
  } else {
    on_final(status, response.message);
  }
}

// The dialog a response belongs to: found by its tag, or made. nullptr when it cannot be made.
Dialog* InviteClientSession::dialog_for(const Inbound& response) {
  const auto receiver = to(*response.message);
  if (!receiver) return nullptr;
  const auto found = std::ranges::find_if(dialogs_, [&](const auto& dialog) {
    return dialog->state().id.remote_tag == receiver->tag();
  });
  if (found != dialogs_.end()) return found->get();
  // A copy of the answer of one that was acknowledged and has ended.
  if (std::ranges::find(ended_tags_, receiver->tag()) != ended_tags_.end()) return nullptr;
  Message request;
  if (dialogs_.size() >= kMaxDialogs || context_.table.full()) return nullptr;
  if (!parse(request_->octets(), request)) return nullptr;
  auto state = dialog_of_client(request, *response.message, response.flow);
  if (!state) return nullptr;
  state->phase = DialogState::Phase::early;  // a 2xx confirms it later
  dialogs_.push_back(
      std::make_unique<Dialog>(context_, end_, std::move(*state), usage_, *this, user_));
  return dialogs_.back().get();
}

void InviteClientSession::on_provisional(const Inbound& response) {
  const Message& message = *response.message;
  if (message.status() == 100 || state_ != State::calling) return;
  const auto receiver = to(message);
  const bool tagged = receiver && !receiver->tag().empty();
  Dialog* const dialog = tagged ? dialog_for(response) : nullptr;
  if (tagged && (dialog == nullptr || dialog->state().phase != DialogState::Phase::early)) return;
  if (!cancelled_) user_.on_progress(*this, dialog, response);
  if (dialog != nullptr) dialog->on_invite_provisional(draft_.local_cseq, response);
}

void InviteClientSession::on_success(const Inbound& response) {
  Dialog* const dialog = dialog_for(response);
  Message request;
  if (dialog == nullptr || !parse(request_->octets(), request)) return;
  const bool is_first = state_ == State::calling && !cancelled_;
  const bool was_cancelled = state_ == State::calling && cancelled_;
  const bool known = dialog->state().phase != DialogState::Phase::early;
  if (is_first) {
    state_ = State::answered;
    answered_ = dialog;
    end_early_dialogs(dialog, true);
  } else if (!known) {
    dialog->forget_user();
  }
  dialog->on_invite_success(request, draft_.local_cseq, headers_, response);
  if (is_first || known) return;
  // Section 13.2.2.4: one that nobody waits for is acknowledged and ended.
  dialog->end_with_bye(Ending::elsewhere);
  if (was_cancelled) {
    end_early_dialogs(dialog, false);
    fail(487, {});
  }
}

void InviteClientSession::on_confirmed(Dialog& dialog, const Inbound& response) {
  if (answered_ == &dialog) user_.on_answered(*this, response);
}

void InviteClientSession::end_early_dialogs(const Dialog* but, bool tell) {
  std::vector<std::unique_ptr<Dialog>> ended;
  for (auto& dialog : dialogs_) {
    const bool is_early = dialog->state().phase == DialogState::Phase::early;
    if (dialog.get() != but && is_early) ended.push_back(std::move(dialog));
  }
  std::erase(dialogs_, nullptr);
  for (const auto& dialog : ended) {
    if (tell) user_.on_early_dialog_gone(*this, *dialog);
  }
}

void InviteClientSession::on_failure(ClientRequest&, ClientFailure failure) {
  const int status = failure == ClientFailure::timed_out ? 408 : 503;
  on_final(cancelled_ ? 487 : status, {});
}

// Of all the forks: there will be no 2xx.
void InviteClientSession::on_final(int status, const MessageRef& response) {
  if (status == 422 && response) raise(end_.session_timer, *response);
  end_early_dialogs(nullptr, false);
  request_.reset();
  fail(status, response);
}

void InviteClientSession::fail(int status, const MessageRef& response) {
  state_ = State::failed;
  become_idle();
  user_.on_failed(*this, status, response);
}

void InviteClientSession::on_over(ClientRequest&) {
  if (state_ == State::calling) {  // no 2xx that came has made a dialog
    on_final(cancelled_ ? 487 : 500, {});
    return;
  }
  become_idle();
  request_.reset();
}

void InviteClientSession::on_over(Dialog& dialog, Ending ending) {
  const auto found =
      std::ranges::find_if(dialogs_, [&](const auto& one) { return one.get() == &dialog; });
  ASSERT(found != dialogs_.end());
  const std::unique_ptr<Dialog> ended = std::move(*found);
  if (ended_tags_.size() < kMaxDialogs) ended_tags_.push_back(ended->state().id.remote_tag);
  dialogs_.erase(found);
  become_idle();
  if (answered_ == &dialog) {
    answered_ = nullptr;
    state_ = State::over;
    user_.on_ended(*this, ending);
  } else if (state_ == State::calling) {
    user_.on_early_dialog_gone(*this, dialog);
  }
}

// Told later, so that it is the last that is told.
void InviteClientSession::become_idle() {
  idle_.arm({});
}

void InviteClientSession::tell_idle() {
  if (idle()) user_.on_idle(*this);
}

}  // namespace sip
