// What a box says of itself on one link: its addresses there, and its services as DNS-SD names them
// (RFC 6763). Pure.
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

}  // namespace mdns
