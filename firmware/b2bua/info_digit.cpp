#include "firmware/b2bua/info_digit.h"

#include "firmware/base/ascii.h"

namespace b2bua {

namespace {

std::optional<char> digit_of(std::string_view text) {
  if (text == "10") return '*';  // as telephone-event numbers them
  if (text == "11") return '#';
  constexpr std::string_view kDigits = "0123456789*#ABCDabcd";
  if (text.size() != 1 || kDigits.find(text[0]) == std::string_view::npos) return std::nullopt;
  const char c = text[0];
  return c >= 'a' && c <= 'd' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return base::trim(line);
}

}  // namespace

std::optional<char> digit_of(const sip::Message& info) {
  const auto type = info.first(sip::HeaderId::content_type);
  if (!type) return std::nullopt;
  const std::string_view kind = base::trim(type->substr(0, type->find(';')));
  std::string_view body = info.body();
  if (base::iequals(kind, "application/dtmf")) return digit_of(base::trim(body));
  if (!base::iequals(kind, kDtmfRelay)) return std::nullopt;
  while (!body.empty()) {
    const std::string_view line = take_line(body);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    if (!base::iequals(base::trim(line.substr(0, equals)), "Signal")) continue;
    return digit_of(base::trim(line.substr(equals + 1)));
  }
  return std::nullopt;
}

std::string print_digit(char digit) {
  return std::string("Signal=") + digit + "\r\nDuration=160\r\n";
}

}  // namespace b2bua
