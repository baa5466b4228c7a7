#include "tests/sim/raw_message.h"

#include <cstdlib>
#include <map>

#include "firmware/base/ascii.h"

namespace sim {

namespace {

std::string full_name(std::string_view name) {
  static const std::map<std::string, std::string> kCompact = {
      {"i", "call-id"},      {"m", "contact"}, {"e", "content-encoding"}, {"l", "content-length"},
      {"c", "content-type"}, {"f", "from"},    {"s", "subject"},          {"k", "supported"},
      {"t", "to"},           {"v", "via"}};
  const std::string lower = base::to_lower(base::trim(name));
  const auto compact = kCompact.find(lower);
  return compact == kCompact.end() ? lower : compact->second;
}

bool is_list(const std::string& name) {
  return name == "via" || name == "route" || name == "record-route" || name == "contact" ||
         name == "path" || name == "require" || name == "proxy-require" || name == "supported" ||
         name == "unsupported" || name == "allow";
}

// Cuts at commas that stand outside quotes and angle brackets.
std::vector<std::string> cut_list(std::string_view text) {
  std::vector<std::string> values;
  bool quoted = false;
  bool bracketed = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '<') {
      bracketed = true;
    } else if (c == '>') {
      bracketed = false;
    }
    if (i < text.size() && (c != ',' || quoted || bracketed)) continue;
    values.emplace_back(base::trim(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  return values;
}

std::string_view word(std::string_view text, int number) {
  for (; number > 0; --number) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return {};
    text.remove_prefix(space + 1);
  }
  return text.substr(0, text.find(' '));
}

unsigned number_in(std::string_view text) {
  return static_cast<unsigned>(std::strtoul(std::string(text).c_str(), nullptr, 10));
}

}  // namespace

RawMessage::RawMessage(std::string text) : text_(std::move(text)) {
  const std::size_t end = text_.find("\r\n\r\n");
  body_at_ = end == std::string::npos ? text_.size() : end + 4;
  std::string_view rest = std::string_view(text_).substr(0, end);
  bool first = true;
  while (!rest.empty()) {
    const std::size_t line_end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, line_end);
    rest.remove_prefix(line_end == std::string_view::npos ? rest.size() : line_end + 2);
    if (std::exchange(first, false)) {
      start_line_ = line;
    } else if ((line.starts_with(' ') || line.starts_with('\t')) && !lines_.empty()) {
      lines_.back().second += ' ' + std::string(base::trim(line));
    } else {
      const std::size_t colon = std::min(line.find(':'), line.size());
      const std::string_view value = colon < line.size() ? line.substr(colon + 1) : "";
      lines_.emplace_back(full_name(line.substr(0, colon)), base::trim(value));
    }
  }
}

int RawMessage::status() const {
  if (!start_line_.starts_with("SIP/2.0 ")) return 0;
  return static_cast<int>(number_in(word(start_line_, 1)));
}

std::string RawMessage::method() const {
  if (is_request()) return std::string(word(start_line_, 0));
  const std::string cseq = header("cseq");
  return std::string(
      base::trim(std::string_view(cseq).substr(std::min(cseq.find(' '), cseq.size()))));
}

std::string RawMessage::uri() const {
  return std::string(word(start_line_, 1));
}

unsigned RawMessage::cseq() const {
  return number_in(header("cseq"));
}

std::string RawMessage::header(std::string_view name) const {
  const std::vector<std::string> values = headers(name);
  return values.empty() ? "" : values.front();
}

std::vector<std::string> RawMessage::headers(std::string_view name) const {
  const std::string wanted = full_name(name);
  std::vector<std::string> values;
  for (const auto& [line_name, value] : lines_) {
    if (line_name != wanted) continue;
    if (!is_list(wanted)) {
      values.push_back(value);
      continue;
    }
    for (std::string& one : cut_list(value)) values.push_back(std::move(one));
  }
  return values;
}

std::string RawMessage::body() const {
  return text_.substr(body_at_);
}

std::string RawMessage::branch() const {
  return param_of(header("via"), "branch");
}

std::string description_in(const RawMessage& message) {
  const std::string type = message.header("content-type");
  const bool is_session = type.substr(0, type.find(';')) == "application/sdp";
  return is_session ? message.body() : "";
}

