#include "firmware/web/response_head.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/web/grammar.h"

namespace web {

bool ResponseHead::has_body(std::string_view method) const {
  return method != "HEAD" && status >= 200 && status != 204 && status != 304;
}

std::size_t ResponseHeadReader::read(std::string_view octets) {
  if (state_ != State::reading) return 0;
  const std::size_t before = text_.size();
  text_.append(octets.substr(0, kMaxOctets - before));
  const std::size_t end = text_.find("\r\n\r\n", before < 3 ? 0 : before - 3);
  if (end == std::string::npos) {
    if (text_.size() == kMaxOctets) state_ = State::broken;
    return text_.size() - before;
  }
  text_.resize(end + 2);
  state_ = parse() ? State::complete : State::broken;
  return end + 4 - before;
}

// HTTP-version SP status-code SP [ reason-phrase ]
bool ResponseHeadReader::parse() {
  std::string_view rest = text_;
  const std::string_view first = rest.substr(0, rest.find("\r\n"));
  if (first.size() < 12 || !first.starts_with("HTTP/1.") || first[8] != ' ') return false;
  const auto status = base::parse_unsigned(first.substr(9, 3), 999);
  if (!status || *status < 100 || (first.size() > 12 && first[12] != ' ')) return false;
  head_.status = static_cast<int>(*status);
  head_.reason = first.substr(std::min<std::size_t>(13, first.size()));
  for (rest.remove_prefix(first.size() + 2); !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    if (!parse_field(line)) return false;
    rest.remove_prefix(line.size() + 2);
  }
  return true;
}

bool ResponseHeadReader::parse_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = base::trim(line.substr(colon + 1));
  if (base::iequals(name, "Transfer-Encoding")) return false;  // it never chunks
  if (base::iequals(name, "Content-Length")) {
    const auto length = base::parse_unsigned(value);
    if (!length || head_.content_length) return false;
    head_.content_length = length;
  }
  head_.fields.push_back({std::string(name), std::string(value)});
  return true;
}

}  // namespace web
