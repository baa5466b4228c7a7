#include "firmware/proxy/record_route.h"

namespace proxy {

namespace {

std::string value_for(const sip::TransportLayer& transport, const sip::Flow& flow,
                      bool with_transport) {
  std::string value = "<sip:" + transport.sent_by(flow);
  if (with_transport) {
    value += ";transport=";
    value += sip::to_uri_param(flow.transport);
  }
  return value + ";lr>";
}

// UDP is what a URI without a transport parameter means to everybody here.
std::string value_for(const sip::TransportLayer& transport, const sip::Flow& flow) {
  return value_for(transport, flow, flow.transport != sip::Transport::udp);
}

}  // namespace

std::vector<std::string> record_routes(const sip::TransportLayer& transport, const sip::Flow& in,
                                       const sip::Flow& out, RecordRouteMode mode) {
  std::string outgoing = value_for(transport, out);
  if (mode == RecordRouteMode::rewrite) return {std::move(outgoing)};
  std::string incoming = value_for(transport, in);
  if (incoming == outgoing) return {std::move(outgoing)};
  return {value_for(transport, out, true), value_for(transport, in, true)};
}

void rewrite_record_route(const sip::TransportLayer& transport, const sip::Message& response,
                          const sip::Flow& in, const sip::Flow& out, sip::Edits& edits) {
  const std::string outgoing = value_for(transport, out);
  std::size_t position = 0;
  for (const sip::HeaderValue& value : response.values(sip::HeaderId::record_route)) {
    if (value.text == outgoing) {
      edits.replace_value(sip::HeaderId::record_route, position, value_for(transport, in));
      return;
    }
    ++position;
  }
}

}  // namespace proxy
