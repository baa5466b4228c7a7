#include "apps/jackfield/interfaces.h"

#include <algorithm>

#include "firmware/base/ascii.h"

namespace jackfield {

namespace {

constexpr std::size_t kMaxHost = 253;  // RFC 1035 section 2.3.4

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= kMaxHost &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return base::is_alpha(c) || base::is_digit(c) || c == '.' || c == '-';
         });
}

}  // namespace

std::optional<sip::InterfaceSettings> parse_interface(std::string_view text) {
  const std::size_t equals = text.find('=');
  const auto local = net::Endpoint::parse(text.substr(0, equals));
  if (!local) return std::nullopt;
  sip::InterfaceSettings interface;
  interface.local = *local;
  if (equals == std::string_view::npos) return interface;
  const std::string_view host = text.substr(equals + 1);
  if (!is_host(host)) return std::nullopt;
  interface.advertised_host = host;
  return interface;
}

}  // namespace jackfield
