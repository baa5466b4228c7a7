#include "firmware/sip/transport/malformed.h"

#include <bitset>
#include <cstdint>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"
#include "firmware/sip/transport/head_lines.h"

namespace sip {

namespace {

// More Via lines than any honest path has are not repeated.
constexpr std::size_t kMaxSalvagedOctets = 8192;

// A start line that is well-formed, whatever the real one looked like: the method alone counts.
// "" unless the line begins like a request and ends like SIP.
std::string start_line_of(std::string_view line) {
  const std::size_t method_end = line.find(' ');
  const std::size_t version_at = line.rfind("SIP/");
  if (method_end == std::string_view::npos || method_end == 0) return "";
  if (version_at == std::string_view::npos || version_at <= method_end) return "";
  const std::string_view method = line.substr(0, method_end);
  if (method == "ACK" || method.find('/') != std::string_view::npos) return "";
  return std::string(method) + " sip:malformed.invalid SIP/2.0\r\n";
}

// Does an answer repeat this header (section 8.2.6.2)?
bool is_repeated(HeaderId id) {
  return id == HeaderId::via || id == HeaderId::from || id == HeaderId::to ||
         id == HeaderId::call_id || id == HeaderId::cseq;
}

bool can_be_answered(const Message& request) {
  return request.is_request() && request.method() != Method::ack && top_via(request).has_value() &&
         from(request).has_value() && to(request).has_value() && cseq(request).has_value() &&
         !call_id(request).empty();
}

// FNV-1a: repeats itself from one retransmission to the next, and need not be a secret.
std::string tag_for(const Message& request) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const std::string_view part : {call_id(request), top_via(request)->branch()}) {
    for (const char c : part) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3u;
  }
  std::string octets;
  for (int shift = 0; shift < 64; shift += 8) octets += static_cast<char>(hash >> shift);
  return base::to_hex(octets);
}

}  // namespace

MessageRef salvage(std::string_view octets) {
  std::string_view rest = octets, line;
  next_head_line(rest, line);
  std::string text = start_line_of(line);
  if (text.empty()) return {};

  std::bitset<256> seen;
  while (next_head_line(rest, line)) {
    const HeaderId id = header_id_of(head_line_name(line));
    if (!is_repeated(id)) continue;
    const auto index = static_cast<std::size_t>(id);
    if (id != HeaderId::via && seen.test(index)) continue;
    seen.set(index);
    if (text.size() + line.size() > kMaxSalvagedOctets) return {};
    text.append(line).append("\r\n");
  }
  text += "Content-Length: 0\r\n\r\n";
  auto request = MessageRef::parse(text);
  if (!request || !can_be_answered(**request)) return {};
  return std::move(*request);
}

std::string answer_statelessly(const Message& request, const net::Endpoint& source, int status,
                               std::string_view reason) {
  return ResponseBuilder(request, source, status, tag_for(request), reason).take();
}

int status_for(ParseError error) {
  switch (error) {
    case ParseError::bad_version:
      return 505;
    case ParseError::too_long:
    case ParseError::too_many_headers:
      return 513;
    default:
      return 400;
  }
}

std::string_view reason_for(ParseError error) {
  switch (error) {
    case ParseError::bad_start_line:
      return "Bad Request-Line";
    case ParseError::bad_header:
      return "Bad Header Line";
    case ParseError::bad_content_length:
      return "Bad Content-Length";
    case ParseError::incomplete:
      return "Incomplete Message";
    default:
      return {};  // the phrase the status has
  }
}

}  // namespace sip
