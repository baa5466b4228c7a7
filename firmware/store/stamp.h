// What every stored row says of its last change, so that stores of several boards can be joined.
#pragma once

#include <string>

#include "firmware/base/instant.h"

namespace store {

struct Stamp {
  base::WallTime now;
  std::string node;  // the UUID of the switchboard that wrote it
};

}  // namespace store