std::string complaint_about(const RawMessage& message) {
  if (message.text().find("\r\n\r\n") == std::string::npos) return "no empty line";
  for (const std::string_view name : {"from", "to", "call-id", "cseq"}) {
    if (message.headers(name).size() != 1) return "not exactly one " + std::string(name);
  }
  if (message.headers("via").empty()) return "no Via";
  if (!message.branch().starts_with("z9hG4bK")) return "no branch with the magic cookie";
  if (param_of(message.header("from"), "tag").empty()) return "no tag in From";
  const std::string length = message.header("content-length");
  if (!length.empty() && number_in(length) != message.body().size()) return "wrong Content-Length";
  if (message.is_request()) {
    const std::string hops = message.header("max-forwards");
    if (hops.empty() || number_in(hops) > 70) return "no good Max-Forwards";
    if (!message.start_line().ends_with(" SIP/2.0")) return "no SIP/2.0 in the start line";
    const std::string& cseq = message.header("cseq");
    if (!cseq.ends_with(" " + message.method())) return "CSeq names another method";
    return "";
  }
  if (message.headers("via").size() != 1) return "a response with more than our own Via";
  if (message.status() < 100 || message.status() > 699) return "no such status";
  if (message.status() > 100 && param_of(message.header("to"), "tag").empty()) {
    return "no tag in To";
  }
  return "";
}

std::string uri_in(std::string_view value) {
  const std::size_t open = value.find('<');
  if (open == std::string_view::npos) return std::string(value.substr(0, value.find(';')));
  const std::string_view rest = value.substr(open + 1);
  return std::string(rest.substr(0, rest.find('>')));
}

namespace {

// Where `;name` begins behind the brackets; npos when absent.
std::size_t find_param(std::string_view value, std::string_view name) {
  const std::size_t close = value.rfind('>');
  std::size_t at = close == std::string_view::npos ? 0 : close;
  while ((at = value.find(';', at)) != std::string_view::npos) {
    const std::string_view rest = base::trim(value.substr(++at));
    const std::string_view own = base::trim(rest.substr(0, rest.find_first_of("=;")));
    if (base::iequals(own, name)) return at;
  }
  return std::string_view::npos;
}

}  // namespace

bool has_param(std::string_view value, std::string_view name) {
  return find_param(value, name) != std::string_view::npos;
}

std::string param_of(std::string_view value, std::string_view name) {
  const std::size_t at = find_param(value, name);
  if (at == std::string_view::npos) return "";
  std::string_view rest = value.substr(at);
  rest = rest.substr(0, rest.find(';'));
  const std::size_t equals = rest.find('=');
  if (equals == std::string_view::npos) return "";
  rest = base::trim(rest.substr(equals + 1));
  if (rest.starts_with('"')) rest = rest.substr(1, rest.rfind('"') - 1);
  return std::string(rest);
}

RawUri take_apart(std::string_view uri) {
  RawUri parts;
  const std::size_t colon = std::min(uri.find(':'), uri.size());
  parts.scheme = uri.substr(0, colon);
  uri.remove_prefix(std::min(colon + 1, uri.size()));
  const std::size_t at = uri.find('@');
  if (at != std::string_view::npos) {
    parts.user = uri.substr(0, at);
    uri.remove_prefix(at + 1);
  }
  const std::size_t params = std::min(uri.find_first_of(";?"), uri.size());
  parts.params = uri.substr(params);
  uri = uri.substr(0, params);
  const std::size_t bracket = uri.find(']');
  const std::size_t port = uri.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (port != std::string_view::npos) {
    parts.port = static_cast<std::uint16_t>(number_in(uri.substr(port + 1)));
  }
  parts.host = uri.substr(0, port);
  return parts;
}

std::string auth_param(std::string_view value, std::string_view name) {
  const std::size_t scheme = std::min(value.find(' '), value.size());
  for (const std::string& pair : cut_list(value.substr(scheme))) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) continue;
    if (!base::iequals(base::trim(std::string_view(pair).substr(0, equals)), name)) continue;
    std::string_view text = base::trim(std::string_view(pair).substr(equals + 1));
    if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
    return std::string(text);
  }
  return "";
}

}  // namespace sim
