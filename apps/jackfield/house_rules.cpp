#include "apps/jackfield/house_rules.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"

namespace jackfield {

namespace {

// A name that no DNS knows: the phone is only to be had by the way it registered over.
bool is_unresolvable(std::string_view host) {
  const auto ends_with = [&](std::string_view tail) {
    return host.size() >= tail.size() &&
           base::iequals(host.substr(host.size() - tail.size()), tail);
  };
  return ends_with(".invalid") || ends_with(".local");
}

// The phone is reached by the flow that its REGISTER came by: a connection, a way back through a
// NAT (the contact names another address, or none), or simply where it listens. Only a contact at
// another port or transport, or with a name of its own, is another way.
bool is_reached_by_flow(const location::Binding& binding, const sip::Uri& contact) {
  if (binding.flow.transport != sip::Transport::udp) return true;
  const net::Endpoint& source = binding.flow.remote;
  const auto address = net::IpAddress::parse(contact.host);
  if (!address) return is_unresolvable(contact.host);
  if (*address != source.address) return true;
  const std::uint16_t port =
      contact.port != 0 ? contact.port : sip::default_port(sip::Transport::udp);
  const auto transport = contact.params.find("transport");
  return port == source.port && (!transport || base::iequals(*transport, "udp"));
}

}  // namespace

bool HouseRules::is_local(const sip::Uri& uri) const {
  if (uri.scheme == sip::Uri::Scheme::tel) return true;
  if (!uri.is_sip() || uri.params.has("maddr")) return false;  // section 16.5
  const auto& domains = settings_.domains;
  const bool named = std::any_of(domains.begin(), domains.end(), [&](const std::string& domain) {
    return base::iequals(domain, uri.host);
  });
  return named || transport_.is_own(uri.host, uri.port);
}

Decision HouseRules::decide(const RouteRequest& request, bool explain) const {
  const auto exists = [this](std::string_view number) {
    return directory_.find(number) != nullptr;
  };
  return dialplan_.route(request, exists, explain);
}

Route HouseRules::onward(const RouteRequest& request) const {
  Route route = decide(request, false).route;
  if (auto* const proxied = std::get_if<ProxyToExtension>(&route)) {
    return RingExtension{std::move(proxied->number)};
  }
  return route;
}

std::vector<proxy::Target> HouseRules::targets_of(std::string_view number) const {
  std::vector<proxy::Target> targets;
  for (location::Binding& binding : location_.lookup(number)) {
    const auto uri = sip::Uri::parse(binding.contact);
    if (!uri) continue;
    proxy::Target target;
    target.q = binding.q;
    if (binding.path.empty() && !is_local(*uri) && is_reached_by_flow(binding, *uri)) {
      target.flow = binding.flow;
    }
    target.uri = std::move(binding.contact);
    target.path = std::move(binding.path);
    targets.push_back(std::move(target));
  }
  return targets;
}

bool HouseRules::may_redirect_to(const sip::Inbound& inbound, const sip::Uri& uri) const {
  const auto from = sip::from(*inbound.message);
  const auto sender = from ? from->uri() : from.error();
  if (!sender) return false;
  // An extension's name in From has been proven; any other is a stranger's word.
  std::string caller = is_local(*sender) ? sip::unescape(sender->user) : std::string();
  if (directory_.find(caller) == nullptr) caller.clear();
  const std::string user = sip::unescape(uri.user);
  const Decision decision = decide({caller, user, uri.host, is_local(uri)}, false);
  return std::holds_alternative<RingExtension>(decision.route) ||
         std::holds_alternative<ProxyToExtension>(decision.route) ||
         std::holds_alternative<ProxyToDomain>(decision.route);
}

}  // namespace jackfield
