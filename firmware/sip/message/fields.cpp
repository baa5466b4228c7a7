#include "firmware/sip/message/fields.h"

#include "firmware/base/ascii.h"
#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

using scan::Cursor;

// sent-protocol's name and version, and the slash after each; white space around (section 25.1).
bool skip_protocol(Cursor& cursor) {
  constexpr std::uint64_t kLower = 0x0000000000202020;
  if (cursor.rest().size() >= 8 && (scan::load8(cursor.at()) | kLower) == scan::key("sip/2.0/")) {
    cursor.advance(8);
    cursor.skip_space();
    return true;
  }
  for (int part = 0; part < 2; ++part) {
    if (cursor.take(scan::kToken).empty()) return false;
    cursor.skip_space();
    if (!cursor.skip('/')) return false;
    cursor.skip_space();
  }
  return true;
}

// One via-parm, up to a comma or the end (section 25.1).
Result<Via> take_via(Cursor& cursor) {
  Result<Via> result(boost::system::in_place_value);
  Via& via = *result;
  const char* const begin = cursor.at();
  if (!skip_protocol(cursor)) return ParseError::bad_value;
  via.transport = cursor.take(scan::kToken);
  if (via.transport.empty() || !cursor.skip_space()) return ParseError::bad_value;
  via.host = cursor.take_host();
  if (via.host.empty()) return ParseError::bad_value;
  cursor.skip_space();
  if (cursor.skip(':')) {
    cursor.skip_space();
    if (!cursor.take_port(via.port)) return ParseError::bad_value;
  }
  std::string_view params;
  if (!cursor.take_params(params)) return ParseError::bad_value;
  via.params = Params(params);
  via.text = scan::trim(scan::between(begin, cursor.at()));
  return result;
}

// The words before "<" when they are not quoted.
bool is_display_name(std::string_view words) {
  return scan::all(words, scan::kToken | scan::kSpace);
}

}  // namespace

Result<Via> Via::parse(std::string_view text) {
  Cursor cursor(text);
  Result<Via> via = take_via(cursor);
  if (via && !cursor.at_end()) return ParseError::bad_value;
  return via;
}

bool Via::has_magic_cookie() const {
  return base::iequals(branch().substr(0, 7), "z9hG4bK");
}

Result<NameAddr> NameAddr::parse(std::string_view text) {
  Result<NameAddr> result(boost::system::in_place_value);
  NameAddr& address = *result;
  address.text = text;
  Cursor cursor(text);
  if (cursor.peek() == '"') {
    address.display_name = cursor.take_quoted();
    if (address.display_name.data() == nullptr) return ParseError::bad_value;
    cursor.skip_space();
    if (cursor.peek() != '<') return ParseError::bad_value;
  } else if (cursor.peek() != '<') {
    const std::size_t open = text.find('<');
    const std::string_view words = base::trim(text.substr(0, open));
    if (open != std::string_view::npos && is_display_name(words)) {
      address.display_name = words;
      cursor.advance(open);
    }
  }
  if (cursor.skip('<')) {
    const std::size_t size = cursor.rest().find('>');
    if (size == std::string_view::npos || size == 0) return ParseError::bad_value;
    address.uri_text = cursor.rest().substr(0, size);
    cursor.advance(size + 1);
  } else {
    // addr-spec: what follows ";" belongs to the header, and "?" or "," would need the brackets
    // (section 20).
    const std::size_t size = std::min(cursor.rest().find_first_of("; \t\r\n?,<>\""), text.size());
    address.uri_text = cursor.rest().substr(0, size);
    if (size == 0) return ParseError::bad_value;
    cursor.advance(size);
  }
  std::string_view params;
  if (!cursor.take_params(params) || !cursor.at_end()) return ParseError::bad_value;
  address.params = Params(params);
  return result;
}

Result<CSeq> CSeq::parse(std::string_view text) {
  Result<CSeq> result(boost::system::in_place_value);
  CSeq& cseq = *result;
  Cursor cursor(text);
  std::uint64_t number = 0;
  const char* const begin = cursor.at();
  for (; base::is_digit(cursor.peek()); cursor.advance(1)) {
    number = number * 10 + static_cast<std::uint64_t>(cursor.peek() - '0');
    // Less than 2**31 (section 8.1.1.5).
    if (number > 0x7fffffff) return ParseError::bad_value;
  }
  if (cursor.at() == begin || !cursor.skip_space()) return ParseError::bad_value;
  cseq.number = static_cast<std::uint32_t>(number);
  cseq.method_name = cursor.take(scan::kToken);
  if (cseq.method_name.empty() || !cursor.at_end()) return ParseError::bad_value;
  cseq.method = method_of(cseq.method_name);
  return result;
}

Result<Via> top_via(const Message& message) {
  const auto value = message.first(HeaderId::via);
  if (!value) return ParseError::missing;
  Cursor cursor(*value);
  return take_via(cursor);
}

Result<NameAddr> from(const Message& message) {
  const auto value = message.first(HeaderId::from);
  if (!value) return ParseError::missing;
  return NameAddr::parse(*value);
}

Result<NameAddr> to(const Message& message) {
  const auto value = message.first(HeaderId::to);
  if (!value) return ParseError::missing;
  return NameAddr::parse(*value);
}

Result<CSeq> cseq(const Message& message) {
  const auto value = message.first(HeaderId::cseq);
  if (!value) return ParseError::missing;
  return CSeq::parse(*value);
}

std::string_view call_id(const Message& message) {
  return message.first(HeaderId::call_id).value_or(std::string_view());
}

Result<std::uint32_t> max_forwards(const Message& message) {
  return number(message, HeaderId::max_forwards);
}

Result<std::uint32_t> number(const Message& message, HeaderId id) {
  const auto value = message.first(id);
  if (!value) return ParseError::missing;
  constexpr std::uint64_t kMax = 0xffffffff;
  std::uint64_t number = 0;
  for (const char c : *value) {
    if (!base::is_digit(c)) return ParseError::bad_value;
    number = std::min(number * 10 + static_cast<std::uint64_t>(c - '0'), kMax);
  }
  if (value->empty()) return ParseError::bad_value;
  return static_cast<std::uint32_t>(number);
}

std::optional<int> q_value(const Params& params) {
  const auto text = params.find("q");
  if (!text) return 1000;
  // ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
  if (text->empty() || text->size() > 5 || ((*text)[0] != '0' && (*text)[0] != '1')) {
    return std::nullopt;
  }
  int thousandths = ((*text)[0] - '0') * 1000;
  if (text->size() > 1 && (*text)[1] != '.') return std::nullopt;
  int weight = 100;
  for (const char c : text->substr(std::min<std::size_t>(2, text->size()))) {
    if (!base::is_digit(c)) return std::nullopt;
    thousandths += (c - '0') * weight;
    weight /= 10;
  }
  if (thousandths > 1000) return std::nullopt;
  return thousandths;
}

bool contains_token(const Message& message, HeaderId id, std::string_view token) {
  for (const HeaderValue& value : message.values(id)) {
    if (base::iequals(value.text, token)) return true;
  }
  return false;
}

}  // namespace sip
