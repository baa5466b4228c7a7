// The Date header's value (RFC 3261 section 20.17).
#pragma once

#include <string>

#include "firmware/base/instant.h"

namespace registrar {

std::string date_value(base::WallTime time);  // "Sat, 13 Nov 2010 23:29:00 GMT"

}  // namespace registrar
