#include "firmware/sip/message/scan.h"

#include <algorithm>
#include <string>

#include "firmware/net/address.h"

namespace sip::scan {
namespace {

// RFC 3261's grammar lets a third colon stand before an embedded IPv4 address; RFC 5118 section
// 4.10 asks for tolerance.
bool is_ipv6_reference(std::string_view host) {
  const auto address = net::IpAddress::parse(host);
  if (address) return address->is_v6();
  const std::size_t colons = host.find(":::");
  if (colons == std::string_view::npos || host.find('.', colons) == std::string_view::npos) {
    return false;
  }
  return net::IpAddress::parse(std::string(host).erase(colons, 1)).has_value();
}

}  // namespace

std::string_view Cursor::take_quoted() {
  if (!skip('"')) return {};
  const char* const begin = at_;
  const char* at = begin;
  for (;; at = std::min(at + 2, end_)) {
    at = find(at, end_, begin, [](auto octets) { return octets.equal('"', '\\'); });
    if (at == end_ || *at == '"') break;
  }
  if (at == end_) return {};
  at_ = at + 1;
  return between(begin, at);
}

std::string_view Cursor::take_ipv6_reference() {
  const std::size_t close = rest().find(']');
  if (close == std::string_view::npos) return {};
  const std::string_view host = rest().substr(0, close + 1);
  if (!is_ipv6_reference(host)) return {};
  at_ += host.size();
  return host;
}

bool Cursor::take_port(std::uint16_t& port) {
  std::uint32_t value = 0;
  const char* at = at_;
  for (; at != end_ && *at >= '0' && *at <= '9'; ++at) {
    value = value * 10 + static_cast<std::uint32_t>(*at - '0');
    if (value > 65535) return false;
  }
  at_ = at;
  port = static_cast<std::uint16_t>(value);
  return value != 0;
}

bool Cursor::take_params(std::string_view& params, std::string_view wanted,
                         std::string_view& wanted_value) {
  const char* const begin = scan::skip_space(at_, end_);
  const char* at = begin;
  while (at != end_ && *at != ',') {
    if (*at != ';') return false;
    const char* const name = scan::skip_space(at + 1, end_);
    const char* const name_end = scan::skip(name, end_, kToken);
    if (name_end == name) return false;
    at = scan::skip_space(name_end, end_);
    if (at == end_ || *at != '=') continue;
    at = scan::skip_space(at + 1, end_);
    std::string_view value;
    if (at != end_ && *at == '"') {
      at_ = at;
      value = take_quoted();
      if (value.data() == nullptr) return false;
      at = at_;
    } else {
      value = between(at, skip_value(at, end_, begin));
      at = value.data() + value.size();
    }
    at = scan::skip_space(at, end_);
    if (wanted_value.data() == nullptr && same_name(between(name, name_end), wanted)) {
      wanted_value = value;
    }
  }
  at_ = at;
  params = between(begin, at);
  return true;
}

}  // namespace sip::scan
