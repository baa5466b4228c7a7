// A message's body as a dialog sees it: octets with a content type, never looked into. Values.
#pragma once

#include <string>

#include "firmware/sip/message/message.h"

namespace sip {

struct Body {
  std::string type;  // as in Content-Type
  std::string text;

  bool empty() const { return text.empty(); }
  friend bool operator==(const Body&, const Body&) = default;
};

// The session description a message carries, if it carries one: a body whose disposition is
// "session" (RFC 3261 section 20.11), be it said or by default. Empty for any other body.
Body session_description(const Message& message);

}  // namespace sip
