#include "firmware/web/request_head.h"

#include <algorithm>
#include <array>

#include "firmware/base/ascii.h"
#include "firmware/web/grammar.h"

namespace web {

namespace {

constexpr std::size_t kMaxMethod = 32;
constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};

bool is_control(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return (octet < 0x20 && c != '\t') || octet == 0x7f;
}

// OWS (RFC 9110 section 5.6.3): no CR or LF is left in a line.
std::string_view without_whitespace_around(std::string_view value) {
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  return value;
}

std::size_t count_of(const std::vector<Field>& fields, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields, [name](const Field& field) { return base::iequals(field.name, name); }));
}

}  // namespace

std::string_view RequestHead::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view RequestHead::field(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields, [name](const Field& field) { return base::iequals(field.name, name); });
  return found == fields.end() ? std::string_view() : std::string_view(found->value);
}

std::size_t RequestHeadReader::read(std::string_view octets) {
  std::size_t taken = 0;
  while (taken < octets.size() && state_ == State::reading) read(octets[taken++]);
  return taken;
}

void RequestHeadReader::read(char octet) {
  ++octets_;
  if (octet == '\n') {
    if (!cr_) return refuse(400, "A line ends without CR");
    cr_ = false;
    return read_line();
  }
  if (cr_) return refuse(400, "CR within a line");
  if (octet == '\r') {
    cr_ = true;
  } else if (is_control(octet)) {
    return refuse(400, "Control character");
  } else {
    line_ += octet;
  }
  check_length();
}

// At the octet that is too much, not at the end of its line.
void RequestHeadReader::check_length() {
  if (!has_request_line_ && line_.size() > kMaxMethod + 1 && line_.find(' ') > kMaxMethod) {
    return refuse(400, "No request line");
  }
  if (!has_request_line_ && line_.size() - std::min(line_.find(' '), line_.size()) >
                                kMaxTarget + sizeof "  HTTP/1.1" - 1) {
    return refuse(414, "Target too long");
  }
  if (octets_ >= kMaxOctets) refuse(431, "Head too long");
}

void RequestHeadReader::read_line() {
  if (!has_request_line_ && line_.empty()) {
    if (has_skipped_line_) return refuse(400, "Empty lines before a request");
    has_skipped_line_ = true;  // RFC 9112 section 2.2
    return;
  }
  if (!has_request_line_) {
    read_request_line();
  } else if (line_.empty()) {
    finish();
  } else {
    read_field();
  }
  line_.clear();
}

// method SP request-target SP HTTP-version, and no whitespace but that (RFC 9112 section 3).
void RequestHeadReader::read_request_line() {
  has_request_line_ = true;
  const std::string_view line = line_;
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400, "No request line");
  head_.method = line.substr(0, first);
  head_.target = line.substr(first + 1, last - first - 1);
  if (!is_token(head_.method)) return refuse(400, "No request line");
  read_version(line.substr(last + 1));
  if (state_ == State::refused) return;
  if (std::ranges::find(kMethods, head_.method) == kMethods.end()) {
    return refuse(501, "Unknown method");
  }
  if (!is_sound_target(head_.target)) return refuse(400, "Unsound target");
}

void RequestHeadReader::read_version(std::string_view version) {
  const bool is_version = version.size() == 8 && version.starts_with("HTTP/") &&
                          base::is_digit(version[5]) && version[6] == '.' &&
                          base::is_digit(version[7]);
  if (!is_version) return refuse(400, "No request line");
  head_.http_1_0 = version == "HTTP/1.0";
  if (!head_.http_1_0 && version != "HTTP/1.1") return refuse(505, "HTTP/1.1 is spoken here");
  if (head_.http_1_0 && head_.method != "GET" && head_.method != "HEAD") {
    return refuse(505, "HTTP/1.1 is spoken here");
  }
}

void RequestHeadReader::read_field() {
  const std::string_view line = line_;
  if (line[0] == ' ' || line[0] == '\t') return refuse(400, "Folded line");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return refuse(400, "A field without a colon");
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) return refuse(400, "No field name");  // also for whitespace before the colon
  if (head_.fields.size() == kMaxFields) return refuse(431, "Too many fields");
  head_.fields.push_back(
      {std::string(name), std::string(without_whitespace_around(line.substr(colon + 1)))});
}

void RequestHeadReader::finish() {
  const auto& fields = head_.fields;
  const std::size_t hosts = count_of(fields, "Host");
  if (hosts > 1 || (hosts == 0 && !head_.http_1_0)) return refuse(400, "Not one Host");
  if (hosts == 1) {
    const auto host = host_of(head_.field("Host"));
    if (!host) return refuse(400, "Unsound Host");
    head_.host = *host;
  }
  const std::size_t lengths = count_of(fields, "Content-Length");
  if (count_of(fields, "Transfer-Encoding") > 0) {
    if (lengths > 0 || head_.http_1_0) return refuse(400, "Transfer-Encoding");
    return refuse(501, "Transfer-Encoding");  // RFC 9112 section 6.1
  }
  if (lengths > 1) return refuse(400, "Not one Content-Length");
  if (lengths == 1) {
    const std::string_view length = head_.field("Content-Length");
    if (length.empty() || !std::ranges::all_of(length, base::is_digit)) {
      return refuse(400, "Unsound Content-Length");
    }
    head_.content_length = base::parse_unsigned(length);
    if (!head_.content_length) return refuse(413, kLongBody);
  }
  if (const std::string_view expected = head_.field("Expect"); !expected.empty()) {
    if (!base::iequals(expected, "100-continue")) return refuse(417, "Unknown expectation");
    head_.expects_continue = !head_.http_1_0;
  }
  head_.keeps_alive = !head_.http_1_0 && !lists_token(fields, "Connection", "close");
  head_.is_websocket = !head_.http_1_0 && lists_token(fields, "Connection", "upgrade") &&
                       lists_token(fields, "Upgrade", "websocket");
  if (head_.is_websocket && (head_.method != "GET" || head_.content_length.value_or(0) > 0)) {
    return refuse(400, "Unsound WebSocket");
  }
  state_ = State::complete;
}

void RequestHeadReader::refuse(int status, std::string_view why) {
  state_ = State::refused;
  refusal_ = {status, why};
}

}  // namespace web
