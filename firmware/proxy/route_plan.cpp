#include "firmware/proxy/route_plan.h"

#include <algorithm>
#include <vector>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"

namespace proxy {

namespace {

using sip::HeaderId;

bool is_own(const sip::Uri& uri, const sip::TransportLayer& transport) {
  return uri.is_sip() && transport.is_own(uri.host, uri.port);
}

bool listens_on(std::uint16_t port, const sip::TransportLayer& transport) {
  for (std::size_t i = 0; i < transport.interface_count(); ++i) {
    if (transport.local(i).port == port) return true;
  }
  return false;
}

bool is_own_domain(const sip::Uri& uri, std::span<const std::string> domains,
                   const sip::TransportLayer& transport) {
  const bool named = uri.is_sip() && std::ranges::any_of(domains, [&](const auto& domain) {
                       return base::iequals(domain, uri.host);
                     });
  return named && (uri.port == 0 || listens_on(uri.port, transport));
}

// A value that record_route.h makes: our name, lr, nobody's user part.
bool is_own_record_route(const sip::Uri& uri, const sip::TransportLayer& transport) {
  return is_own(uri, transport) && !uri.has_user && uri.params.has("lr");
}

}  // namespace

sip::Result<RoutePlan> plan_route(const sip::Message& request, const sip::TransportLayer& transport,
                                  std::span<const std::string> domains) {
  RoutePlan plan;
  plan.request_uri = request.request_uri();
  if (!request.has(HeaderId::route)) return plan;

  struct Route {
    std::string_view text;
    sip::NameAddr address;
    sip::Uri uri;
  };
  std::vector<Route> routes;
  for (const sip::HeaderValue& value : request.values(HeaderId::route)) {
    const auto address = sip::NameAddr::parse(value.text);
    if (!address) return address.error();
    const auto uri = address->uri();
    if (!uri) return uri.error();
    routes.push_back({value.text, *address, *uri});
  }
  if (routes.empty()) return plan;
  plan.routes = routes.size();

  const auto received_uri = sip::Uri::parse(request.request_uri());
  if (received_uri && is_own_record_route(*received_uri, transport)) {
    plan.from_strict_router = true;
    plan.request_uri = routes.back().address.uri_text;
    routes.pop_back();
  }
  // RFC 5658: of a double Record-Route both values are ours.
  for (const Route& route : routes) {
    if (!is_own(route.uri, transport) && !is_own_domain(route.uri, domains, transport)) break;
    ++plan.own_routes;
  }
  if (plan.own_routes < routes.size()) {
    const Route& next = routes[plan.own_routes];
    plan.next_route = next.text;
    plan.next_route_uri = next.address.uri_text;
    plan.next_is_strict = !next.uri.params.has("lr");
  }
  return plan;
}

void apply(const RoutePlan& plan, std::string_view target_uri, sip::Edits& edits) {
  std::size_t gone = plan.own_routes;
  if (plan.from_strict_router) edits.remove_value(HeaderId::route, plan.routes - 1);
  if (plan.next_is_strict) {
    edits.set_request_uri(plan.next_route_uri);
    edits.append(HeaderId::route, "<" + std::string(target_uri) + ">");
    ++gone;
  } else {
    edits.set_request_uri(target_uri);
  }
  for (std::size_t i = 0; i < gone; ++i) edits.remove_value(HeaderId::route, i);
}

}  // namespace proxy
