// The order of DNS service records: SRV by priority and weight (RFC 2782), NAPTR by order and
// preference (RFC 3403) with the services of RFC 3263 section 4.1. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/random.h"
#include "firmware/net/resolver.h"
#include "firmware/sip/transport/flow.h"

namespace sip {

// An SRV name to ask, and what is spoken there.
struct Service {
  Transport transport;
  std::string name;
  friend bool operator==(const Service&, const Service&) = default;
};

// "_sip._udp.example.com"; nothing for a transport that has no SRV name.
std::optional<std::string> srv_name(Transport transport, std::string_view domain);

// "SIP+D2U" and so on, case-insensitive.
std::optional<Transport> transport_of_naptr(std::string_view service);

// Those records that name an SRV record and one of `transports`, best first.
std::vector<Service> in_order(std::vector<net::NaptrRecord> records,
                              const std::vector<Transport>& transports);

// Best first; among one priority by chance, in proportion to the weights. A record whose target is
// "." says that the service is not there, and is left out.
std::vector<net::SrvRecord> in_order(std::vector<net::SrvRecord> records, base::Random& random);

}  // namespace sip
