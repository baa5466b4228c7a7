#include "firmware/proxy/proxy.h"

#include <utility>

#include "firmware/proxy/loop_detection.h"
#include "firmware/sip/message/fields.h"

namespace proxy {

Proxy::Proxy(sip::TransactionLayer& transactions, sip::ServerLocator& locator,
             CallObserver& observer, ProxySettings settings)
    : transactions_(transactions),
      locator_(locator),
      settings_(std::move(settings)),
      calls_(transactions.timers(), observer, settings_.calls),
      burial_(transactions.timers(), this) {}

Proxy::~Proxy() = default;

Forwarding Proxy::forwarding_of(const sip::Inbound& inbound, const RoutePlan& plan) const {
  Forwarding forwarding;
  forwarding.inbound = inbound;
  forwarding.plan = plan;
  forwarding.record_route_mode = settings_.record_route;
  forwarding.consumed_realm = settings_.realm;
  return forwarding;
}

void Proxy::forward(sip::ServerTransaction& server, const RoutePlan& plan,
                    std::vector<Target> targets, Parties parties) {
  const sip::Inbound& inbound = server.inbound();
  CallSerial call = 0;
  if (inbound.message->method() == sip::Method::invite) {
    if (calls_.full()) {
      server.respond_with(503, "Too Many Calls", "Retry-After: 10\r\n");
      return;
    }
    const bool direct = inbound.message->lines(sip::HeaderId::via) == 1;
    call = calls_.begin(inbound, std::move(parties.caller), std::move(parties.callee), direct);
  }
  Forwarding forwarding = forwarding_of(inbound, plan);
  forwarding.loop_hash = route_hash(*inbound.message);
  forwarding.record_route = makes_dialog(*inbound.message);
  start(server, std::move(forwarding), std::move(targets), call, CallEnd::By::caller);
}

void Proxy::forward_in_dialog(sip::ServerTransaction& server, const RoutePlan& plan,
                              const std::optional<CallTable::Match>& call) {
  const sip::Inbound& inbound = server.inbound();
  Target target;
  target.uri = plan.request_uri;
  CallSerial ending = 0;
  CallEnd::By by = CallEnd::By::caller;
  if (call) {
    target.flow = call->direct_flow;
    if (inbound.message->method() == sip::Method::bye) ending = call->serial;
    if (call->direction == Direction::from_callee) by = CallEnd::By::callee;
  }
  Forwarding forwarding = forwarding_of(inbound, plan);
  // A target refresh keeps the route set (section 12.2): nothing to record again, but a peer that
  // lost it (section 16.6 step 4) is helped by the value in a re-INVITE.
  forwarding.record_route = inbound.message->method() == sip::Method::invite;
  start(server, std::move(forwarding), {std::move(target)}, ending, by);
}

void Proxy::forward_ack(const sip::Inbound& ack, const RoutePlan& plan,
                        const CallTable::Match& call) {
  Target target;
  target.uri = plan.request_uri;
  target.flow = call.direct_flow;
  auto forwarder = std::make_unique<AckForwarder>(transactions_, locator_, forwarding_of(ack, plan),
                                                  std::move(target));
  const std::uint64_t id = ++last_id_;
  AckForwarder& started = *forwarder;
  acks_.emplace(id, std::move(forwarder));
  const auto done = [this, id] {
    const auto found = acks_.find(id);
    if (found == acks_.end()) return;
    sent_acks_.push_back(std::move(found->second));
    acks_.erase(found);
    if (!burial_.armed()) burial_.arm({});
  };
  if (started.start(done)) acks_.erase(id);
}

void Proxy::start(sip::ServerTransaction& server, Forwarding forwarding,
                  std::vector<Target> targets, CallSerial call, CallEnd::By sender) {
  const std::uint64_t id = ++last_id_;
  auto made = std::make_unique<ResponseContext>(*this, id, server, std::move(forwarding),
                                                std::move(targets), call, sender);
  ResponseContext& context = *made;
  contexts_.emplace(id, std::move(made));
  context.start();
}

void Proxy::on_recorded(std::uint64_t id) {
  const auto found = contexts_.find(id);
  if (found != contexts_.end()) found->second->on_recorded();
}

void Proxy::forget(std::uint64_t id) {
  const auto found = contexts_.find(id);
  if (found == contexts_.end()) return;
  buried_.push_back(std::move(found->second));
  contexts_.erase(found);
  if (!burial_.armed()) burial_.arm({});
}

void Proxy::empty_graveyard() {
  buried_.clear();
  sent_acks_.clear();
}

}  // namespace proxy
