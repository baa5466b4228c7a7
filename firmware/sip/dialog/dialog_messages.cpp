// Dialog: what it prints, and what it hears of its own requests.
#include <utility>

#include "firmware/sip/dialog/dialog.h"
#include "firmware/sip/dialog/header_lines.h"
#include "firmware/sip/message/build.h"

namespace sip {

std::string Dialog::print_response(const ServerTransaction& request, int status,
                                   std::string_view headers, const Body& body) const {
  const Inbound& inbound = request.inbound();
  ResponseBuilder response(*inbound.message, inbound.flow.remote, status, state_.id.local_tag);
  add_lines(response, own_lines(inbound.message->method(), status, state_, end_,
                                context_.transactions.transport(), inbound.flow));
  add_lines(response, headers);
  add_body(response, body);
  return response.take();
}

void Dialog::respond(ServerTransaction& request, int status, std::string_view headers,
                     const Body& body) {
  request.respond(status, print_response(request, status, headers, body));
}

DialogResult<OfferAnswer::Part> Dialog::send_part(OfferAnswer::Carrier carrier, const Body& body) {
  const auto part = usage_.offers.send(carrier, !body.empty());
  if (part && *part == OfferAnswer::Part::offer) usage_.local_offer = body;
  if (part && *part == OfferAnswer::Part::answer) usage_.local_description = body;
  return part;
}

DialogResult<OfferAnswer::Part> Dialog::receive_part(OfferAnswer::Carrier carrier,
                                                     const Body& body) {
  const auto part = usage_.offers.receive(carrier, !body.empty());
  if (part && *part == OfferAnswer::Part::answer) {
    usage_.local_description = std::exchange(usage_.local_offer, {});
  }
  return part;
}

void Dialog::accept(ServerTransaction& invite, std::string_view headers, const Body& body) {
  const auto sequence = cseq(invite.request());
  if (state_.phase == DialogState::Phase::confirmed) refresh_target(state_, invite.request());
  state_.phase = DialogState::Phase::confirmed;
  note_peer(invite.request());
  const SessionTerms terms = terms_as_server(session_expires(invite.request()), end_.session_timer);
  session_timer_.start(terms);
  const std::string lines = response_lines(terms) + std::string(headers);
  success_.start(invite, sequence ? sequence->number : 0, 200,
                 print_response(invite, 200, lines, body));
}

void Dialog::accept_refresh(ServerTransaction& update, std::string_view headers, const Body& body) {
  refresh_target(state_, update.request());
  note_peer(update.request());
  std::string lines(headers);
  if (state_.phase == DialogState::Phase::confirmed) {
    const SessionTerms terms =
        terms_as_server(session_expires(update.request()), end_.session_timer);
    session_timer_.start(terms);
    lines = response_lines(terms) + lines;
  }
  respond(update, 200, lines, body);
}

void Dialog::note_peer(const Message& message) {
  if (!message.has(HeaderId::allow)) return;
  usage_.peer_takes_update = contains_token(message, HeaderId::allow, "UPDATE");
  usage_.peer_takes_info = contains_token(message, HeaderId::allow, "INFO");
}

// Of our request's 2xx. A peer without session timers says nothing; who refreshes it goes on.
void Dialog::start_session_timer(const Message& response) {
  if (state_.phase != DialogState::Phase::confirmed) return;
  const SessionTerms now = session_timer_.terms();
  const SessionTerms said = terms_as_client(session_expires(response));
  session_timer_.start(said.active() || !now.we_refresh ? said : now);
}

void Dialog::on_response(const SentRequest& sent, const Inbound& response) {
  const int status = response.message->status();
  const Method method = sent.text.method;
  if (is_over()) {
    if (method == Method::bye && status >= 200) over_.arm({});
  } else if (shows_loss(method, status)) {
    end_with_bye(Ending::lost);
  } else if (method == Method::invite || method == Method::update) {
    modification_.on_response(sent, response);
  } else if (method != Method::prack) {
    user_->on_response(*this, sent.serial, status, response.message);
  }
  say_bye_if_heard();
}

void Dialog::on_failure(const SentRequest& sent, int status) {
  const Method method = sent.text.method;
  if (is_over()) {
    if (method == Method::bye) over_.arm({});
  } else if (shows_loss(method, status)) {
    end_with_bye(Ending::lost);
  } else if (method == Method::invite || method == Method::update) {
    modification_.on_failure(sent, status, {});
  } else if (method != Method::prack) {
    user_->on_response(*this, sent.serial, status, {});
  }
  say_bye_if_heard();
}

std::string Dialog::on_challenge(const SentRequest& sent, const Message& response) {
  return user_->on_challenge(*this, sent.text.method, request_head(state_).request_uri, response);
}

bool Dialog::shows_loss(Method method, int status) {
  if (status != 408 && status != 481) return false;
  return method == Method::invite || method == Method::update || method == Method::info;
}

void Dialog::on_invite_provisional(std::uint32_t cseq, const Inbound& response) {
  const Message& message = *response.message;
  const auto rseq = number(message, HeaderId::rseq);
  if (is_over() || !rseq || !contains_token(message, HeaderId::require, "100rel")) return;
  if (cseq != provisional_cseq_) {
    provisional_cseq_ = cseq;
    provisional_order_ = {};
  }
  note_peer(message);
  if (!provisional_order_.accept(*rseq)) return;
  const Body body = session_description(message);
  const auto part = receive_part(OfferAnswer::Carrier::reliable_provisional, body);
  last_rseq_ = *rseq;
  if (part && *part == OfferAnswer::Part::offer) {
    prack_due_ = true;
    user_->on_offer(*this, response, body);
    return;
  }
  send_prack({}, {});
  if (part && *part == OfferAnswer::Part::answer) user_->on_answer(*this, response, body);
}

void Dialog::send_prack(Body body, std::string_view headers) {
  prack_due_ = false;
  std::string lines = "RAck: " + std::to_string(last_rseq_) + " " +
                      std::to_string(provisional_cseq_) + " INVITE\r\n";
  static_cast<void>(requests_.send(Method::prack, lines.append(headers), std::move(body)));
}

void Dialog::on_invite_success(const Message& request, std::uint32_t cseq, std::string headers,
                               const Inbound& response) {
  if (ack_due_ && ack_due_->cseq == cseq) return;  // the owner's answer goes with it, soon
  if (cseq <= acknowledged_cseq_) {
    if (cseq == acknowledged_cseq_) ack_->again();
    return;
  }
  const Message& message = *response.message;
  const bool is_first = state_.phase == DialogState::Phase::early;
  if (is_first) {
    if (!confirm(state_, request, message)) state_.phase = DialogState::Phase::confirmed;
  } else {
    refresh_target(state_, message);
  }
  note_peer(message);
  start_session_timer(message);
  ack_due_ = {cseq, std::move(headers)};
  if (is_first) keeper_.on_confirmed(*this, response);
  if (is_over()) return;
  const Body body = session_description(message);
  const auto part = receive_part(OfferAnswer::Carrier::success, body);
  if (part && *part == OfferAnswer::Part::offer) {
    user_->on_offer(*this, response, body);
    return;
  }
  acknowledge(cseq, ack_due_->headers, {});
  if (!part) {
    end_with_bye(Ending::no_answer);
  } else if (*part == OfferAnswer::Part::answer) {
    user_->on_answer(*this, response, body);
  }
}

void Dialog::acknowledge(std::uint32_t cseq, std::string headers, Body body) {
  ack_due_.reset();
  acknowledged_cseq_ = cseq;
  ack_ = std::make_unique<Acknowledgement>(
      context_.transactions, context_.locator, destination_of(state_, end_),
      [this, text = RequestText{Method::ack, cseq, std::move(headers), std::move(body)}](
          const Flow& flow, std::string_view branch) {
        return print_request(state_, end_, context_.transactions.transport(), flow, branch, text);
      });
  ack_->send();
}

DialogResult<void> Dialog::answer_in_ack_or_prack(Body body, std::string_view headers) {
  if (!ack_due_ && !prack_due_) return DialogError::nothing_to_answer;
  const auto part =
      send_part(ack_due_ ? OfferAnswer::Carrier::ack : OfferAnswer::Carrier::prack, body);
  if (!part) return part.error();
  if (ack_due_) {
    acknowledge(ack_due_->cseq, ack_due_->headers + std::string(headers), std::move(body));
  } else {
    send_prack(std::move(body), headers);
  }
  return {};
}

}  // namespace sip
