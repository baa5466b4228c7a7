// Lines as tests write them, with LF, made as they go on the wire: with CRLF.
#pragma once

#include <string>
#include <string_view>

namespace wire_text {

inline std::string crlf(std::string_view lines) {
  std::string text;
  for (const char c : lines) {
    if (c == '\n') text += '\r';
    text += c;
  }
  return text;
}

}  // namespace wire_text
