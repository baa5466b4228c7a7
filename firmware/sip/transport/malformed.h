// What a request that cannot be parsed still tells, so that its sender gets an answer (RFC 3261
// sections 8.2 and 18.3; RFC 4475 section 3.1.2). Stateless; pure but for the message pool.
#pragma once

#include <string>
#include <string_view>

#include "firmware/net/address.h"
#include "firmware/sip/message/message_buffer.h"

namespace sip {

// The request behind `octets`, with nothing but the headers an answer repeats: Via, From, To,
// Call-ID and CSeq. Nothing for a response, an ACK, and where one of these cannot be decoded.
MessageRef salvage(std::string_view octets);

// An answer to a salvaged request, the same for each retransmission (section 8.2.7).
std::string answer_statelessly(const Message& request, const net::Endpoint& source, int status,
                               std::string_view reason);

// The status and reason phrase for a parse error.
int status_for(ParseError error);
std::string_view reason_for(ParseError error);

}  // namespace sip
