// When two URIs are the same (RFC 3261 section 19.1.4, RFC 3966 section 4).
#include "firmware/base/ascii.h"
#include "firmware/sip/message/uri.h"

namespace sip {
namespace {

// One character of a URI: an escaped reserved character differs from the character itself.
int take_character(std::string_view& text) {
  constexpr std::string_view kReserved = ";/?:@&=+$,";
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  int character = octet(0);
  std::size_t size = 1;
  if (text[0] == '%' && text.size() >= 3 && base::hex_value(text[1]) >= 0 &&
      base::hex_value(text[2]) >= 0) {
    character = base::hex_value(text[1]) * 16 + base::hex_value(text[2]);
    if (kReserved.find(static_cast<char>(character)) != std::string_view::npos) character += 256;
    size = 3;
  }
  text.remove_prefix(size);
  return character;
}

enum class Case : std::uint8_t { sensitive, insensitive };

int fold(int character) {
  return character < 256 ? static_cast<unsigned char>(base::to_lower(static_cast<char>(character)))
                         : character;
}

bool same(std::string_view a, std::string_view b, Case letter_case) {
  while (!a.empty() && !b.empty()) {
    const int x = take_character(a);
    const int y = take_character(b);
    if (letter_case == Case::sensitive ? x != y : fold(x) != fold(y)) return false;
  }
  return a.empty() && b.empty();
}

// A parameter that makes a difference even when only one of the two URIs has it.
bool counts_alone(std::string_view name) {
  return base::iequals(name, "user") || base::iequals(name, "ttl") ||
         base::iequals(name, "method") || base::iequals(name, "maddr") ||
         base::iequals(name, "transport");
}

std::optional<std::string_view> find_escaped(Params params, std::string_view name) {
  std::string_view candidate, value;
  while (params.next(candidate, value)) {
    if (same(candidate, name, Case::insensitive)) return value;
  }
  return std::nullopt;
}

// Every parameter of `a` that `b` has is the same there, and none of `a` counts alone.
bool params_agree(Params a, const Params& b, bool all_count) {
  std::string_view name, value;
  while (a.next(name, value)) {
    const auto other = find_escaped(b, name);
    if (!other && (all_count || counts_alone(name))) return false;
    if (other && !same(value, *other, Case::insensitive)) return false;
  }
  return true;
}

std::string_view take_header(std::string_view& headers) {
  const std::size_t size = std::min(headers.find('&'), headers.size());
  const std::string_view header = headers.substr(0, size);
  headers.remove_prefix(std::min(size + 1, headers.size()));
  return header;
}

// Every header of `a` is in `b`. Names compare case-insensitively, values by their octets.
bool headers_contained(std::string_view a, std::string_view b) {
  while (!a.empty()) {
    const std::string_view wanted = take_header(a);
    const std::size_t equals = std::min(wanted.find('='), wanted.size());
    bool found = false;
    for (std::string_view rest = b; !rest.empty() && !found;) {
      const std::string_view header = take_header(rest);
      const std::size_t its_equals = std::min(header.find('='), header.size());
      found = same(header.substr(0, its_equals), wanted.substr(0, equals), Case::insensitive) &&
              same(header.substr(its_equals), wanted.substr(equals), Case::sensitive);
    }
    if (!found) return false;
  }
  return true;
}

// Visual separators say nothing (RFC 3966 section 4).
bool same_number(std::string_view a, std::string_view b) {
  const auto skip = [](std::string_view& text) {
    while (!text.empty() && std::string_view("-.()").find(text[0]) != std::string_view::npos) {
      text.remove_prefix(1);
    }
  };
  for (skip(a), skip(b); !a.empty() && !b.empty(); skip(a), skip(b)) {
    if (base::to_lower(a[0]) != base::to_lower(b[0])) return false;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.empty() && b.empty();
}

}  // namespace

bool equivalent(const Uri& a, const Uri& b) {
  if (a.scheme != b.scheme) return false;
  if (a.scheme == Uri::Scheme::other) return a.text == b.text;
  if (a.scheme == Uri::Scheme::tel) {
    return same_number(a.user, b.user) && params_agree(a.params, b.params, true) &&
           params_agree(b.params, a.params, true);
  }
  return a.has_user == b.has_user && same(a.user, b.user, Case::sensitive) &&
         same(a.password, b.password, Case::sensitive) && base::iequals(a.host, b.host) &&
         a.port == b.port && params_agree(a.params, b.params, false) &&
         params_agree(b.params, a.params, false) && headers_contained(a.headers, b.headers) &&
         headers_contained(b.headers, a.headers);
}

std::string unescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        base::hex_value(text[i + 1]) >= 0 && base::hex_value(text[i + 2]) >= 0;
    if (escape) {
      plain += static_cast<char>(base::hex_value(text[i + 1]) * 16 + base::hex_value(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace sip
