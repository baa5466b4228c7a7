// Call: what its session tells it.
#include <algorithm>
#include <utility>

#include "firmware/call/call.h"
#include "firmware/sdp/parse.h"

namespace call {

void Call::end(sip::Ending ending, std::string_view why) {
  if (is_over()) return;
  state_ = State::over;
  ending_ = ending;
  if (why_.empty()) why_ = why;
  media_.close();
  no_digit_.disarm();
  acknowledged_.answer(false);
  played_.answer(false);
  digit_.answer(std::nullopt);
  over_.answer(true);
  if (partner_ != nullptr) partner_->on_over(*this);
}

void Call::on_acknowledged(sip::InviteServerSession&) {
  acknowledged_.answer(true);
  knows_dialog_ = true;
  settle();
}

bool Call::on_cancelled(sip::InviteServerSession&) {
  if (user_ == nullptr) return true;
  user_->on_goodbye(*this, [&calls = floors_.calls, call = id_] {
    Call* const waiting = calls.find(call);
    if (waiting != nullptr && waiting->server_) waiting->server_->end_cancelled();
  });
  return false;
}

void Call::on_ended(sip::InviteServerSession&, sip::Ending ending) {
  end(ending, sip::to_string(ending));
  bury_if_done();
}

void Call::on_progress(sip::InviteClientSession&, sip::Dialog* dialog,
                       const sip::Inbound& response) {
  const sip::Message& message = *response.message;
  const bool counts = sip::contains_token(message, sip::HeaderId::require, "100rel");
  const sip::Body preview = sip::session_description(message);
  set_way(&response.flow, {});
  const bool describes = dialog != nullptr && !preview.empty() && our_offer_;
  if (partner_ != nullptr) partner_->on_progress(*this, message.status(), describes);
  if (!describes || counts || !our_offer_) return;  // on_answer() tells what comes reliably
  const auto answer = sdp::parse(preview.text);
  const bool agreed = answer && agree(*our_offer_, *answer, sdp::Side::offerer);
  if (agreed && partner_ != nullptr) partner_->on_agreed(*this);
}

void Call::on_early_dialog_gone(sip::InviteClientSession&, sip::Dialog& dialog) {
  std::erase_if(early_, [&](const Early& early) { return early.dialog == &dialog; });
  if (asking_ == &dialog) on_offer_withdrawn(dialog);
}

void Call::on_answered(sip::InviteClientSession& session, const sip::Inbound& response) {
  state_ = State::up;
  set_way(&response.flow, {});
  const auto early = std::ranges::find_if(
      early_, [&](const Early& one) { return one.dialog == session.dialog(); });
  if (early != early_.end() && our_offer_) {
    static_cast<void>(agree(*our_offer_, early->answer, sdp::Side::offerer));
    our_offer_.reset();
  }
  early_.clear();
  if (user_ != nullptr) user_->on_answered(*this);
  if (partner_ != nullptr) partner_->on_answered(*this);
}

void Call::on_failed(sip::InviteClientSession& session, int status,
                     const sip::MessageRef& response) {
  if (status == 422 && !std::exchange(retried_, true) && session.retry()) return;
  status_ = status;
  refusal_ = response;
  end(status == 487 ? sip::Ending::cancelled : sip::Ending::declined, {});
}

void Call::on_ended(sip::InviteClientSession&, sip::Ending ending) {
  end(ending, sip::to_string(ending));
}

void Call::on_idle(sip::InviteClientSession&) {
  bury_if_done();
}

bool Call::on_bye(sip::Dialog& dialog, sip::ServerTransaction& bye) {
  if (user_ == nullptr || &dialog != this->dialog() || saying_goodbye_) return true;
  saying_goodbye_ = true;
  user_->on_goodbye(
      *this, [&calls = floors_.calls, &table = floors_.dialogs, call = id_, key = bye.key()] {
        Call* const waiting = calls.find(call);
        sip::ServerTransaction* const request = table.transactions.find_server(key);
        sip::Dialog* const ended = waiting != nullptr ? waiting->dialog() : nullptr;
        if (ended == nullptr) return;
        if (request != nullptr) {
          ended->end_by(*request);
        } else {
          ended->end_silently(sip::Ending::by_peer);
        }
      });
  return false;
}

void Call::on_request(sip::Dialog& dialog, sip::ServerTransaction& request) {
  if (request.request().method() == sip::Method::options) {
    dialog.respond(request, 200);
  } else if (partner_ != nullptr && &dialog == this->dialog()) {
    partner_->on_request(*this, request);
  } else {
    dialog.respond(request, request.request().method() == sip::Method::info ? 415 : 405);
  }
}

void Call::on_response(sip::Dialog&, sip::RequestSerial serial, int status,
                       const sip::MessageRef& response) {
  if (partner_ != nullptr) partner_->on_response(*this, serial, status, response);
}

bool Call::on_other_source(sip::Dialog&, const sip::Inbound&, sip::ServerTransaction* request) {
  if (user_ != nullptr) return user_->on_other_source(*this, request);
  if (request != nullptr) request->respond_with(481);
  return false;
}

bool Call::takes_info() const {
  const sip::Dialog* const with = dialog();
  return with != nullptr && with->usage().peer_takes_info;
}

sip::DialogResult<sip::RequestSerial> Call::send_request(sip::Method method, std::string headers,
                                                         sip::Body body) {
  sip::Dialog* const with = dialog();
  if (with == nullptr || !is_up()) return sip::DialogError::over;
  return with->send_request(method, std::move(headers), std::move(body));
}

void Call::show(const sip::Party& partner) {
  sip::Dialog* const with = dialog();
  if (with == nullptr || !is_up()) return;
  const bool may = knows_dialog_ || !server_;  // else it might overtake our 200
  const std::string line = "P-Asserted-Identity: " + sip::to_string(partner, {}) + "\r\n";
  if (may && (with->update({}, line) || !with->usage().peer_takes_update)) return;
  to_show_ = partner;
}

void Call::respond(sip::ServerTransaction& request, int status, std::string_view headers,
                   const sip::Body& body) {
  if (sip::Dialog* const with = dialog()) with->respond(request, status, headers, body);
}

}  // namespace call
