// Our end of a dialog: what its owner decides once, and the header lines that say so. Values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "firmware/sip/dialog/session_timer.h"
#include "firmware/sip/transport/transport_layer.h"

namespace sip {

struct LocalEnd {
  std::string contact_user;  // of our Contact, escaped; its host is the flow's interface
  std::string user_agent;    // User-Agent and Server; "": not said
  std::string supported = "100rel, timer, replaces";
  std::string allow =
      "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY, MESSAGE";
  SessionTimerSettings session_timer;
  std::uint32_t max_forwards = 70;  // of our requests; less when another's request caused them
  // The transports we speak, the preferred first.
  std::vector<Transport> transports = {Transport::udp, Transport::tcp};
  // The peer is reached by the flow its messages come by, while that lives, and not by its Contact:
  // a phone behind NAT, or one that has registered over it.
  bool by_flow = false;
};

// Via for a request of ours by this flow (section 8.1.1.7, RFC 3581).
std::string via_by(const TransportLayer& transport, const Flow& flow, std::string_view branch);

// Contact of ours, as a peer at the other end of this flow reaches us (section 8.1.1.8).
std::string contact_by(const TransportLayer& transport, const Flow& flow, const LocalEnd& end,
                       bool secure);

}  // namespace sip
