#include "apps/jackfield/reception.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/proxy/loop_detection.h"
#include "firmware/proxy/route_plan.h"
#include "firmware/sip/core/uas.h"
#include "firmware/sip/message/fields.h"
#include "firmware/sip/message/wellformed.h"

namespace jackfield {

namespace {

using sip::Method;

bool has_to_tag(const sip::Message& request) {
  const auto to = sip::to(request);
  return to && !to->tag().empty();
}

// Option tags that calls of our own support.
constexpr std::string_view kOfCalls[] = {"100rel", "timer", "replaces"};

// In a dialog that we do not know (a subscription, or a call from before a restart) these pass for
// an extension that proves itself; anything else could open what no rule opens.
bool may_outlive_its_call(Method method) {
  return method == Method::bye || method == Method::subscribe || method == Method::notify;
}

// As call records name a stranger: "user@host".
std::string address_of(const sip::Message& request) {
  const auto from = sip::from(request);
  const auto uri = from ? from->uri() : from.error();
  if (!from || !uri) return "unknown";
  if (!uri->is_sip()) return std::string(uri->text);
  return uri->has_user ? std::string(uri->user) + "@" + std::string(uri->host)
                       : std::string(uri->host);
}

}  // namespace

void Reception::on_request(sip::ServerTransaction& transaction) {
  const sip::Message& request = transaction.request();
  if (const auto rejection = sip::check_request(request)) {
    transaction.respond_with(rejection->status, rejection->reason);
    return;
  }
  if (request.method() == Method::cancel) {
    on_cancel(transaction);
    return;
  }
  if (sip::Dialog* dialog = f_.dialogs.find(request)) {
    dialog->on_request(transaction);
    return;
  }
  const auto plan = proxy::plan_route(request, f_.transactions.transport(), f_.settings.domains);
  if (!plan) {
    transaction.respond_with(400, "Malformed Route");
    return;
  }
  const auto uri = sip::Uri::parse(plan->request_uri);
  if (!uri || uri->scheme == sip::Uri::Scheme::other || uri->scheme == sip::Uri::Scheme::sips) {
    transaction.respond_with(416);
    return;
  }
  if (is_for_us(request, *plan, *uri)) {
    serve(transaction);
  } else {
    forward(transaction, *plan, *uri);
  }
}

bool Reception::is_for_us(const sip::Message& request, const proxy::RoutePlan& plan,
                          const sip::Uri& uri) const {
  if (!plan.next_route.empty() || !f_.rules.is_local(uri)) return false;
  return request.method() == Method::register_ || uri.user.empty();
}

// No CANCEL can be challenged: it is believed if it comes from where its INVITE came from (RFC 3261
// section 22.1).
void Reception::on_cancel(sip::ServerTransaction& transaction) {
  sip::ServerTransaction* invite = f_.transactions.find_cancelled(transaction.request());
  if (invite == nullptr || invite->flow().remote.address != transaction.flow().remote.address) {
    transaction.respond_with(481);
    return;
  }
  transaction.respond_with(200);
  invite->cancel();
}

// A request to the switchboard itself (RFC 3261 section 8.2).
void Reception::serve(sip::ServerTransaction& transaction) {
  const sip::Message& request = transaction.request();
  if (const auto refusal = sip::check_require(request)) {
    sip::refuse(transaction, *refusal);
    return;
  }
  if (has_to_tag(request)) {
    transaction.respond_with(481);
    return;
  }
  if (merged_.seen_before(transaction, f_.transactions.timers().now())) {
    transaction.respond_with(482);
    return;
  }
  switch (request.method()) {
    case Method::register_:
      on_register(transaction);
      break;
    case Method::options:
      sip::answer_options(transaction);
      break;
    case Method::invite:
      transaction.respond_with(404, "Dial A Number");
      break;
    default:
      transaction.respond_with(405, {}, "Allow: OPTIONS, REGISTER\r\n");
  }
}

// RFC 3261 section 10.3 steps 3 to 5: who may change whose bindings.
void Reception::on_register(sip::ServerTransaction& transaction) {
  const auto number = f_.authenticator.prove(transaction, Authenticator::Role::registrar);
  if (!number) return;
  const auto to = sip::to(transaction.request());
  const auto uri = to ? to->uri() : to.error();
  if (!uri || !f_.rules.is_local(*uri)) {
    transaction.respond_with(404, "Not Our Domain");
    return;
  }
  if (sip::unescape(uri->user) != *number) {
    transaction.respond_with(403, "Not Your Number");
    return;
  }
  // The registrar may answer after the transaction is gone: it is looked up again then.
  f_.registrar.on_register(
      transaction.inbound(), *number,
      [&transactions = f_.transactions, key = transaction.key()](std::string response) {
        sip::ServerTransaction* waiting = transactions.find_server(key);
        sip::Message message;
        if (waiting == nullptr || !sip::parse(response, message)) return;
        waiting->respond(message.status(), std::move(response));
      });
}

// A request that passes through (RFC 3261 section 16.3).
void Reception::forward(sip::ServerTransaction& transaction, const proxy::RoutePlan& plan,
                        const sip::Uri& uri) {
  const sip::Message& request = transaction.request();
  if (const auto refusal = sip::check_max_forwards(request)) {
    sip::refuse(transaction, *refusal);
    return;
  }
  if (const auto refusal = sip::check_proxy_require(request)) {
    sip::refuse(transaction, *refusal);
    return;
  }
  if (proxy::has_looped(request, proxy::route_hash(request), f_.transactions.transport())) {
    transaction.respond_with(482);
    return;
  }
  if (has_to_tag(request)) {
    forward_in_dialog(transaction, plan);
  } else {
    forward_new(transaction, plan, uri);
  }
}

void Reception::forward_in_dialog(sip::ServerTransaction& transaction,
                                  const proxy::RoutePlan& plan) {
  const auto call = f_.proxy.calls().match(transaction.inbound());
  if (!call && !may_outlive_its_call(transaction.request().method())) {
    transaction.respond_with(481);
    return;
  }
  const bool known = call && call->from_known_source;
  if (!known && !f_.authenticator.prove(transaction, Authenticator::Role::proxy)) return;
  f_.proxy.forward_in_dialog(transaction, plan, call);
}

void Reception::forward_new(sip::ServerTransaction& transaction, const proxy::RoutePlan& plan,
                            const sip::Uri& uri) {
  const sip::Message& request = transaction.request();
  const auto caller = caller_of(transaction);
  if (!caller) return;
  const std::string user = sip::unescape(uri.user);
  RouteRequest asked{*caller, user, uri.host, f_.rules.is_local(uri)};
  const auto next = sip::Uri::parse(plan.next_route_uri);
  if (next) {  // it leaves for where its Route says
    asked.domain = next->host;
    asked.local_domain = false;
  }
  // The self-test calls the echo test, whatever the rules are, and nothing besides.
  Decision decision = f_.test_line.is(*caller) ? Decision{EnterApp{"echo", {}, user}, {}}
                                               : f_.rules.decide(asked, false);
  // A phone that calls under another name than its own gets the chance to prove who it is.
  if (caller->empty() && std::holds_alternative<Reject>(decision.route)) {
    f_.authenticator.challenge(transaction, Authenticator::Role::proxy, false);
    return;
  }
  proxy::Parties parties;
  parties.caller = caller->empty() ? address_of(request) : *caller;
  parties.callee = asked.local_domain ? user : user + "@" + std::string(uri.host);
  carry_out(std::move(decision), transaction, plan, std::move(parties), *caller);
}

// The extension that calls, "" for a stranger; nothing when the request has been answered.
std::optional<std::string> Reception::caller_of(sip::ServerTransaction& transaction) {
  const sip::Message& request = transaction.request();
  const auto from = sip::from(request);
  const auto uri = from ? from->uri() : from.error();
  const std::string claimed =
      uri && f_.rules.is_local(*uri) ? sip::unescape(uri->user) : std::string();
  const bool is_test = f_.test_line.is(claimed);
  const bool is_extension = is_test || (!claimed.empty() && f_.directory.find(claimed) != nullptr);
  // What we sent ourselves and comes back (a spiral) has been looked into before.
  const bool proven_before = f_.transactions.is_own_request(transaction.inbound());
  if (is_extension && !is_test && (proven_before || !f_.settings.authenticate_calls)) {
    return claimed;
  }
  if (!is_extension && !f_.authenticator.has_credentials(request, Authenticator::Role::proxy)) {
    return std::string();
  }
  auto proven = f_.authenticator.prove(transaction, Authenticator::Role::proxy);
  if (proven && is_extension && *proven != claimed) {
    transaction.respond_with(403, "From Is Not Your Number");
    return std::nullopt;
  }
  return proven;
}

void Reception::carry_out(Decision decision, sip::ServerTransaction& transaction,
                          const proxy::RoutePlan& plan, proxy::Parties parties,
                          const std::string& caller) {
  const bool invites = transaction.request().method() == Method::invite;
  if (const auto* reject = std::get_if<Reject>(&decision.route)) {
    transaction.respond_with(reject->status, reject->reason);
  } else if (const auto* redirect = std::get_if<Redirect>(&decision.route)) {
    transaction.respond_with(302, {}, "Contact: <" + redirect->uri + ">\r\n");
  } else if (std::holds_alternative<EnterApp>(decision.route) && !invites) {
    transaction.respond_with(405, {}, "Allow: INVITE\r\n");
  } else if (const auto* extension = std::get_if<ProxyToExtension>(&decision.route)) {
    f_.proxy.forward(transaction, plan, f_.rules.targets_of(extension->number), std::move(parties));
  } else if (const auto* ring = std::get_if<RingExtension>(&decision.route); ring && !invites) {
    f_.proxy.forward(transaction, plan, f_.rules.targets_of(ring->number), std::move(parties));
  } else if (std::holds_alternative<ProxyToDomain>(decision.route)) {
    proxy::Target target;
    target.uri = plan.request_uri;
    f_.proxy.forward(transaction, plan, {std::move(target)}, std::move(parties));
  } else {
    own(std::move(decision.route), transaction, std::move(parties), caller);
  }
}

// A call that ends here (section 8.2), even if another begins for its sake.
void Reception::own(Route route, sip::ServerTransaction& transaction, proxy::Parties parties,
                    const std::string& caller) {
  if (const auto refusal = sip::check_require(transaction.request(), kOfCalls)) {
    sip::refuse(transaction, *refusal);
  } else {
    f_.conversations.begin(transaction, caller, std::move(route), std::move(parties));
  }
}

void Reception::on_ack(const sip::Inbound& ack) {
  if (sip::check_request(*ack.message) || sip::check_max_forwards(*ack.message)) return;
  if (sip::Dialog* dialog = f_.dialogs.find(*ack.message)) {
    dialog->on_ack(ack);
    return;
  }
  const auto call = f_.proxy.calls().match(ack);
  if (!call || !call->from_known_source) return;
  const auto plan =
      proxy::plan_route(*ack.message, f_.transactions.transport(), f_.settings.domains);
  if (plan) f_.proxy.forward_ack(ack, *plan, *call);
}

void Reception::on_flow_failed(const sip::Flow& flow, net::Error) {
  f_.location.on_flow_failed(flow);
}

}  // namespace jackfield
