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
bool take_via(Cursor& cursor, Via& via) {
  const char* const begin = cursor.at();
  if (!skip_protocol(cursor)) return false;
  via.transport = cursor.take(scan::kToken);
  if (via.transport.empty() || !cursor.skip_space()) return false;
  via.host = cursor.take_host();
  if (via.host.empty()) return false;
  cursor.skip_space();
  if (cursor.skip(':')) {
    cursor.skip_space();
    if (!cursor.take_port(via.port)) return false;
  }
  std::string_view params;
  if (!cursor.take_params(params, "branch", via.branch_)) return false;
  via.params = Params(params);
  via.text = scan::trim(scan::between(begin, cursor.at()));
  return true;
}

// The words before "<" when they are not quoted.
bool is_display_name(std::string_view words) {
  return scan::all(words, scan::kToken | scan::kSpace);
}

// Up to "<" or the addr-spec. False when a quoted string does not close or nothing follows it.
bool take_display_name(Cursor& cursor, NameAddr& address) {
  if (cursor.peek() == '"') {
    address.display_name = cursor.take_quoted();
    cursor.skip_space();
    return address.display_name.data() != nullptr && cursor.peek() == '<';
  }
  const std::size_t open = cursor.rest().find('<');
  if (open == std::string_view::npos) return true;
  const std::string_view words = scan::trim(cursor.rest().substr(0, open));
  if (!is_display_name(words)) return false;
  address.display_name = words;
  cursor.advance(open);
  return true;
}

bool take_name_addr(Cursor& cursor, NameAddr& address) {
  const char* const text = cursor.at();
  if (cursor.peek() != '<' && !take_display_name(cursor, address)) return false;
  const bool is_bracketed = cursor.skip('<');
  const char* const begin = cursor.at();
  // An addr-spec without brackets: what follows ";" belongs to the header, and "?" or "," would
  // need them (section 20).
  const char* const end =
      is_bracketed
          ? scan::find(begin, cursor.end(), text, [](auto octets) { return octets.equal('>'); })
          : scan::find(begin, cursor.end(), text, [](auto octets) {
              return octets.at_most(' ') | octets.equal(';', '?', ',', '<', '>', '"');
            });
  address.uri_text = scan::between(begin, end);
  cursor.move_to(end);
  if (begin == end || (is_bracketed && !cursor.skip('>'))) return false;
  std::string_view params;
  if (!cursor.take_params(params, "tag", address.tag_)) return false;
  address.params = Params(params);
  address.text = scan::trim(scan::between(text, cursor.at()));
  return true;
}

bool take_cseq(Cursor& cursor, CSeq& cseq) {
  std::uint64_t number = 0;
  const char* const begin = cursor.at();
  const char* at = begin;
  for (; at != cursor.end() && base::is_digit(*at); ++at) {
    number = number * 10 + static_cast<std::uint64_t>(*at - '0');
    if (number > 0x7fffffff) return false;  // less than 2**31 (section 8.1.1.5)
  }
  cursor.move_to(at);
  if (at == begin || !cursor.skip_space()) return false;
  cseq.number = static_cast<std::uint32_t>(number);
  cseq.method_name = cursor.take(scan::kToken);
  cseq.method = method_of(cseq.method_name);
  return !cseq.method_name.empty();
}

}  // namespace

Result<Via> Via::parse(std::string_view text) {
  Result<Via> via(boost::system::in_place_value);
  Cursor cursor(text);
  if (!take_via(cursor, *via) || !cursor.at_end()) via = ParseError::bad_value;
  return via;
}

bool Via::has_magic_cookie() const {
  return base::iequals(branch().substr(0, 7), "z9hG4bK");
}

Result<NameAddr> NameAddr::parse(std::string_view text) {
  Result<NameAddr> address(boost::system::in_place_value);
  Cursor cursor(text);
  if (!take_name_addr(cursor, *address) || !cursor.at_end()) address = ParseError::bad_value;
  return address;
}

Result<CSeq> CSeq::parse(std::string_view text) {
  Result<CSeq> cseq(boost::system::in_place_value);
  Cursor cursor(text);
  if (!take_cseq(cursor, *cseq) || !cursor.at_end()) cseq = ParseError::bad_value;
  return cseq;
}

Result<Via> top_via(const Message& message) {
  Result<Via> via(boost::system::in_place_value);
  const auto value = message.first(HeaderId::via);
  Cursor cursor(value.value_or(std::string_view()));
  if (!value) {
    via = ParseError::missing;
  } else if (!take_via(cursor, *via)) {
    via = ParseError::bad_value;
  }
  return via;
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

Result<NameAddr> first_address(const Message& message, HeaderId id) {
  Result<NameAddr> address(boost::system::in_place_value);
  const auto value = message.first(id);
  Cursor cursor(value.value_or(std::string_view()));
  if (!value) {
    address = ParseError::missing;
  } else if (!take_name_addr(cursor, *address)) {
    address = ParseError::bad_value;
  }
  return address;
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
