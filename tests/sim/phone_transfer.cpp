// The phone and transfers: REFER from both sides (RFC 3515, RFC 5589), and calls that take another
// call's place (RFC 3891).
#include <cstdlib>

#include "tests/sim/phone_parts.h"

namespace sim {

namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == ';' || c == '=' || c == '@') {
      result += c == ';' ? "%3B" : c == '=' ? "%3D" : "%40";
    } else {
      result += c;
    }
  }
  return result;
}

std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 2 >= text.size()) {
      result += text[i];
      continue;
    }
    const std::string code(text.substr(i + 1, 2));
    result += static_cast<char>(std::strtol(code.c_str(), nullptr, 16));
    i += 2;
  }
  return result;
}

}  // namespace

void Phone::refers(std::string_view target, std::vector<std::string> headers) {
  const bool is_uri = target.find(':') != std::string_view::npos;
  headers.push_back("Refer-To: <" + (is_uri ? std::string(target) : target_uri(target)) + ">");
  headers.push_back("Referred-By: <" + aor_ + ">");
  notified_.clear();
  asks_in_dialog("REFER", std::move(headers));
}

void Phone::refers_to_call(std::size_t number) {
  Call* const own = newest();
  switches_to(number);
  if (world_.is_at_fault()) return;
  const std::string target = remote_target() + "?Replaces=" + escaped(replaces());
  chosen_ = own;
  refers(target);
}

std::string Phone::replaces() const {
  const Call* call = newest();
  if (!call) return "";
  return call->call_id + ";to-tag=" + call->dialog.remote_tag + ";from-tag=" + call->local_tag;
}

bool Phone::expects_transferred(int status, Where where) {
  return await([&] { return !notified_.empty() && notified_.back() == status; },
               "to be notified of " + std::to_string(status), where);
}

void Phone::on_notify(ServerTransaction& transaction) {
  const RawMessage& notify = transaction.request;
  if (!notify.header("event").starts_with("refer")) return respond(transaction, 489);
  const std::string body = notify.body();
  if (notify.header("subscription-state").empty() || !body.starts_with("SIP/2.0 ") ||
      !notify.header("content-type").starts_with("message/sipfrag")) {
    complain("a NOTIFY of a REFER without its state or its fragment", notify);
  }
  notified_.push_back(std::atoi(body.c_str() + std::min<std::size_t>(8, body.size())));
  respond(transaction, 200);
}

void Phone::on_refer(ServerTransaction& transaction) {
  Call& referrer = *transaction.call;
  std::string target = uri_in(transaction.request.header("refer-to"));
  if (target.empty()) return respond(transaction, 400);
  respond(transaction, 202, {"Contact: <" + contact_uri() + ">"});
  std::vector<std::string> headers;
  const std::size_t question = target.find('?');
  if (question != std::string::npos) {
    const std::string header = target.substr(question + 1);
    target.erase(question);
    if (header.starts_with("Replaces=")) {
      headers.push_back("Replaces: " + unescaped(header.substr(9)));
    }
  }
  notify_referrer(referrer, 100);
  const std::string verb = verb_;
  dial(target, std::move(headers), true);
  verb_ = verb;
  calls_.back()->referrer = &referrer;
}

// `call` is the referrer's own for the 100, and then the one that its REFER made.
void Phone::notify_referrer(Call& call, int status) {
  Call& referrer = status == 100 ? call : *std::exchange(call.referrer, nullptr);
  Draft notify = draft_in(referrer, "NOTIFY");
  notify.has_contact = true;
  notify.headers = {"Event: refer", status < 200
                                        ? "Subscription-State: active;expires=60"
                                        : "Subscription-State: terminated;reason=noresource"};
  notify.content_type = "message/sipfrag;version=2.0";
  notify.body = "SIP/2.0 " + std::to_string(status) + " Told\r\n";
  start(std::move(notify), &referrer);
}

// The call that a Replaces header names, as its other party knows it.
Phone::Call* Phone::replaced_by(const RawMessage& invite) const {
  const std::string value = invite.header("replaces");
  if (value.empty()) return nullptr;
  const std::string call_id = value.substr(0, value.find(';'));
  for (const auto& call : calls_) {
    if (call->call_id != call_id || call->local_tag != param_of(value, "to-tag")) continue;
    if (call->dialog.remote_tag != param_of(value, "from-tag")) continue;
    if (call->state == Call::State::talking) return call.get();
  }
  return nullptr;
}

}  // namespace sim
