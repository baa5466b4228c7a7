// The phone as a client: its requests, their transactions (RFC 3261 section 17.1), and what their
// answers make of its calls (sections 12.1.2 and 13.2).
#include <algorithm>

#include "tests/sim/phone_parts.h"

namespace sim {

Phone::Draft Phone::draft(std::string_view method, std::string uri) const {
  Draft draft;
  draft.method = method;
  draft.uri = std::move(uri);
  draft.routes = options_.routes;
  if (!options_.proxy.empty()) {
    draft.next_hop = "sip:" + options_.proxy;
  } else {
    draft.next_hop = draft.routes.empty() ? draft.uri : uri_in(draft.routes.front());
  }
  const std::string name = options_.display_name.empty() ? "" : options_.display_name + " ";
  draft.from = name + "<" + aor_ + ">;tag=" + world_.random().token(10);
  draft.to = "<" + draft.uri + ">";
  draft.call_id = world_.random().token(20);
  draft.has_contact = method == "INVITE" || method == "SUBSCRIBE";
  return draft;
}

Phone::Draft Phone::draft_in(Call& call, std::string_view method) const {
  return draft_in(call, dialog_in_use(call), method);
}

// Section 12.2.1.1.
Phone::Draft Phone::draft_in(Call& call, const Dialog& dialog, std::string_view method) const {
  Draft draft;
  draft.method = method;
  draft.uri = dialog.remote_target;
  draft.routes = dialog.routes;
  draft.remote_tag = dialog.remote_tag;
  if (!draft.routes.empty()) {
    const std::string first = uri_in(draft.routes.front());
    draft.next_hop = first;
    if (options_.routes_strictly || !has_param(first, "lr")) {
      draft.routes.erase(draft.routes.begin());
      draft.routes.push_back("<" + draft.uri + ">");
      draft.uri = first;
    }
  } else {
    draft.next_hop = draft.uri;
  }
  draft.from = "<" + call.local + ">;tag=" + call.local_tag;
  draft.to = "<" + call.remote + ">;tag=" + dialog.remote_tag;
  draft.call_id = call.call_id;
  draft.cseq = method == "ACK" ? call.local_cseq : ++call.local_cseq;
  draft.has_contact = method == "INVITE" || method == "UPDATE" || method == "REFER";
  return draft;
}

std::string Phone::text_of(const Draft& draft, bool tcp) const {
  std::string text = draft.method + " " + draft.uri + " SIP/2.0\r\n";
  text += std::string("Via: SIP/2.0/") + (tcp ? "TCP " : "UDP ") + net::to_string(local_) +
          ";branch=" + draft.branch + ";rport\r\n";
  text += "Max-Forwards: 70\r\n";
  for (const std::string& route : draft.routes) text += "Route: " + route + "\r\n";
  text += "From: " + draft.from + "\r\nTo: " + draft.to + "\r\nCall-ID: " + draft.call_id +
          "\r\nCSeq: " + std::to_string(draft.cseq) + " " + draft.method + "\r\n";
  if (draft.has_contact) text += "Contact: <" + contact_uri() + ">\r\n";
  if (draft.method == "INVITE") text += abilities();
  for (const std::string& line : draft.headers) {
    if (line.starts_with("Max-Forwards:")) {
      text.replace(text.find("Max-Forwards: 70"), 16, line);
    } else {
      text += line + "\r\n";
    }
  }
  for (const std::string& line : draft.credentials) text += line + "\r\n";
  if (!draft.body.empty()) text += "Content-Type: " + draft.content_type + "\r\n";
  return text + length_line(draft.body, tcp) + "\r\n" + draft.body;
}

// What a phone says of itself in INVITEs and what they are answered with.
std::string Phone::abilities() const {
  std::string lines;
  for (const std::string& tag : options_.supports) lines += (lines.empty() ? "" : ", ") + tag;
  if (!lines.empty()) lines = "Supported: " + lines + "\r\n";
  return options_.allows.empty() ? lines : lines + "Allow: " + options_.allows + "\r\n";
}

std::string Phone::length_line(std::string_view body, bool tcp) const {
  if (options_.omits_length && !tcp) return "";
  return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

net::Endpoint Phone::resolve(std::string_view uri) const {
  const RawUri parts = take_apart(uri);
  const std::uint16_t port = parts.port != 0 ? parts.port : std::uint16_t{5060};
  if (const auto literal = net::IpAddress::parse(parts.host)) return {*literal, port};
  const auto addresses = world_.names().addresses_of(parts.host);
  if (addresses.empty()) {
    world_.fault(aor_ + " cannot resolve " + std::string(uri));
    return {};
  }
  return {addresses.front(), port};
}

Way Phone::way_of(const Draft& draft) {
  const RawUri hop = take_apart(draft.next_hop);
  const std::string transport = param_of(hop.params, "transport");
  const bool tcp = transport.empty() ? options_.tcp : transport == "tcp" || transport == "TCP";
  return wire_.way_to(resolve(draft.next_hop), tcp);
}

Phone::ClientTransaction& Phone::start(Draft request, Call* call, int attempts) {
  request.branch = "z9hG4bK" + world_.random().token(12);
  if (options_.remembers_nonces && request.credentials.empty()) {
    for (const auto& [header, challenge] : challenges_) {
      request.credentials.push_back(header + ": " + credentials(challenge, request));
    }
  }
  client_.push_back(std::make_unique<ClientTransaction>(*this, std::move(request)));
  ClientTransaction& transaction = *client_.back();
  transaction.call = call;
  transaction.attempts = attempts;
  transaction.way = way_of(transaction.draft);
  transaction.text = text_of(transaction.draft, transaction.way.tcp);
  if (call && transaction.draft.method == "INVITE") {
    call->dialog.exchanged = false;
    call->invite_branch = transaction.draft.branch;
    call->local_cseq = transaction.draft.cseq;
    call->credentials = transaction.draft.credentials;
  }
  sent_.emplace_back(transaction.text);
  wire_.send(transaction.way, transaction.text);
  if (!transaction.way.tcp) transaction.again.arm(kT1);  // timers A and E
  transaction.over.arm(64 * kT1);                        // timers B and F
  return transaction;
}

void Phone::resend(ClientTransaction& transaction) {
  wire_.send(transaction.way, transaction.text);
  transaction.interval *= 2;
  if (transaction.draft.method != "INVITE") {
    // In a storm T2 is T1: patience that the RFC allows, and that outlives any run of losses.
    const base::Duration longest = world_.is_stormy() ? kT1 : kT2;
    transaction.interval = std::min(transaction.interval, longest);
    if (transaction.status >= 100) transaction.interval = longest;
  }
  transaction.again.arm(transaction.interval);
}

void Phone::run_out(ClientTransaction& transaction) {
  if (transaction.status < 200) {
    ++gave_up_;
    world_.ladder().note(world_.now(), aor_ + " gave up its " + transaction.draft.method);
    if (transaction.call && transaction.draft.method != "CANCEL") end(*transaction.call);
  }
  finish(transaction);
}

void Phone::finish(ClientTransaction& transaction) {
  client_.remove_if([&](const auto& one) { return one.get() == &transaction; });
}

void Phone::on_connection_lost(std::uint64_t connection) {
  std::vector<ClientTransaction*> lost;
  for (const auto& transaction : client_) {
    if (transaction->way.tcp && transaction->way.connection == connection &&
        transaction->status == 0) {
      lost.push_back(transaction.get());
    }
  }
  for (ClientTransaction* transaction : lost) run_out(*transaction);
}

void Phone::on_response(const RawMessage& response) {
  const std::string branch = response.branch();
  const std::string method = response.method();
  for (const auto& transaction : client_) {
    if (transaction->draft.branch != branch || transaction->draft.method != method) continue;
    const std::string tag = param_of(response.header("to"), "tag");
    const std::string key = std::to_string(response.status()) + tag + response.header("rseq");
    if (transaction->heard.insert(key).second) {
      note_received(response);
    }
    if (method == "INVITE") return on_invite_response(*transaction, response);
    const bool is_over = transaction->status >= 200;
    transaction->status = std::max(transaction->status, response.status());
    if (response.status() < 200 || is_over) return;
    return on_final(*transaction, response);
  }
}

// The final response to anything but an INVITE. The transaction may be gone afterwards.
void Phone::on_final(ClientTransaction& transaction, const RawMessage& response) {
  transaction.again.disarm();
  if (transaction.draft.method == "REGISTER" && response.status() < 300) {
    registered_ = !unregistering_;
  }
  const bool retried = retries_with_credentials(transaction, response);
  if (transaction.draft.method == "BYE" && !retried) end(*transaction.call);
  if (transaction.call && !retried) on_answer(transaction, response);
  if (transaction.way.tcp) return finish(transaction);
  transaction.over.arm(kT4);  // timer K
}

void Phone::on_invite_response(ClientTransaction& transaction, const RawMessage& response) {
  const int status = response.status();
  transaction.again.disarm();
  if (status < 200) {
    if (transaction.status >= 200) return;
    const bool first = transaction.status == 0;
    transaction.status = status;
    if (first) transaction.over.disarm();
    if (first && transaction.call->wants_to_cancel) send_cancel(transaction);
    const bool is_early = status > 100 && !param_of(response.header("to"), "tag").empty();
    if (is_early) on_provisional(transaction, response);
    return;
  }
  if (status < 300) {
    if (overlooked_ > 0) return void(--overlooked_);
    return on_success(transaction, response);
  }
  if (transaction.status >= 300) return wire_.send(transaction.way, transaction.ack);
  if (transaction.status >= 200) return;
  on_refusal(transaction, response);
}

void Phone::on_refusal(ClientTransaction& transaction, const RawMessage& response) {
  transaction.status = response.status();
  acknowledge_refusal(transaction, response);
  transaction.over.arm(transaction.way.tcp ? base::Duration{} : 64 * kT1);  // timer D
  if (retries_with_credentials(transaction, response)) return;
  // A refused re-INVITE leaves the dialog as it was (section 14.1).
  if (!transaction.call->dialog.remote_tag.empty()) {
    return on_offer_refused(transaction, response.status());
  }
  end(*transaction.call);
  if (transaction.call->referrer) notify_referrer(*transaction.call, response.status());
}

// What a phone hears before the answer makes an early dialog (section 12.1.2).
void Phone::on_provisional(ClientTransaction& transaction, const RawMessage& response) {
  Call& call = *transaction.call;
  const std::string tag = param_of(response.header("to"), "tag");
  Dialog* dialog = find_dialog(call, tag);
  if (!dialog) {
    call.early.push_back(call.dialog);
    dialog = &call.early.back();
    dialog->remote_tag = tag;
    dialog->routes = response.headers("record-route");
    std::reverse(dialog->routes.begin(), dialog->routes.end());
  }
  const std::string contact = uri_in(response.header("contact"));
  if (!contact.empty()) dialog->remote_target = contact;
  if (!response.header("rseq").empty()) return on_reliable(transaction, response, *dialog);
  if (description_in(response).empty()) return;
  if (!transaction.draft.offers) return complain("an offer that may get lost", response);
  complain(dialog->session.take_preview(response.body()), response);
}

// The one that answered: whatever was agreed with it before holds on.
void Phone::take_dialog(Call& call, const RawMessage& response) {
  const std::string tag = param_of(response.header("to"), "tag");
  if (Dialog* early = find_dialog(call, tag)) {
    Dialog answered = std::move(*early);
    call.dialog = std::move(answered);
  }
  if (call.dialog.remote_tag.empty()) {
    call.dialog.routes = response.headers("record-route");
    std::reverse(call.dialog.routes.begin(), call.dialog.routes.end());
  }
  call.dialog.remote_tag = tag;
  call.early.clear();
}

void Phone::on_success(ClientTransaction& transaction, const RawMessage& response) {
  const std::string tag = param_of(response.header("to"), "tag");
  Call* call = transaction.call;
  const auto ack = call->acks.find(tag + response.header("cseq"));
  if (ack != call->acks.end()) return wire_.send(call->ack_ways[ack->first], ack->second);
  transaction.status = response.status();
  transaction.over.arm(64 * kT1);  // RFC 6026: timer M
  const bool is_new = call->dialog.remote_tag.empty();
  if (!is_new && call->dialog.remote_tag != tag) return on_extra_success(transaction, response);
  if (is_new) take_dialog(*call, response);
  call->dialog.remote_target = uri_in(response.header("contact"));
  const std::string answer = on_invite_description(transaction, response);
  acknowledge_success(*call, transaction, response, answer);
  keep_refreshed(*call, response.header("session-expires"), true);
  if (is_new && call->state != Call::State::ended) call->state = Call::State::talking;
  if (call->wants_to_cancel && is_new) return send_bye(*call);
  if (is_new && call->referrer) notify_referrer(*call, response.status());
  pursue(*call);
}

// Another branch of a fork answered as well: take that call and end it (section 13.2.2.4).
void Phone::on_extra_success(ClientTransaction& transaction, const RawMessage& response) {
  Call& call = *transaction.call;
  auto other = std::make_unique<Call>(*this);
  other->outgoing = true;
  other->call_id = call.call_id;
  other->local = call.local;
  other->remote = call.remote;
  other->local_tag = call.local_tag;
  other->local_cseq = call.local_cseq;
  other->dialog.remote_tag = param_of(response.header("to"), "tag");
  other->dialog.remote_target = uri_in(response.header("contact"));
  other->dialog.routes = response.headers("record-route");
  std::reverse(other->dialog.routes.begin(), other->dialog.routes.end());
  Call& extra = *other;
  calls_.push_front(std::move(other));
  acknowledge_success(extra, transaction, response, "");
  for (const auto& [key, ack] : extra.acks) {
    call.acks[key] = ack;
    call.ack_ways[key] = extra.ack_ways.at(key);
  }
  send_bye(extra);
}

void Phone::acknowledge_success(Call& call, const ClientTransaction& transaction,
                                const RawMessage& response, std::string body) {
  Draft ack = draft_in(call, call.dialog, "ACK");
  ack.cseq = transaction.draft.cseq;
  ack.credentials = transaction.draft.credentials;
  ack.body = std::move(body);
  ack.branch = "z9hG4bK" + world_.random().token(12);
  const Way way = way_of(ack);
  const std::string text = text_of(ack, way.tcp);
  const std::string key = call.dialog.remote_tag + response.header("cseq");
  call.acks[key] = text;
  call.ack_ways[key] = way;
  sent_.emplace_back(text);
  wire_.send(way, text);
}

// Section 17.1.1.3: the ACK for a refusal goes hop by hop, in the INVITE's own transaction.
void Phone::acknowledge_refusal(ClientTransaction& transaction, const RawMessage& response) {
  Draft ack = transaction.draft;
  ack.method = "ACK";
  ack.to = response.header("to");
  ack.headers.clear();
  ack.credentials.clear();
  ack.body.clear();
  ack.has_contact = false;
  transaction.ack = text_of(ack, transaction.way.tcp);
  sent_.emplace_back(transaction.ack);
  wire_.send(transaction.way, transaction.ack);
}

// Section 9.1: the branch, Route and Request-URI of the INVITE.
void Phone::send_cancel(ClientTransaction& invite) {
  Draft cancel = invite.draft;
  cancel.method = "CANCEL";
  cancel.headers.clear();
  cancel.credentials.clear();
  cancel.body.clear();
  cancel.has_contact = false;
  invite.over.arm(64 * kT1);
  client_.push_back(std::make_unique<ClientTransaction>(*this, std::move(cancel)));
  ClientTransaction& transaction = *client_.back();
  transaction.call = invite.call;
  transaction.way = invite.way;
  transaction.text = text_of(transaction.draft, transaction.way.tcp);
  sent_.emplace_back(transaction.text);
  wire_.send(transaction.way, transaction.text);
  if (!transaction.way.tcp) transaction.again.arm(kT1);
  transaction.over.arm(64 * kT1);
}

bool Phone::retries_with_credentials(ClientTransaction& transaction, const RawMessage& response) {
  const int status = response.status();
  if ((status != 401 && status != 407) || options_.password.empty()) return false;
  const std::string asked = status == 401 ? "www-authenticate" : "proxy-authenticate";
  const std::string answer = status == 401 ? "Authorization" : "Proxy-Authorization";
  std::vector<std::string> values = response.headers(asked);
  if (values.empty()) return false;
  std::string chosen = values.front();
  for (const std::string& value : values) {
    if (auth_param(value, "algorithm") == options_.algorithm) chosen = value;
  }
  const bool stale = auth_param(chosen, "stale") == "true" || auth_param(chosen, "stale") == "TRUE";
  if (transaction.attempts >= (stale ? 3 : 1)) return false;
  challenges_[answer] = chosen;
  Draft again = transaction.draft;
  ++again.cseq;
  if (again.method == "REGISTER") registration_cseq_ = again.cseq;
  if (transaction.call) transaction.call->local_cseq = again.cseq;
  std::erase_if(again.credentials,
                [&](const std::string& line) { return line.starts_with(answer + ":"); });
  again.credentials.push_back(answer + ": " + credentials(chosen, again));
  start(std::move(again), transaction.call, transaction.attempts + 1);
  return true;
}

}  // namespace sim
