// What c-ares answered, as records. Pure functions; private to this folder.
#pragma once

#include <ares.h>

#include "firmware/net/resolver.h"

namespace net {

Result<AddressRecords> address_records(int status, const ares_addrinfo* found);
Result<SrvRecords> srv_records(int status, const unsigned char* octets, int size);
Result<NaptrRecords> naptr_records(int status, const unsigned char* octets, int size);

}  // namespace net
