#include "apps/jackfield/trace_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/records/call_records_csv.h"
#include "firmware/base/ascii.h"

namespace jackfield {

namespace {

constexpr std::string_view kMask = "***";

bool carries_digest(std::string_view header) {
  for (const std::string_view name : {"Authorization", "Proxy-Authorization", "Authentication-Info",
                                      "Proxy-Authentication-Info"}) {
    if (base::iequals(header, name)) return true;
  }
  return false;
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

// `value` is the header's, folded lines and all. What is no digest is masked whole.
std::string mask_digest(std::string_view value) {
  std::string masked;
  const std::size_t scheme = value.find_first_not_of(" \t");
  if (scheme == std::string_view::npos) return std::string(value);
  std::size_t at = scheme;
  const bool has_scheme = base::iequals(value.substr(at, 6), "Digest");
  if (has_scheme) at += 6;
  masked = value.substr(0, at);
  while (at < value.size()) {
    const std::size_t equals = value.find('=', at);
    if (equals == std::string_view::npos) return masked + std::string(kMask);
    const std::string_view before = value.substr(at, equals - at);
    const std::size_t first = before.find_first_not_of(", \t\r\n");
    const std::string_view name =
        first == std::string_view::npos ? before : base::trim(before.substr(first));
    std::size_t begin = equals + 1;
    while (begin < value.size() && base::is_space(value[begin])) ++begin;
    const std::size_t end = end_of_value(value, begin);
    masked += value.substr(at, begin - at);
    masked += is_secret(name) ? kMask : value.substr(begin, end - begin);
    at = end;
  }
  return masked;
}

// sip:user:password@host
std::string mask_uri_passwords(std::string_view line) {
  std::string masked;
  for (std::size_t at_sign; (at_sign = line.find('@')) != std::string_view::npos;) {
    const std::string_view before = line.substr(0, at_sign);
    const std::size_t word = before.find_last_of(" \t<>\",;");
    const std::size_t start = word == std::string_view::npos ? 0 : word + 1;
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
  return masked;
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

std::string mask_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !carries_digest(base::trim(line.substr(0, colon)))) {
    return mask_uri_passwords(line);
  }
  const std::size_t end = line.find_last_not_of("\r\n") + 1;
  std::string masked(line.substr(0, colon + 1));
  masked += mask_digest(line.substr(colon + 1, end - colon - 1));
  masked += line.substr(end);
  return masked;
}

}  // namespace

std::string mask_credentials(std::string_view message) {
  std::string masked;
  while (!message.empty() && message.front() != '\r' && message.front() != '\n') {
    const std::size_t length = folded_line(message);
    masked += mask_line(message.substr(0, length));
    message.remove_prefix(length);
  }
  masked += message;
  return masked;
}

std::string to_line(const TracedMessage& message) {
  const nlohmann::json line = {{"at", records::to_string(message.at)},
                               {"direction", message.sent ? "sent" : "received"},
                               {"flow", message.flow},
                               {"call_id", message.call_id},
                               {"text", mask_credentials(message.text)}};
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace jackfield
