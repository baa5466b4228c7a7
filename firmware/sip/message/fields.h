// Typed views of header values, decoded on demand. All point into the message's octets.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "firmware/sip/message/message.h"
#include "firmware/sip/message/params.h"
#include "firmware/sip/message/uri.h"

namespace sip {

// Section 20.42.
struct Via {
  std::string_view transport;  // "UDP", "TCP", as written
  std::string_view host;       // sent-by; IPv6 literals keep their brackets
  std::uint16_t port = 0;      // 0: absent
  Params params;
  std::string_view text;

  std::string_view branch() const { return branch_; }
  // The branch starts with z9hG4bK (section 8.1.1.7).
  bool has_magic_cookie() const;
  static Result<Via> parse(std::string_view text);

  std::string_view branch_;  // found on the way through the parameters
};

// From, To, Contact, Route, Record-Route, Path, Refer-To … (section 20.10): name-addr or addr-spec.
struct NameAddr {
  std::string_view display_name;  // without quotes, escapes kept
  std::string_view uri_text;      // without angle brackets; "*" for a Contact of that form
  Params params;                  // of the header, not of the URI
  std::string_view text;

  bool is_wildcard() const { return uri_text == "*"; }
  std::string_view tag() const { return tag_; }
  Result<Uri> uri() const { return Uri::parse(uri_text); }
  static Result<NameAddr> parse(std::string_view text);

  std::string_view tag_;  // found on the way through the parameters
};

struct CSeq {  // section 20.16
  std::uint32_t number = 0;
  Method method = Method::unknown;
  std::string_view method_name;
  static Result<CSeq> parse(std::string_view text);
};

// Authorization, Proxy-Authorization, WWW-Authenticate, Proxy-Authenticate (section 20.7, RFC
// 7616).
struct DigestFields {
  std::string_view scheme;  // "Digest"
  std::string_view username, realm, nonce, uri, response, algorithm, cnonce, opaque, qop, nc;
  std::string_view stale, userhash, domain;
  static Result<DigestFields> parse(std::string_view text);  // quotes taken off
};

// Each fails with `missing` when the header is absent and `bad_value` when it is malformed.
Result<Via> top_via(const Message& message);
Result<NameAddr> from(const Message& message);
Result<NameAddr> to(const Message& message);
Result<CSeq> cseq(const Message& message);
// The first value of a header of addresses: Contact, Route, Record-Route, Path …
Result<NameAddr> first_address(const Message& message, HeaderId id);
std::string_view call_id(const Message& message);  // "" when absent
Result<std::uint32_t> max_forwards(const Message& message);
// Expires, Min-Expires, Content-Length …: a number of up to 2**32-1 (larger ones are that).
Result<std::uint32_t> number(const Message& message, HeaderId id);

// q of a Contact, in thousandths (0..1000); 1000 when absent, nothing when malformed.
std::optional<int> q_value(const Params& params);

// Does a token list (Require, Supported, Proxy-Require, Allow …) contain `token`?
bool contains_token(const Message& message, HeaderId id, std::string_view token);

}  // namespace sip
