#include "firmware/sip/message/scan.h"

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
  while (at_ != end_ && *at_ != '"') {
    if (*at_ == '\\' && ++at_ == end_) break;
    ++at_;
  }
  if (at_ == end_) return {};
  return {begin, static_cast<std::size_t>(at_++ - begin)};
}

std::string_view Cursor::take_host() {
  if (peek() != '[') return take(kHost);
  const std::size_t close = rest().find(']');
  if (close == std::string_view::npos) return {};
  const std::string_view host = rest().substr(0, close + 1);
  if (!is_ipv6_reference(host)) return {};
  at_ += host.size();
  return host;
}

bool Cursor::take_port(std::uint16_t& port) {
  std::uint32_t value = 0;
  const char* const begin = at_;
  for (; at_ != end_ && *at_ >= '0' && *at_ <= '9'; ++at_) {
    value = value * 10 + static_cast<std::uint32_t>(*at_ - '0');
    if (value > 65535) return false;
  }
  port = static_cast<std::uint16_t>(value);
  return at_ != begin && value != 0;
}

bool Cursor::take_params(std::string_view& params) {
  skip_space();
  const char* const begin = at_;
  while (at_ != end_) {
    if (!skip(';')) return false;
    skip_space();
    if (take(kToken).empty()) return false;
    skip_space();
    if (!skip('=')) continue;
    skip_space();
    if (peek() == '"') {
      if (take_quoted().data() == nullptr) return false;
    } else {
      take(kValue);
    }
    skip_space();
  }
  params = {begin, static_cast<std::size_t>(at_ - begin)};
  return true;
}

}  // namespace sip::scan
