// Random UUIDs (RFC 4122 section 4.4), the keys of rows that have no natural key.
#pragma once

#include <string>

#include "firmware/base/random.h"

namespace store {

std::string uuid_v4(base::Random& random);

}  // namespace store
