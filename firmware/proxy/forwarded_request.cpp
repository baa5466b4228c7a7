#include "firmware/proxy/forwarded_request.h"

#include <algorithm>

#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"

namespace proxy {

namespace {

using sip::HeaderId;

constexpr std::uint32_t kDefaultMaxForwards = 70;

void drop_consumed_credentials(const Forwarding& forwarding, sip::Edits& edits) {
  if (forwarding.consumed_realm.empty()) return;
  const sip::Message& request = *forwarding.inbound.message;
  for (std::size_t i = 0; i < request.header_count(); ++i) {
    const sip::HeaderLine line = request.header(i);
    if (line.id != HeaderId::proxy_authorization) continue;
    const auto fields = sip::DigestFields::parse(line.value);
    if (fields && fields->realm == forwarding.consumed_realm) edits.remove_line(i);
  }
}

void stamp_received(const sip::Inbound& inbound, sip::Edits& edits) {
  const auto via = sip::top_via(*inbound.message);
  if (!via) return;
  const std::string stamp = sip::via_stamp(*inbound.message, inbound.flow.remote);
  sip::Params params(stamp);
  std::string_view name, value;
  while (params.next(name, value)) edits.set_top_via_param(name, value);
}

}  // namespace

NextHop next_hop(const Forwarding& forwarding, const Target& target) {
  if (!forwarding.plan.next_route_uri.empty()) return {{}, forwarding.plan.next_route_uri};
  if (target.flow) return {target.flow, target.uri};
  if (!target.path.empty()) {
    const auto first = sip::NameAddr::parse(target.path.front());
    if (first) return {{}, first->uri_text};
  }
  return {{}, target.uri};
}

bool makes_dialog(const sip::Message& request) {
  switch (request.method()) {
    case sip::Method::invite:
    case sip::Method::subscribe:
    case sip::Method::refer:
    case sip::Method::notify:
      return true;
    default:
      return false;
  }
}

std::string print(const Forwarding& forwarding, const Target& target,
                  const sip::TransportLayer& transport, const sip::Flow& out,
                  std::string_view branch, std::uint32_t max_breadth) {
  const sip::Message& request = *forwarding.inbound.message;
  sip::Edits edits(request);
  apply(forwarding.plan, target.uri, edits);
  for (auto route = target.path.rbegin(); route != target.path.rend(); ++route) {
    edits.prepend(HeaderId::route, *route);
  }
  const auto hops = sip::max_forwards(request);
  edits.set(HeaderId::max_forwards, std::to_string(hops ? *hops - 1 : kDefaultMaxForwards));
  if (max_breadth > 0) edits.set(HeaderId::max_breadth, std::to_string(max_breadth));
  if (forwarding.record_route) {
    const auto values =
        record_routes(transport, forwarding.inbound.flow, out, forwarding.record_route_mode);
    for (auto value = values.rbegin(); value != values.rend(); ++value) {
      edits.prepend(HeaderId::record_route, *value);
    }
  }
  drop_consumed_credentials(forwarding, edits);
  stamp_received(forwarding.inbound, edits);
  std::string via = "SIP/2.0/";
  via += sip::to_string(out.transport);
  via += ' ';
  via += transport.sent_by(out);
  via += ";branch=";
  via += branch;
  if (out.transport == sip::Transport::udp) via += ";rport";
  edits.prepend(HeaderId::via, via);
  if (sip::is_reliable(out.transport)) edits.ensure_content_length();
  return edits.apply();
}

}  // namespace proxy
