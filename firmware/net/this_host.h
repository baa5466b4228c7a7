// What this host is called and where it is reached, as the system says at the moment. Any thread.
#pragma once

#include <string>
#include <vector>

#include "firmware/net/address.h"

namespace net {

// "jackfield"; "" when the system does not tell, or tells what is no host name (RFC 1123).
std::string host_name();

// Of the interfaces that are up, IPv4 first: neither loopback nor link-local IPv6.
std::vector<IpAddress> own_addresses();

}  // namespace net
