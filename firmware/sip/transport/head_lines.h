// The lines of a message's head, for those who must read one before (framing) or without (malformed
// input) the parser. Folded lines (RFC 3261 section 7.3.1) come as one, their folds kept.
#pragma once

#include <string_view>

#include "firmware/base/ascii.h"

namespace sip {

// Takes the first line off `rest`, without its CRLF; false at the empty line and at the end.
constexpr bool next_head_line(std::string_view& rest, std::string_view& line) {
  std::size_t end = rest.find("\r\n");
  while (end != std::string_view::npos && end + 2 < rest.size() &&
         (rest[end + 2] == ' ' || rest[end + 2] == '\t')) {
    end = rest.find("\r\n", end + 2);
  }
  line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
  return !line.empty();
}

// The header's name: what stands before the colon (HCOLON allows blanks there); "" without one.
constexpr std::string_view head_line_name(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon == std::string_view::npos ? std::string_view() : base::trim(line.substr(0, colon));
}

}  // namespace sip
