#include "firmware/net/asio/system_wall_clock.h"

namespace net {

base::WallTime SystemWallClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace net
