// What makes two messages belong to one transaction (RFC 3261 sections 17.1.3 and 17.2.3).
#pragma once

#include <string>
#include <string_view>

#include "firmware/sip/message/message.h"

namespace sip {

// Responses match by branch and CSeq method. Methods nobody knows count as one: they never share a
// branch.
std::string client_key(std::string_view branch, Method method);

// Requests match by branch, sent-by and method, where ACK stands for INVITE. Without the magic
// cookie (RFC 2543) by Request-URI, From tag, Call-ID, CSeq number and top Via. `method` is the
// request's own, or INVITE to find what a CANCEL is about. "" when a needed header is malformed.
std::string server_key(const Message& request, Method method);

}  // namespace sip
