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

// "sip:bob@office.example:5070;maddr=10.0.0.1;transport=tcp" without its last three.
std::string without_maddr(const sip::Uri& uri) {
  std::string stripped(uri.text.data(), uri.host.data());
  stripped += uri.host;
  sip::Params params = uri.params;
  std::string_view name, value;
  while (params.next(name, value)) {
    if (base::iequals(name, "maddr") || base::iequals(name, "transport")) continue;
    stripped.append(";").append(name);
    if (!value.empty()) stripped.append("=").append(value);
  }
  if (!uri.headers.empty()) stripped.append("?").append(uri.headers);
  return stripped;
}

// Whatever transport the URI names: we listen by all on each port.
std::string stripped_of_own_maddr(std::string_view text, const sip::TransportLayer& transport) {
  const auto uri = sip::Uri::parse(text);
  const auto maddr = uri && uri->is_sip() ? uri->params.find("maddr") : std::nullopt;
  return maddr && transport.is_own(*maddr, uri->port) ? without_maddr(*uri) : std::string(text);
}

}  // namespace

sip::Result<RoutePlan> plan_route(const sip::Message& request, const sip::TransportLayer& transport,
                                  std::span<const std::string> domains) {
  RoutePlan plan;
  plan.request_uri = stripped_of_own_maddr(request.request_uri(), transport);
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
    plan.request_uri = stripped_of_own_maddr(routes.back().address.uri_text, transport);
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
