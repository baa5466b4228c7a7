// The client's side of HTTP digest (RFC 3261 section 22.2, RFC 7616 section 3.4): the answer to a
// challenge. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "firmware/sip/message/message.h"

namespace sip {

struct Login {
  std::string username;
  std::string password;
};

// The header line, with its CRLF, that `method` to `uri` carries after this 401 or 407: of its
// challenges, the first whose algorithm we know. `cnonce` is random. Nothing when there is none.
std::optional<std::string> credentials_line(const Message& challenge, std::string_view method,
                                            std::string_view uri, const Login& login,
                                            std::string_view cnonce);

}  // namespace sip
