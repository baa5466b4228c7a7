#include "firmware/sip/message/wellformed.h"

#include <bitset>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"

namespace sip {
namespace {

using Verdict = std::optional<Rejection>;

Verdict bad_request(std::string_view reason) {
  return Rejection{400, reason};
}

// Headers with one value that elements act on. A second line that differs would let two elements
// read two different messages; the same line twice is harmless.
bool is_single(HeaderId id) {
  switch (id) {
    case HeaderId::call_id:
    case HeaderId::content_type:
    case HeaderId::cseq:
    case HeaderId::event:
    case HeaderId::expires:
    case HeaderId::from:
    case HeaderId::join:
    case HeaderId::max_breadth:
    case HeaderId::max_forwards:
    case HeaderId::rack:
    case HeaderId::refer_to:
    case HeaderId::replaces:
    case HeaderId::session_expires:
    case HeaderId::subscription_state:
    case HeaderId::to:
      return true;
    default:
      return false;
  }
}

bool single_values_agree(const Message& message) {
  std::bitset<128> seen;
  for (std::size_t i = 0; i < message.header_count(); ++i) {
    const HeaderId id = message.id(i);
    if (!is_single(id)) continue;
    const auto bit = static_cast<std::size_t>(id);
    if (seen[bit] && message.header(i).value != *message.first(id)) return false;
    seen.set(bit);
  }
  return true;
}

bool is_call_id(std::string_view text) {
  for (const char c : text) {
    if (base::is_space(c)) return false;
  }
  return !text.empty();
}

bool vias_decode(const Message& message) {
  for (const HeaderValue& value : message.values(HeaderId::via)) {
    if (!Via::parse(value.text)) return false;
  }
  return message.has(HeaderId::via);
}

bool is_address(const Result<NameAddr>& address) {
  return address && address->uri();
}

// Every value of a header of name-addrs. A "*" is a Contact's (section 10.2.2).
bool addresses_decode(const Message& message, HeaderId id) {
  for (const HeaderValue& value : message.values(id)) {
    const auto address = NameAddr::parse(value.text);
    const bool is_wildcard = id == HeaderId::contact && address && address->is_wildcard();
    if (!is_wildcard && !is_address(address)) return false;
  }
  return true;
}

Verdict check_request_uri(const Message& request) {
  const auto uri = Uri::parse(request.request_uri());
  if (!uri) return bad_request("Malformed Request-URI");
  if (uri->scheme == Uri::Scheme::other) return Rejection{416, reason_phrase(416)};
  // Section 19.1.1, table 1: no headers in a Request-URI.
  if (!uri->headers.empty()) return bad_request("Headers in Request-URI");
  return std::nullopt;
}

Verdict check_via(const Message& request) {
  if (!request.has(HeaderId::via)) return bad_request("Missing Via Header Field");
  if (!vias_decode(request)) return bad_request("Malformed Via Header Field");
  // The cookie promises an identifier behind it.
  const auto via = top_via(request);
  if (via->has_magic_cookie() && via->branch().size() == 7) return bad_request("Empty Via Branch");
  return std::nullopt;
}

Verdict check_cseq(const Message& request) {
  const auto number_and_method = cseq(request);
  if (!number_and_method) {
    return bad_request(number_and_method.error() == ParseError::missing
                           ? "Missing CSeq Header Field"
                           : "Malformed CSeq Header Field");
  }
  if (number_and_method->method_name == request.method_name()) return std::nullopt;
  // RFC 4475 section 3.1.2.18: with a method nobody knows, 501 is the better answer.
  if (request.method() == Method::unknown) return Rejection{501, reason_phrase(501)};
  return bad_request("CSeq Method Mismatch");
}

Verdict check_identity(const Message& request) {
  const auto id = request.first(HeaderId::call_id);
  if (!id) return bad_request("Missing Call-ID Header Field");
  if (!is_call_id(*id)) return bad_request("Malformed Call-ID Header Field");
  if (!request.has(HeaderId::from)) return bad_request("Missing From Header Field");
  if (!is_address(from(request))) return bad_request("Malformed From Header Field");
  if (!request.has(HeaderId::to)) return bad_request("Missing To Header Field");
  if (!is_address(to(request))) return bad_request("Malformed To Header Field");
  return std::nullopt;
}

Verdict check_others(const Message& request) {
  if (!single_values_agree(request)) return bad_request("Conflicting Header Fields");
  // RFC 2543 had no Max-Forwards: it may be missing.
  const auto hops = max_forwards(request);
  const bool is_absent = !hops && hops.error() == ParseError::missing;
  if (!is_absent && (!hops || *hops > 255)) {
    return bad_request("Malformed Max-Forwards Header Field");
  }
  if (!addresses_decode(request, HeaderId::contact)) {
    return bad_request("Malformed Contact Header Field");
  }
  if (!addresses_decode(request, HeaderId::route)) {
    return bad_request("Malformed Route Header Field");
  }
  if (!addresses_decode(request, HeaderId::record_route)) {
    return bad_request("Malformed Record-Route Header Field");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Rejection> check_request(const Message& request) {
  using Check = Verdict (*)(const Message&);
  for (const Check check :
       {check_via, check_identity, check_cseq, check_request_uri, check_others}) {
    if (const Verdict verdict = check(request)) return verdict;
  }
  return std::nullopt;
}

bool is_well_formed_response(const Message& response) {
  return vias_decode(response) && is_call_id(call_id(response)) && is_address(from(response)) &&
         is_address(to(response)) && cseq(response) && single_values_agree(response);
}

std::optional<std::string> answer_to_malformed(std::string_view octets,
                                               const net::Endpoint& source) {
  Message request;
  const Result<void> parsed = parse(octets, request);
  if (parsed || request.is_response() || request.method() == Method::ack || !top_via(request)) {
    return std::nullopt;
  }
  switch (parsed.error()) {
    case ParseError::bad_version:
      return ResponseBuilder(request, source, 505, "").take();
    case ParseError::too_many_headers:
      return ResponseBuilder(request, source, 513, "").take();
    case ParseError::incomplete:
      return ResponseBuilder(request, source, 400, "", "Incomplete Message").take();
    case ParseError::bad_content_length:
      return ResponseBuilder(request, source, 400, "", "Wrong Content-Length").take();
    case ParseError::bad_header:
      return ResponseBuilder(request, source, 400, "", "Malformed Header Line").take();
    default:
      return ResponseBuilder(request, source, 400, "", "Malformed Request-Line").take();
  }
}

}  // namespace sip
