// What a box says of itself on one link: its addresses there, who has each of them, and its
// services as DNS-SD names them (RFC 6763). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "firmware/mdns/message.h"
#include "firmware/net/multicast.h"

namespace mdns {

inline constexpr std::size_t kMaxAddresses = 8;  // told of a link
inline constexpr std::size_t kMaxServices = 8;

struct Service {
  std::string type;           // "_sip"
  std::string protocol;       // "_udp" or "_tcp"
  net::Endpoint local;        // told on links that reach it
  std::string text = {'\0'};  // RDATA of its TXT record (RFC 6763 section 6.1)
  friend bool operator==(const Service&, const Service&) = default;
};

// With TTLs as RFC 6762 section 10 recommends. The address records come first; of two services of
// one type the first counts. None where no service is reached: there is nobody to be called then.
std::vector<Record> own_records(std::string_view label, const std::vector<Service>& services,
                                const net::Link& link);

// "1.0.0.10.in-addr.arpa": the name under which one asks who has an address (RFC 1035 section 3.5,
// RFC 3596 section 2.5).
Name reverse_name(const net::IpAddress& address);
// Such a one. It is ours because the address is: nobody claims it (RFC 6762 section 8.1).
bool is_reverse(const Name& name);

}  // namespace mdns
