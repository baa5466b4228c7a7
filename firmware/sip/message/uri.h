// URI views (RFC 3261 section 19.1, RFC 3966). They point into the text they were parsed from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/sip/message/message.h"
#include "firmware/sip/message/params.h"

namespace sip {

struct Uri {
  enum class Scheme : std::uint8_t { sip, sips, tel, other };

  Scheme scheme = Scheme::other;
  std::string_view text;      // the whole URI
  std::string_view user;      // sip(s): undecoded userinfo before ':' and '@'; tel: the number
  std::string_view password;  // undecoded
  std::string_view host;      // sip(s): IPv6 literals keep their brackets
  std::uint16_t port = 0;     // 0: absent
  Params params;              // after the host (or the number): ;name=value
  std::string_view headers;   // after '?', undecoded
  bool has_user = false;

  bool is_sip() const { return scheme == Scheme::sip || scheme == Scheme::sips; }

  // Any absolute URI passes; what is not sip, sips or tel keeps `text` only (scheme other).
  static Result<Uri> parse(std::string_view text);
};

// The equality of RFC 3261 section 19.1.4 (sip, sips); tel by RFC 3966 section 4; else octets.
bool equivalent(const Uri& a, const Uri& b);

// %HH decoded; malformed escapes stay as they are.
std::string unescape(std::string_view text);

}  // namespace sip
