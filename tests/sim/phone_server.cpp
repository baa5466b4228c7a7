// The phone as a server: the requests of others, their transactions (RFC 3261 section 17.2, RFC
// 6026), and what they make of its calls (sections 12.1.1, 13.3, 15.1.2).
#include <algorithm>

#include "tests/sim/phone_parts.h"

namespace sim {

namespace {

const char kAllow[] = "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, INFO, UPDATE";

std::string phrase(int status) {
  static const std::map<int, std::string> kPhrases = {{100, "Trying"},
                                                      {180, "Ringing"},
                                                      {183, "Session Progress"},
                                                      {200, "OK"},
                                                      {202, "Accepted"},
                                                      {302, "Moved"},
                                                      {404, "Not Found"},
                                                      {405, "Method Not Allowed"},
                                                      {408, "Timeout"},
                                                      {420, "Bad Extension"},
                                                      {480, "Temporarily Unavailable"},
                                                      {481, "No Such Call"},
                                                      {482, "Loop Detected"},
                                                      {486, "Busy Here"},
                                                      {487, "Terminated"},
                                                      {488, "Not Acceptable Here"},
                                                      {491, "Request Pending"},
                                                      {500, "Server Internal Error"},
                                                      {603, "Decline"}};
  const auto found = kPhrases.find(status);
  return found == kPhrases.end() ? "Whatever" : found->second;
}

// Section 17.2.3: branch, sent-by, and the method, where ACK belongs to INVITE.
std::string key_of(const RawMessage& request, std::string_view method) {
  const std::string via = request.header("via");
  const std::size_t space = std::min(via.find(' '), via.size());
  return request.branch() + via.substr(space, via.find(';') - space) + " " + std::string(method);
}

// Section 18.2.1 and RFC 3581: where the request really came from.
std::string stamped(const std::string& via, const Way& way) {
  const std::size_t space = via.find(' ');
  const std::string sent_by = via.substr(space + 1, via.find(';') - space - 1);
  const bool wants_port = has_param(via, "rport") && param_of(via, "rport").empty();
  std::string text = via;
  if (wants_port) {
    text.insert(text.find("rport") + 5, "=" + std::to_string(way.remote.port));
  }
  const std::string host = net::to_uri_host(way.remote.address);
  if (wants_port || !sent_by.starts_with(host)) {
    text += ";received=" + net::to_string(way.remote.address);
  }
  return text;
}

}  // namespace

Phone::ServerTransaction* Phone::find_server(const RawMessage& request) {
  const std::string method = request.method() == "ACK" ? "INVITE" : request.method();
  const std::string key = key_of(request, method);
  for (const auto& transaction : server_) {
    if (transaction->key == key) return transaction.get();
  }
  return nullptr;
}

void Phone::respond_to_call(int status, std::vector<std::string> headers) {
  ServerTransaction* invite = open_invite();
  if (!invite) return world_.fault(aor_ + " has no unanswered call");
  if (status >= 300) {
    end(*invite->call);
  } else if (status >= 200) {
    invite->call->state = Call::State::answered;
    for (std::string& line : expiry_lines(*invite)) headers.push_back(std::move(line));
  }
  const std::string description =
      status == 183 || status == 200 ? description_for(*invite, status, false) : "";
  respond(*invite, status, std::move(headers), description);
}

// The INVITE that waits for this phone's answer.
Phone::ServerTransaction* Phone::open_invite() {
  for (const auto& transaction : server_) {
    if (transaction->call != newest() || transaction->status >= 200) continue;
    if (transaction->call && transaction->request.method() == "INVITE") return transaction.get();
  }
  return nullptr;
}

void Phone::on_request(const RawMessage& request, const Way& way) {
  if (request.method() == "ACK") return on_ack(request);
  if (ServerTransaction* known = find_server(request)) {
    if (!known->response.empty()) wire_.send(known->way, known->response);
    return;
  }
  note_received(request);
  server_.push_back(std::make_unique<ServerTransaction>(*this, request, way));
  ServerTransaction& transaction = *server_.back();
  transaction.key = key_of(request, request.method());
  transaction.to_tag = param_of(request.header("to"), "tag");
  if (request.method() == "CANCEL") return on_cancel(request, transaction);
  if (!transaction.to_tag.empty()) return on_request_in_dialog(request, transaction);
  transaction.to_tag = world_.random().token(10);
  if (is_merged(request)) return respond(transaction, 482);
  if (refuses_extensions(transaction)) return;
  if (request.method() == "INVITE") return on_new_invite(request, transaction);
  const bool known = request.method() == "OPTIONS" || request.method() == "MESSAGE";
  respond(transaction, known ? 200 : request.method() == "BYE" ? 481 : 405, {kAllow});
}

// Section 8.2.2.3.
bool Phone::refuses_extensions(ServerTransaction& transaction) {
  const std::vector<std::string>& own = options_.supports;
  for (const std::string& tag : transaction.request.headers("require")) {
    if (std::find(own.begin(), own.end(), tag) != own.end()) continue;
    respond(transaction, 420, {"Unsupported: " + tag});
    return true;
  }
  return false;
}

// Section 8.2.2.2: the same request by another way.
bool Phone::is_merged(const RawMessage& request) const {
  return std::any_of(server_.begin(), server_.end(), [&](const auto& other) {
    return other->request.text() != request.text() &&
           other->request.header("call-id") == request.header("call-id") &&
           other->request.header("cseq") == request.header("cseq") &&
           other->request.branch() != request.branch() &&
           param_of(other->request.header("from"), "tag") ==
               param_of(request.header("from"), "tag");
  });
}

void Phone::on_new_invite(const RawMessage& invite, ServerTransaction& transaction) {
  Call* const replaced = replaced_by(invite);
  if (!invite.header("replaces").empty() && !replaced) return respond(transaction, 481);
  Call* const call = &add_call();
  call->call_id = invite.header("call-id");
  call->local = uri_in(invite.header("to"));
  call->remote = uri_in(invite.header("from"));
  call->local_tag = transaction.to_tag;
  call->dialog.remote_tag = param_of(invite.header("from"), "tag");
  call->dialog.remote_target = uri_in(invite.header("contact"));
  call->dialog.routes = invite.headers("record-route");
  call->local_cseq = 100;
  call->dialog.remote_cseq = invite.cseq();
  transaction.call = call;
  if (!description_in(invite).empty()) {
    complain(call->dialog.session.take_offer(invite.body()), invite);
  }
  if (replaced) {
    answers();
    return send_bye(*replaced);
  }
  switch (habit_) {
    case Habit::waits:
      return;
    case Habit::rings:
      return rings();
    case Habit::answers:
      return answers();
    case Habit::is_busy:
      return rejects(486);
  }
}

void Phone::on_request_in_dialog(const RawMessage& request, ServerTransaction& transaction) {
  Call* call = find_call(request);
  if (!call) return respond(transaction, 481);
  transaction.call = call;
  Dialog& dialog = *find_dialog(*call, param_of(request.header("from"), "tag"));
  if (request.cseq() < dialog.remote_cseq) return respond(transaction, 500);
  dialog.remote_cseq = request.cseq();
  const std::string method = request.method();
  if (method == "NOTIFY") return on_notify(transaction);
  if (method != "BYE" && call->state == Call::State::ended) return respond(transaction, 481);
  if (method == "BYE") {
    end(*call);
    for (const auto& other : server_) {  // the 2xx that waited for its ACK, or the open INVITE
      if (other->call != call || other->request.method() != "INVITE") continue;
      if (other->status < 200) respond(*other, 487);
      if (other->status < 300) other->again.disarm();
    }
  }
  if (method == "INVITE" || method == "UPDATE") return on_session_request(transaction);
  if (method == "PRACK") return on_prack(transaction);
  if (method == "REFER") return on_refer(transaction);
  respond(transaction, 200);
}

void Phone::on_cancel(const RawMessage& cancel, ServerTransaction& transaction) {
  const std::string key = key_of(cancel, "INVITE");
  for (const auto& invite : server_) {
    if (invite->key != key) continue;
    transaction.to_tag = invite->to_tag;
    respond(transaction, 200);
    if (invite->status >= 200) return;
    if (invite->call) end(*invite->call);
    return respond(*invite, 487);
  }
  transaction.to_tag = world_.random().token(10);
  respond(transaction, 481);
}

void Phone::on_ack(const RawMessage& ack) {
  ServerTransaction* transaction = find_server(ack);
  if (transaction && transaction->status >= 300) {
    if (std::exchange(transaction->acknowledged, true)) return;
    note_received(ack);
    transaction->again.disarm();
    transaction->over.arm(transaction->way.tcp ? base::Duration{} : kT4);  // timer I
    return;
  }
  Call* call = find_call(ack);
  if (!call) return;
  for (const auto& invite : server_) {
    if (invite->call != call || invite->request.method() != "INVITE") continue;
    if (invite->request.cseq() != ack.cseq()) continue;
    if (invite->acknowledged || invite->status < 200 || invite->status >= 300) continue;
    invite->acknowledged = true;
    invite->again.disarm();
    note_received(ack);
    on_ack_description(*invite, ack);
    if (call->state == Call::State::answered) call->state = Call::State::talking;
    if (call->state != Call::State::talking) return;
    if (call->wants_to_hang_up) return send_bye(*call);
    return pursue(*call);
  }
}

std::string Phone::response_text(const ServerTransaction& transaction, int status,
                                 const std::vector<std::string>& headers,
                                 const std::string& body) const {
  const RawMessage& request = transaction.request;
  std::string text = "SIP/2.0 " + std::to_string(status) + " " + phrase(status) + "\r\n";
  bool top = true;
  for (const std::string& via : request.headers("via")) {
    text += "Via: " + (std::exchange(top, false) ? stamped(via, transaction.way) : via) + "\r\n";
  }
  const bool makes_dialog = request.method() == "INVITE" && status > 100 && status < 300;
  if (makes_dialog) {
    for (const std::string& route : request.headers("record-route")) {
      text += "Record-Route: " + route + "\r\n";
    }
  }
  std::string to = request.header("to");
  if (status > 100 && !has_param(to, "tag")) to += ";tag=" + transaction.to_tag;
  text += "From: " + request.header("from") + "\r\nTo: " + to +
          "\r\nCall-ID: " + request.header("call-id") + "\r\nCSeq: " + request.header("cseq") +
          "\r\n";
  const bool is_update = request.method() == "UPDATE" && status < 300;
  if (makes_dialog || is_update) text += "Contact: <" + contact_uri() + ">\r\n";
  if (makes_dialog) text += abilities();
  for (const std::string& line : headers) text += line + "\r\n";
  if (!body.empty()) text += "Content-Type: application/sdp\r\n";
  return text + length_line(body, transaction.way.tcp) + "\r\n" + body;
}

void Phone::respond(ServerTransaction& transaction, int status, std::vector<std::string> headers,
                    const std::string& body) {
  transaction.status = status;
  transaction.response = response_text(transaction, status, headers, body);
  if (!transaction.way.tcp) {  // section 18.2.2
    const std::string via = transaction.request.header("via");
    if (!has_param(via, "rport")) {
      const std::size_t space = via.find(' ');
      const RawUri sent_by = take_apart("sip:" + via.substr(space + 1, via.find(';') - space - 1));
      transaction.way.remote.port = sent_by.port != 0 ? sent_by.port : std::uint16_t{5060};
    }
  }
  sent_.emplace_back(transaction.response);
  wire_.send(transaction.way, transaction.response);
  transaction.interval = kT1;
  if (transaction.request.method() != "INVITE") {
    transaction.over.arm(transaction.way.tcp ? base::Duration{} : 64 * kT1);  // timer J
  } else if (status < 200) {
    if (world_.is_stormy()) transaction.again.arm(2 * kT1);
  } else {
    if (status < 300 || !transaction.way.tcp) transaction.again.arm(kT1);  // timer G, 13.3.1.4
    transaction.over.arm(64 * kT1);                                        // timers H and L
  }
}

void Phone::resend(ServerTransaction& transaction) {
  wire_.send(transaction.way, transaction.response);
  if (transaction.status < 200 && !transaction.unheard) return transaction.again.arm(2 * kT1);
  transaction.interval = std::min(transaction.interval * 2, world_.is_stormy() ? kT1 : kT2);
  transaction.again.arm(transaction.interval);
}

void Phone::run_out(ServerTransaction& transaction) {
  const bool invite = transaction.request.method() == "INVITE";
  Call* call = transaction.call;
  const bool unheard =
      invite && transaction.status < 300 && call && call->state == Call::State::answered;
  if (unheard) {  // section 13.3.1.4
    ++gave_up_;
    world_.ladder().note(world_.now(), aor_ + " heard no ACK");
    send_bye(*call);
  }
  if (invite && transaction.unheard) {  // RFC 3262 section 3
    ++gave_up_;
    transaction.unheard = false;
    end(*call);
    return respond(transaction, 504);
  }
  finish(transaction);
}

void Phone::finish(ServerTransaction& transaction) {
  server_.remove_if([&](const auto& one) { return one.get() == &transaction; });
}

}  // namespace sim
