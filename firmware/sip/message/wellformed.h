// What every element asks of a message before it acts on it (RFC 3261 sections 8.1.1, 8.2, 16.3,
// 18.1.2), beyond what parse() found. Pure. tests/torture/README.md lists where RFC 4475 and RFC
// 5118 leave a choice, and ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "firmware/net/address.h"
#include "firmware/sip/message/message.h"

namespace sip {

struct Rejection {
  int status;
  std::string_view reason;  // names the fault, as section 21.4.1 asks of a 400
};

// Mandatory headers present and decodable, one value where there can be only one, Request-URI,
// Contact and Route well-formed, the CSeq's method that of the request. What depends on who
// receives the request (Require, Max-Forwards 0, unknown methods) is not judged.
std::optional<Rejection> check_request(const Message& request);

// False for a response that nothing may be done with: such a one is dropped.
bool is_well_formed_response(const Message& response);

// The answer to octets that parse() refuses, when they are a request that can be answered at all:
// not an ACK, and with a top Via.
std::optional<std::string> answer_to_malformed(std::string_view octets,
                                               const net::Endpoint& source);

}  // namespace sip
