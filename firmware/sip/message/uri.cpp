#include "firmware/sip/message/uri.h"

#include "firmware/base/ascii.h"
#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

using scan::Cursor;

bool starts_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && base::iequals(text.substr(0, lower.size()), lower);
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
  if (cursor.peek() == ';') uri.params = Params(cursor.take(scan::kUriParam));
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
  uri.params = Params(cursor.take(scan::kUriParam));
  return has_digit && cursor.at_end();
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

}  // namespace

Result<Uri> Uri::parse(std::string_view text) {
  Uri uri;
  uri.text = text;
  bool well_formed;
  if (starts_with(text, "sip:")) {
    uri.scheme = Scheme::sip;
    well_formed = parse_sip(Cursor(text.substr(4)), uri);
  } else if (starts_with(text, "sips:")) {
    uri.scheme = Scheme::sips;
    well_formed = parse_sip(Cursor(text.substr(5)), uri);
  } else if (starts_with(text, "tel:")) {
    uri.scheme = Scheme::tel;
    well_formed = parse_tel(Cursor(text.substr(4)), uri);
  } else {
    well_formed = is_absolute_uri(text);
  }
  if (!well_formed) return ParseError::bad_value;
  return uri;
}

}  // namespace sip
