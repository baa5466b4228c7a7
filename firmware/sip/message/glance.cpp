#include "firmware/sip/message/glance.h"

#include <cstring>

#include "firmware/base/ascii.h"

namespace sip {

namespace {

bool may_follow_name(char c) {
  return c == ':' || c == ' ' || c == '\t';
}

// Nearly everybody writes it as the RFC does.
bool is_name(std::string_view text, std::string_view name) {
  return text == name || base::iequals(text, name);
}

// The value of `line` when it is this header, by its name or its compact form.
bool is_header(std::string_view line, std::string_view name, char compact,
               std::string_view& value) {
  std::size_t length = name.size();
  if (line.size() <= length || !may_follow_name(line[length]) ||
      !is_name(line.substr(0, length), name)) {
    length = 1;
    if (line.size() < 2 || !may_follow_name(line[1]) || base::to_lower(line[0]) != compact) {
      return false;
    }
  }
  while (length < line.size() && line[length] != ':') {
    if (!may_follow_name(line[length++])) return false;
  }
  if (length == line.size()) return false;
  value = base::trim(line.substr(length + 1));
  return true;
}

void keep_first(std::string_view& place, std::string_view value) {
  if (place.empty()) place = value;
}

constexpr char kNoCompactForm = '\0';

// Behind the LF that ends the line at `at`.
std::size_t end_of_line(std::string_view octets, std::size_t at) {
  const void* const end = std::memchr(octets.data() + at, '\n', octets.size() - at);
  if (end == nullptr) return octets.size();
  return static_cast<std::size_t>(static_cast<const char*>(end) - octets.data()) + 1;
}

// What follows is not looked at.
bool has_all(const Glance& seen) {
  return !seen.call_id.empty() && !seen.from.empty() && !seen.to.empty() && !seen.cseq.empty();
}

}  // namespace

std::string_view Glance::method() const {
  if (!is_response()) return start_line.substr(0, start_line.find(' '));
  const std::size_t space = cseq.find_last_of(" \t");
  return space == std::string_view::npos ? std::string_view() : cseq.substr(space + 1);
}

Glance glance(std::string_view octets) {
  Glance seen;
  std::size_t at = 0;
  while (at < octets.size() && (octets[at] == '\r' || octets[at] == '\n')) ++at;  // section 7.5
  std::size_t next = end_of_line(octets, at);
  seen.start_line = base::trim(octets.substr(at, next - at));
  for (at = next; at < octets.size() && !has_all(seen); at = next) {
    next = end_of_line(octets, at);
    const std::string_view line = octets.substr(at, next - at);
    if (line[0] == '\r' || line[0] == '\n') break;
    std::string_view value;
    switch (base::to_lower(line[0])) {
      case 'v':
        if (!is_header(line, "Via", 'v', value)) break;
        if (seen.vias_end == 0) seen.vias_at = seen.vias_end = at;
        if (seen.vias_end == at) seen.vias_end = next;
        break;
      case 'c':
        if (is_header(line, "Call-ID", kNoCompactForm, value)) keep_first(seen.call_id, value);
        if (is_header(line, "CSeq", kNoCompactForm, value)) keep_first(seen.cseq, value);
        break;
      case 'i':
        if (is_header(line, "Call-ID", 'i', value)) keep_first(seen.call_id, value);
        break;
      case 'f':
        if (is_header(line, "From", 'f', value)) keep_first(seen.from, value);
        break;
      case 't':
        if (is_header(line, "To", 't', value)) keep_first(seen.to, value);
        break;
      default:
        break;
    }
  }
  return seen;
}

std::string_view tag_at_a_glance(std::string_view address) {
  // A display name or a URI may contain the word: the header's parameters stand behind both.
  const std::size_t uri = address.rfind('>');
  std::string_view rest = uri == std::string_view::npos ? address : address.substr(uri + 1);
  for (std::size_t at; (at = rest.find(';')) != std::string_view::npos;) {
    rest.remove_prefix(at + 1);
    const std::string_view parameter = base::trim(rest.substr(0, rest.find(';')));
    if (parameter.size() > 4 && base::iequals(parameter.substr(0, 4), "tag=")) {
      return parameter.substr(4);
    }
  }
  return {};
}

}  // namespace sip
