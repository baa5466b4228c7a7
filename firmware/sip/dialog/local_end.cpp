#include "firmware/sip/dialog/local_end.h"

namespace sip {

std::string via_by(const TransportLayer& transport, const Flow& flow, std::string_view branch) {
  std::string via = "SIP/2.0/";
  via.append(to_string(flow.transport)).append(" ").append(transport.sent_by(flow));
  via.append(";branch=").append(branch);
  if (flow.transport == Transport::udp) via += ";rport";
  return via;
}

std::string contact_by(const TransportLayer& transport, const Flow& flow, const LocalEnd& end,
                       bool secure) {
  std::string contact = secure ? "<sips:" : "<sip:";
  if (!end.contact_user.empty()) contact.append(end.contact_user).append("@");
  contact += transport.sent_by(flow);
  if (flow.transport != Transport::udp) {
    contact.append(";transport=").append(to_uri_param(flow.transport));
  }
  return contact + ">";
}

}  // namespace sip
