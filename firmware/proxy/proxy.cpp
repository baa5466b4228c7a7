#include "firmware/proxy/proxy.h"

#include <iterator>
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
  CallRole role;
  if (inbound.message->method() == sip::Method::invite) {
    if (transactions_.is_own_request(inbound)) role.call = calls_.begun_by(inbound);
    role.spiral = role.call != 0;
    if (!role.spiral && calls_.full()) {
      server.respond_with(503, "Too Many Calls", "Retry-After: 10\r\n");
      return;
    }
    if (!role.spiral) role.call = begin_call(inbound, std::move(parties));
  }
  Forwarding forwarding = forwarding_of(inbound, plan);
  forwarding.loop_hash = route_hash(*inbound.message);
  forwarding.record_route = makes_dialog(*inbound.message);
  start(server, std::move(forwarding), std::move(targets), role);
}

CallSerial Proxy::begin_call(const sip::Inbound& invite, Parties parties) {
  auto via = invite.message->values(sip::HeaderId::via).begin();
  const bool direct = ++via == std::default_sentinel;
  return calls_.begin(invite, std::move(parties.caller), std::move(parties.callee), direct);
}

void Proxy::forward_in_dialog(sip::ServerTransaction& server, const RoutePlan& plan,
                              const std::optional<CallTable::Match>& call) {
  const sip::Inbound& inbound = server.inbound();
  Target target;
  target.uri = plan.request_uri;
  CallRole role;
  if (call) {
    target.flow = call->direct_flow;
    if (inbound.message->method() == sip::Method::bye) role.call = call->serial;
    if (call->direction == Direction::from_callee) role.sender = CallEnd::By::callee;
  }
  Forwarding forwarding = forwarding_of(inbound, plan);
  // A target refresh keeps the route set (section 12.2): nothing to record again, but a peer that
  // lost it (section 16.6 step 4) is helped by the value in a re-INVITE.
  forwarding.record_route = inbound.message->method() == sip::Method::invite;
  start(server, std::move(forwarding), {std::move(target)}, role);
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
                  std::vector<Target> targets, const CallRole& role) {
  const std::uint64_t id = ++last_id_;
  auto made = std::make_unique<ResponseContext>(*this, id, server, std::move(forwarding),
                                                std::move(targets), role);
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
