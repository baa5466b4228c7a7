// The phone's offers and answers (RFC 3264, RFC 3311, RFC 3261 sections 13 and 14), and its session
// timer (RFC 4028).
#include <algorithm>
#include <cstdlib>

#include "tests/sim/phone_parts.h"

namespace sim {

void Phone::complain(const std::string& complaint, const RawMessage& message) const {
  if (complaint.empty() || !options_.judges) return;
  world_.fault(aor_ + " was sent a bad description: " + complaint + "\n" + message.text());
}

// A caller that was not answered yet speaks to whom it heard last.
Phone::Dialog& Phone::dialog_in_use(Call& call) const {
  const bool is_early = call.dialog.remote_tag.empty() && !call.early.empty();
  return is_early ? call.early.back() : call.dialog;
}

Phone::Dialog* Phone::find_dialog(Call& call, std::string_view remote_tag) const {
  if (remote_tag.empty()) return nullptr;
  if (call.dialog.remote_tag == remote_tag) return &call.dialog;
  const auto found = std::find_if(call.early.begin(), call.early.end(),
                                  [&](const Dialog& one) { return one.remote_tag == remote_tag; });
  return found == call.early.end() ? nullptr : &*found;
}

void Phone::reinvites() {
  propose("INVITE", session().hold());
}

void Phone::reinvites_without_offer() {
  propose("INVITE", session().hold(), false);
}

void Phone::updates() {
  propose("UPDATE", session().hold());
}

void Phone::holds(Hold how) {
  propose("INVITE", how);
}

void Phone::resumes() {
  propose("INVITE", Hold::none);
}

void Phone::refuses_offers(int status, int times) {
  refusal_ = status;
  refusals_ = times;
}

void Phone::propose(std::string_view method, Hold hold, bool with_offer) {
  begin(method);
  Call* call = newest();
  if (!call || call->state == Call::State::ended) return world_.fault(aor_ + " is in no call");
  call->proposal = Proposal{std::string(method), hold, with_offer};
  pursue(*call);
}

// RFC 3261 section 14.1 and RFC 3311 section 5.1: nothing of the kind may be under way.
bool Phone::is_busy(const Call& call, std::string_view method) const {
  if (!dialog_in_use(const_cast<Call&>(call)).session.is_stable()) return true;
  if (method == "INVITE" && call.state != Call::State::talking) return true;
  for (const auto& own : client_) {
    if (own->call != &call || own->status >= 200) continue;
    if (own->draft.offers && own->draft.method != "INVITE") return true;
    if (own->draft.method == "INVITE" && method == "INVITE") return true;
  }
  for (const auto& other : server_) {
    if (other->call != &call || other->request.method() != "INVITE") continue;
    if (other->status < 200 && method == "INVITE") return true;
    if (other->status >= 200 && other->status < 300 && !other->acknowledged) return true;
  }
  return false;
}

void Phone::pursue(Call& call) {
  if (!call.proposal || call.again.armed() || is_busy(call, call.proposal->method)) return;
  const Proposal proposal = *call.proposal;
  call.proposal.reset();
  Dialog& dialog = dialog_in_use(call);
  Draft request = draft_in(call, dialog, proposal.method);
  request.offers = proposal.with_offer;
  if (proposal.with_offer) request.body = dialog.session.offer(proposal.hold);
  start(std::move(request), &call);
}

// Section 14.1: after a 491 whoever made the Call-ID waits from 2.1 s to 4 s, the other up to 2 s.
void Phone::on_offer_refused(ClientTransaction& transaction, int status) {
  Call& call = *transaction.call;
  Dialog* dialog = find_dialog(call, transaction.draft.remote_tag);
  if (!dialog) return;
  const Hold wanted = dialog->session.hold();
  if (transaction.draft.offers) dialog->session.withdraw();
  if (status == 481 || status == 408) return end(call);
  if (status != 491 || call.state != Call::State::talking) return pursue(call);
  if (!call.proposal) {
    call.proposal = Proposal{transaction.draft.method, wanted, transaction.draft.offers};
  }
  const std::uint64_t tens =
      call.outgoing ? 210 + world_.random().below(191) : world_.random().below(201);
  call.again.arm(std::chrono::milliseconds(10 * tens));
}

// The final response to an UPDATE, a PRACK, or what carries no offer at all.
void Phone::on_answer(ClientTransaction& transaction, const RawMessage& response) {
  const std::string& method = transaction.draft.method;
  if (method != "UPDATE" && method != "PRACK") return;
  if (response.status() >= 300) return on_offer_refused(transaction, response.status());
  Dialog* dialog = find_dialog(*transaction.call, transaction.draft.remote_tag);
  if (!dialog) return;
  const std::string description = description_in(response);
  if (transaction.draft.offers) {
    complain(description.empty() ? "no answer to an offer in " + method
                                 : dialog->session.take_answer(description),
             response);
  } else if (!description.empty()) {
    complain("a description that nobody asked for", response);
  }
  if (method == "UPDATE") {
    const std::string target = uri_in(response.header("contact"));
    if (!target.empty()) dialog->remote_target = target;
    keep_refreshed(*transaction.call, response.header("session-expires"), true);
  }
  pursue(*transaction.call);
}

// What the 2xx for an INVITE holds; returns what its ACK shall hold.
std::string Phone::on_invite_description(ClientTransaction& transaction,
                                         const RawMessage& response) {
  Dialog& dialog = transaction.call->dialog;
  const std::string description = description_in(response);
  if (std::exchange(dialog.exchanged, true)) {
    if (!description.empty() && description != dialog.session.remote()) {
      complain("a second description in one INVITE transaction", response);
    }
    return "";
  }
  if (transaction.draft.offers) {
    complain(description.empty() ? "no answer in the 2xx" : dialog.session.take_answer(description),
             response);
    return "";
  }
  if (description.empty()) {
    complain("no offer in the 2xx for an INVITE without one", response);
    return "";
  }
  complain(dialog.session.take_offer(description), response);
  return dialog.session.answer();
}

// A re-INVITE or an UPDATE.
void Phone::on_session_request(ServerTransaction& transaction) {
  const RawMessage& request = transaction.request;
  if (const int status = objection_to(transaction)) {
    return respond(
        transaction, status,
        status == 500 ? std::vector<std::string>{"Retry-After: 3"} : std::vector<std::string>{});
  }
  Dialog& dialog = *find_dialog(*transaction.call, param_of(request.header("from"), "tag"));
  const std::string target = uri_in(request.header("contact"));
  if (!target.empty()) dialog.remote_target = target;
  std::string description;
  if (!description_in(request).empty()) {
    complain(dialog.session.take_offer(request.body()), request);
    description = dialog.session.answer();
  } else if (request.method() == "INVITE") {
    transaction.offered = true;
    description = dialog.session.offer(dialog.session.hold());
  }
  respond(transaction, 200, expiry_lines(transaction), description);
  pursue(*transaction.call);
}

// The status that a re-INVITE or UPDATE is refused with; 0: it is welcome.
int Phone::objection_to(const ServerTransaction& transaction) {
  const bool is_invite = transaction.request.method() == "INVITE";
  const bool offers = !description_in(transaction.request).empty();
  Dialog& dialog =
      *find_dialog(*transaction.call, param_of(transaction.request.header("from"), "tag"));
  for (const auto& other : server_) {
    if (other.get() == &transaction || other->call != transaction.call) continue;
    if (is_invite && other->request.method() == "INVITE" && other->status < 200) return 500;
  }
  for (const auto& own : client_) {
    if (own->call != transaction.call || own->status >= 200 || !is_invite) continue;
    if (own->draft.method == "INVITE") return 491;
  }
  if ((offers || is_invite) && dialog.session.has_offered()) return 491;
  if ((offers || is_invite) && dialog.session.is_asked()) return 500;
  if (refusals_ > 0 && offers) {
    --refusals_;
    return refusal_;
  }
  return 0;
}

// What a response to an INVITE holds: the answer, the same whenever it is given; or the offer that
// an INVITE without one is owed in the first response that cannot get lost.
std::string Phone::description_for(ServerTransaction& transaction, int status, bool reliable) {
  Session& session = transaction.call->dialog.session;
  const bool binds = reliable || status >= 200;
  if (description_in(transaction.request).empty()) {
    if (!binds || std::exchange(transaction.offered, true)) return "";
    return session.offer(Hold::none);
  }
  if (transaction.exchanged) return "";
  if (transaction.answer.empty()) transaction.answer = session.answer();
  transaction.exchanged = binds;
  return transaction.answer;
}

void Phone::on_ack_description(ServerTransaction& invite, const RawMessage& ack) {
  const std::string description = description_in(ack);
  const bool is_owed = invite.offered && !invite.exchanged;
  if (!is_owed) {
    if (!description.empty()) complain("a description in an ACK that owes none", ack);
    return;
  }
  invite.exchanged = true;
  Session& session = invite.call->dialog.session;
  complain(description.empty() ? "no answer in the ACK" : session.take_answer(description), ack);
}

// RFC 4028 section 9: what is asked for is granted; who asks refreshes, unless it says otherwise.
std::vector<std::string> Phone::expiry_lines(const ServerTransaction& transaction) {
  const std::string asked = transaction.request.header("session-expires");
  const std::vector<std::string>& own = options_.supports;
  if (asked.empty() || std::find(own.begin(), own.end(), "timer") == own.end()) return {};
  const std::string refresher = param_of(asked, "refresher");
  const std::string value =
      asked.substr(0, asked.find(';')) + ";refresher=" + (refresher.empty() ? "uac" : refresher);
  keep_refreshed(*transaction.call, value, false);
  return {"Require: timer", "Session-Expires: " + value};
}

void Phone::keep_refreshed(Call& call, const std::string& session_expires, bool is_uac) {
  if (session_expires.empty()) return;
  call.expires = std::chrono::seconds(std::atoi(session_expires.c_str()));
  call.refreshes = (param_of(session_expires, "refresher") == "uac") == is_uac;
  const std::chrono::seconds early = std::min(std::chrono::seconds(32), call.expires / 3);
  call.fresh.arm(call.refreshes ? call.expires / 2 : call.expires - early);
}

void Phone::refresh(Call& call) {
  if (call.state != Call::State::talking) return;
  if (!call.refreshes) return send_bye(call);  // section 10
  Draft request = draft_in(call, "UPDATE");
  request.headers = {"Session-Expires: " + std::to_string(call.expires.count()) + ";refresher=uac"};
  start(std::move(request), &call);
}

}  // namespace sim
