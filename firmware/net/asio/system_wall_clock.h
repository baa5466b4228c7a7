// The calendar as the operating system tells it. Any thread.
#pragma once

#include "firmware/base/instant.h"

namespace net {

class SystemWallClock : public base::WallClock {
 public:
  base::WallTime now() const override;
};

}  // namespace net
