#include "firmware/sip/message/mask.h"

#include <algorithm>
#include <array>

#include "firmware/base/ascii.h"

namespace sip {

namespace {

constexpr std::string_view kMask = "***";

bool is_one_of(std::string_view header, std::string_view name, std::string_view proxys) {
  return base::iequals(header, name) || base::iequals(header, proxys);
}

// "Digest username=…", from a client.
bool is_credentials(std::string_view header) {
  return is_one_of(header, "Authorization", "Proxy-Authorization");
}

// "rspauth=…", from a server; no scheme before it.
bool is_authentication_info(std::string_view header) {
  return is_one_of(header, "Authentication-Info", "Proxy-Authentication-Info");
}

// Digest parameters that the password goes into.
bool is_secret(std::string_view parameter) {
  return base::iequals(parameter, "response") || base::iequals(parameter, "rspauth");
}

// Where the value that begins at `at` ends: behind its closing quote, or before a comma.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '"') return std::min(text.find(',', at), text.size());
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

// `list` is name=value with commas between, folded lines and all. What is none is masked whole.
std::string mask_parameters(std::string_view list) {
  std::string masked;
  std::size_t at = 0;
  while (at < list.size()) {
    const std::size_t equals = list.find('=', at);
    if (equals == std::string_view::npos) return masked + std::string(kMask);
    const std::string_view before = list.substr(at, equals - at);
    const std::size_t first = std::min(before.find_first_not_of(", \t\r\n"), before.size());
    const std::string_view name = base::trim(before.substr(first));
    std::size_t begin = equals + 1;
    while (begin < list.size() && base::is_space(list[begin])) ++begin;
    const std::size_t end = end_of_value(list, begin);
    masked += list.substr(at, begin - at);
    masked += is_secret(name) ? kMask : list.substr(begin, end - begin);
    at = end;
  }
  return masked;
}

// A scheme that is not Digest is masked whole.
std::string mask_credentials_value(std::string_view value) {
  const std::size_t scheme = value.find_first_not_of(" \t");
  constexpr std::string_view kDigest = "Digest";
  if (scheme == std::string_view::npos) return std::string(value);
  if (!base::iequals(value.substr(scheme, kDigest.size()), kDigest))
    return " " + std::string(kMask);
  const std::size_t parameters = scheme + kDigest.size();
  return std::string(value.substr(0, parameters)) + mask_parameters(value.substr(parameters));
}

// Of each octet, as every message is asked about most of its own.
constexpr std::array<bool, 256> kEndsWord = [] {
  std::array<bool, 256> ends{};
  for (const char c : std::string_view(" \t<>\",;")) ends[static_cast<unsigned char>(c)] = true;
  return ends;
}();

bool ends_word(char c) {
  return kEndsWord[static_cast<unsigned char>(c)];
}

// sip:user:password@host
void mask_uri_passwords(std::string_view line, std::string& masked) {
  for (std::size_t at_sign; (at_sign = line.find('@')) != std::string_view::npos;) {
    const std::string_view before = line.substr(0, at_sign);
    std::size_t start = at_sign;
    while (start > 0 && !ends_word(line[start - 1])) --start;
    const std::string_view uri = before.substr(start);
    const bool is_uri =
        base::iequals(uri.substr(0, 4), "sip:") || base::iequals(uri.substr(0, 5), "sips:");
    const std::size_t colon = is_uri ? uri.find(':', uri.find(':') + 1) : uri.npos;
    if (colon == uri.npos) {
      masked += before;
    } else {
      masked += before.substr(0, start + colon + 1);
      masked += kMask;
    }
    masked += '@';
    line.remove_prefix(at_sign + 1);
  }
  masked += line;
}

// Octets of the first line of `text` with the lines that continue it (RFC 3261 section 7.3.1).
std::size_t folded_line(std::string_view text) {
  std::size_t end = 0;
  do {
    end = text.find('\n', end);
    if (end == std::string_view::npos) return text.size();
    ++end;
  } while (end < text.size() && (text[end] == ' ' || text[end] == '\t'));
  return end;
}

// "Au…" and "Pr…": of all headers that carry credentials, and of few others.
bool may_carry_credentials(std::string_view line) {
  if (line.size() < 2) return false;
  const char first = base::to_lower(line[0]);
  const char second = base::to_lower(line[1]);
  return (first == 'a' && second == 'u') || (first == 'p' && second == 'r');
}

bool begins_word(std::string_view header, std::size_t at) {
  return at == 0 || ends_word(header[at - 1]) || header[at - 1] == '\n';
}

// Whether the word that ends before the @ at `at` has another colon than that of its sip: or sips:.
bool may_be_password(std::string_view header, std::size_t at) {
  while (at > 0 && header[at - 1] != ':') {
    if (begins_word(header, at)) return false;
    --at;
  }
  if (at == 0) return false;
  const std::string_view before = header.substr(0, at);
  return !(before.ends_with("sip:") && begins_word(header, at - 4)) &&
         !(before.ends_with("sips:") && begins_word(header, at - 5));
}

// One quick look: nearly all messages carry no secret.
bool may_hold_secret(std::string_view message) {
  std::size_t end = 0;  // of the header
  while (end < message.size() && message[end] != '\r' && message[end] != '\n') {
    if (may_carry_credentials(message.substr(end, 2))) return true;
    const std::size_t line = message.find('\n', end);
    end = line == std::string_view::npos ? message.size() : line + 1;
  }
  const std::string_view header = message.substr(0, end);
  for (std::size_t at = 0; (at = header.find('@', at)) != std::string_view::npos; ++at) {
    if (may_be_password(header, at)) return true;
  }
  return false;
}

void mask_line(std::string_view line, std::string& masked) {
  const std::size_t colon = may_carry_credentials(line) ? line.find(':') : std::string_view::npos;
  const std::string_view name = base::trim(line.substr(0, colon));
  const bool credentials = colon != std::string_view::npos && is_credentials(name);
  if (!credentials && (colon == std::string_view::npos || !is_authentication_info(name))) {
    return mask_uri_passwords(line, masked);
  }
  const std::size_t end = line.find_last_not_of("\r\n") + 1;
  const std::string_view value = line.substr(colon + 1, end - colon - 1);
  masked += line.substr(0, colon + 1);
  masked += credentials ? mask_credentials_value(value) : mask_parameters(value);
  masked += line.substr(end);
}

}  // namespace

std::string mask_credentials(std::string_view message) {
  if (!may_hold_secret(message)) return std::string(message);
  std::string masked;
  masked.reserve(message.size());
  while (!message.empty() && message.front() != '\r' && message.front() != '\n') {
    const std::size_t length = folded_line(message);
    mask_line(message.substr(0, length), masked);
    message.remove_prefix(length);
  }
  masked += message;
  return masked;
}

}  // namespace sip
