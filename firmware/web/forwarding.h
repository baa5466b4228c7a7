// What the door writes: requests for the server behind it, responses for the client, and the few
// answers of its own (RFC 9110 section 7.6, RFC 9457). Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/web/request_head.h"
#include "firmware/web/response_head.h"

namespace web {

// The same request without what is the door's business: hop-by-hop fields, whatever the field
// Connection names, and all that pretends to tell who is behind the door (Forwarded,
// X-Forwarded-*).
std::string print_request(const RequestHead& head);

// Without the server's hop-by-hop fields; a 101 goes as an upgrade.
std::string print_response(const ResponseHead& head, bool keeps_alive);

// With "Connection: close". `document`: of problem_document(); `fields`: further ones, each with
// its CRLF.
std::string print_problem(int status, std::string_view document, std::string_view fields = "");

// 308 to the same target by https on `port`.
std::string print_redirect(const RequestHead& head, std::uint16_t port);

}  // namespace web
