#include "firmware/web/grammar.h"

#include <algorithm>
#include <string>

#include "firmware/base/ascii.h"
#include "firmware/net/address.h"

namespace web {

namespace {

bool is_alnum(char c) {
  return base::is_alpha(c) || base::is_digit(c);
}

// Of a path segment: pchar (RFC 3986 section 3.3) without the escapes.
bool is_path_char(char c) {
  return is_alnum(c) || std::string_view("-._~!$&'()*+,;=:@/").find(c) != std::string_view::npos;
}

// Of a query, as browsers write it: they escape less than RFC 3986 section 3.4 asks for.
bool is_query_char(char c) {
  return is_path_char(c) || std::string_view("?[]{}|^`").find(c) != std::string_view::npos;
}

bool is_forbidden_in_path(char c) {
  return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// Decodes; nothing when a character or an escape is not allowed.
std::optional<std::string> decode(std::string_view text, bool (*allowed)(char),
                                  bool (*forbidden)(char)) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (!allowed(text[i])) return std::nullopt;
      decoded += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = base::hex_value(text[i + 1]), low = base::hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    const char octet = static_cast<char>(high * 16 + low);
    if (forbidden(octet)) return std::nullopt;
    decoded += octet;
    i += 2;
  }
  return decoded;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_alnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool lists_token(const std::vector<Field>& fields, std::string_view name, std::string_view token) {
  for (const Field& field : fields) {
    if (!base::iequals(field.name, name)) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      const std::string_view item = rest.substr(0, rest.find(','));
      if (base::iequals(base::trim(item), token)) return true;
      rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    }
  }
  return false;
}

bool is_sound_target(std::string_view target) {
  if (!target.starts_with('/')) return false;
  const std::size_t mark = std::min(target.find('?'), target.size());
  const auto path = decode(target.substr(0, mark), is_path_char, is_forbidden_in_path);
  const auto query = decode(target.substr(std::min(mark, target.size())), is_query_char,
                            [](char c) { return c == '\0'; });
  return path && query && !has_dot_segment(*path);
}

std::optional<std::string_view> host_of(std::string_view host_and_port) {
  const std::size_t bracket = host_and_port.find(']');
  const bool is_v6 = host_and_port.starts_with('[') && bracket != std::string_view::npos;
  const std::size_t end =
      is_v6 ? bracket + 1 : std::min(host_and_port.find(':'), host_and_port.size());
  const std::string_view host = host_and_port.substr(0, end);
  const std::string_view port = host_and_port.substr(end);
  if (!port.empty() &&
      (port[0] != ':' || (port.size() > 1 && !base::parse_unsigned(port.substr(1), 65535)))) {
    return std::nullopt;
  }
  if (is_v6) {
    const auto address = net::IpAddress::parse(host);
    if (!address || !address->is_v6() || address->scope() != 0) return std::nullopt;
    return host;
  }
  const bool sound = !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char c) {
    return is_alnum(c) || c == '-' || c == '.' || c == '_';
  });
  if (!sound) return std::nullopt;
  return host;
}

}  // namespace web
