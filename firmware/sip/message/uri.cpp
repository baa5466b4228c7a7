#include "firmware/sip/message/uri.h"

#include "firmware/base/ascii.h"
#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

using scan::Cursor;

// ;name[=value] as often as there are. An "=" more, which the grammar would have escaped, is part
// of the value.
bool take_uri_params(Cursor& cursor, Uri& uri) {
  const char* const begin = cursor.at();
  while (cursor.skip(';')) {
    if (cursor.take(scan::kUriParam).empty()) return false;
    while (cursor.skip('=')) cursor.take(scan::kUriParam);
  }
  uri.params = Params(scan::between(begin, cursor.at()));
  return true;
}

// Userinfo up to and with "@", if there is one; otherwise the cursor stays.
bool take_userinfo(Cursor& cursor, Uri& uri) {
  Cursor ahead = cursor;
  const std::string_view user = ahead.take(scan::kUser);
  std::string_view password;
  if (ahead.skip(':')) password = ahead.take(scan::kUser);
  if (!ahead.skip('@')) return true;
  uri.user = user;
  uri.password = password;
  uri.has_user = true;
  cursor = ahead;
  return !user.empty();
}

// What follows "sip:" or "sips:" (section 19.1.1).
bool parse_sip(Cursor cursor, Uri& uri) {
  if (!take_userinfo(cursor, uri)) return false;
  uri.host = cursor.take_host();
  if (uri.host.empty()) return false;
  if (cursor.skip(':') && !cursor.take_port(uri.port)) return false;
  if (!take_uri_params(cursor, uri)) return false;
  if (cursor.skip('?')) uri.headers = cursor.take(scan::kUriHeader);
  return cursor.at_end();
}

// What follows "tel:" (RFC 3966 section 3).
bool parse_tel(Cursor cursor, Uri& uri) {
  const char* const begin = cursor.at();
  cursor.skip('+');
  bool has_digit = false;
  for (; !cursor.at_end() && cursor.peek() != ';'; cursor.advance(1)) {
    const char c = cursor.peek();
    const bool is_separator = c == '-' || c == '.' || c == '(' || c == ')';
    const bool is_phonedigit = base::hex_value(c) >= 0 || c == '*' || c == '#';
    if (!is_separator && !is_phonedigit) return false;
    has_digit = has_digit || is_phonedigit;
  }
  uri.user = {begin, static_cast<std::size_t>(cursor.at() - begin)};
  uri.has_user = true;
  return has_digit && take_uri_params(cursor, uri) && cursor.at_end();
}

// Any other: scheme ":" and at least one character of a URI (RFC 3986).
bool is_absolute_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !base::is_alpha(text[0])) return false;
  for (const char c : text.substr(0, colon)) {
    if (!base::is_alpha(c) && !base::is_digit(c) && c != '+' && c != '-' && c != '.') return false;
  }
  return colon + 1 < text.size() && scan::all(text.substr(colon + 1), scan::kUriOther);
}

// The scheme of a URI that starts with it, and how long it is with its colon.
Uri::Scheme scheme_of(std::string_view text, std::size_t& size) {
  constexpr std::uint32_t kLower = 0x00202020;
  size = 4;
  if (text.size() < 5) return Uri::Scheme::other;
  switch (scan::load4(text.data()) | kLower) {
    case scan::key("sip:"):
      return Uri::Scheme::sip;
    case scan::key("tel:"):
      return Uri::Scheme::tel;
    case scan::key("sips"):
    case scan::key("sipS"):
      size = 5;
      return text[4] == ':' ? Uri::Scheme::sips : Uri::Scheme::other;
    default:
      return Uri::Scheme::other;
  }
}

}  // namespace

Result<Uri> Uri::parse(std::string_view text) {
  Result<Uri> result(boost::system::in_place_value);
  Uri& uri = *result;
  uri.text = text;
  std::size_t scheme_size;
  uri.scheme = scheme_of(text, scheme_size);
  bool well_formed;
  switch (uri.scheme) {
    case Scheme::sip:
    case Scheme::sips:
      well_formed = parse_sip(Cursor(text.substr(scheme_size)), uri);
      break;
    case Scheme::tel:
      well_formed = parse_tel(Cursor(text.substr(scheme_size)), uri);
      break;
    case Scheme::other:
      well_formed = is_absolute_uri(text);
      break;
  }
  if (!well_formed) result = ParseError::bad_value;
  return result;
}

}  // namespace sip
