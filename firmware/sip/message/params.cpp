#include "firmware/sip/message/params.h"

#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

const char* next_semicolon(const char* at, const char* end) {
  for (; at != end && *at != ';'; ++at) {
    if (*at != '"') continue;
    scan::Cursor cursor(scan::between(at, end));
    if (cursor.take_quoted().data() != nullptr) at = cursor.at() - 1;
  }
  return at;
}

// What follows a name: the value after "=", its quotes taken off, or nothing. `at` moves behind it.
std::string_view take_value(const char*& at, const char* end) {
  at = scan::skip_space(at, end);
  if (at == end || *at != '=') return scan::between(at, at);
  scan::Cursor cursor(scan::between(at + 1, end));
  cursor.skip_space();
  const std::string_view value =
      cursor.peek() == '"' ? cursor.take_quoted() : cursor.take(scan::kValue);
  at = cursor.at();
  return value;
}

}  // namespace

bool Params::next(std::string_view& name, std::string_view& value) {
  const char* const end = text_.data() + text_.size();
  const char* at = text_.data();
  while (at != end && (*at == ';' || scan::is(*at, scan::kSpace))) ++at;
  const char* const name_begin = at;
  at = scan::skip(at, end, scan::kToken | scan::kUriParam);
  name = scan::between(name_begin, at);
  value = take_value(at, end);
  text_ = scan::between(next_semicolon(at, end), end);
  return !name.empty();
}

std::optional<std::string_view> Params::find(std::string_view name) const {
  const char* const end = text_.data() + text_.size();
  for (const char* at = text_.data(); at != end; at = next_semicolon(at, end)) {
    at = scan::skip_space(at + 1, end);
    if (static_cast<std::size_t>(end - at) < name.size()) break;
    const char* name_end = at + name.size();
    const bool is_whole = name_end == end || !scan::is(*name_end, scan::kToken | scan::kUriParam);
    if (is_whole && scan::same_name(scan::between(at, name_end), name)) {
      return take_value(name_end, end);
    }
  }
  return std::nullopt;
}

}  // namespace sip
