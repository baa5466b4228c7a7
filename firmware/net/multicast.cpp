#include "firmware/net/multicast.h"

#include <algorithm>

namespace net {

namespace {

bool is_link_local(const IpAddress& address) {
  const auto octets = address.octets();
  if (address.is_v4()) return octets[0] == 169 && octets[1] == 254;
  return octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80;
}

bool begin_alike(const IpAddress& a, const IpAddress& b, unsigned bits) {
  const auto one = a.octets();
  const auto other = b.octets();
  for (std::size_t i = 0; i < one.size() && bits > 0; ++i) {
    const unsigned here = std::min(bits, 8u);
    const unsigned different = static_cast<unsigned>(one[i] ^ other[i]);
    if (different >> (8 - here) != 0) return false;
    bits -= here;
  }
  return true;
}

}  // namespace

bool is_on_link(const Link& link, const IpAddress& address) {
  if (is_link_local(address)) return true;
  return std::any_of(link.addresses.begin(), link.addresses.end(), [&](const LinkAddress& own) {
    return own.address.is_v4() == address.is_v4() && begin_alike(own.address, address, own.prefix);
  });
}

bool is_multicast(const IpAddress& address) {
  const unsigned first = address.octets()[0];
  return address.is_v4() ? first >= 224 && first < 240 : first == 0xff;
}

}  // namespace net
