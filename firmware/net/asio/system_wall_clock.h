// The calendar as the operating system tells it. Any thread.
#pragma once

#include "firmware/base/instant.h"

namespace net {

class SystemWallClock : public base::WallClock {
 public:
  base::WallTime now() const override;
};

// Shifts the system's calendar, if this process may (CAP_SYS_TIME): by less than half a second
// bit by bit, so that no second is seen twice; else at once. False: it may not, or the system has
// no such time (on 32 bits: after January 2038).
bool shift_system_clock(std::chrono::microseconds by);

}  // namespace net
