#include "firmware/base/log.h"

namespace base {

namespace {

bool is_plain(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet <= 0x20 || octet == 0x7f || c == '"' || c == '=' || c == '\\') return false;
  }
  return true;
}

void append_escaped(std::string& line, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (octet < 0x20 || octet == 0x7f) {
      line += "\\x";
      line += kDigits[octet >> 4];
      line += kDigits[octet & 15];
    } else {
      line += c;
    }
  }
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::debug:
      return "debug";
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

std::string format_line(std::string_view part, std::string_view event,
                        std::initializer_list<LogField> fields) {
  std::string line(part);
  line += ' ';
  line += event;
  for (const LogField& field : fields) {
    line += ' ';
    line += field.key;
    line += '=';
    if (is_plain(field.value)) {
      line += field.value;
    } else {
      line += '"';
      append_escaped(line, field.value);
      line += '"';
    }
  }
  return line;
}

}  // namespace base
