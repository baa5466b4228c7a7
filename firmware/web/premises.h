// What the connections of one door share. The door owns it and outlives them; the door's thread,
// but for `visitors` and `tally`, which any thread may read.
#pragma once

#include <atomic>
#include <cstdint>

#include "firmware/base/timer_queue.h"
#include "firmware/net/network.h"
#include "firmware/web/door_options.h"
#include "firmware/web/visitors.h"

namespace web {

struct Tally {
  std::atomic<std::uint64_t> accepted{0}, refused{0}, open{0}, bad_requests{0}, tls_failures{0};
};

struct Premises {
  net::Network& network;
  base::TimerQueue& timers;
  const DoorOptions options;
  net::Endpoint server{};      // on loopback
  std::uint16_t tls_port = 0;  // where the plain port sends people; 0: there is none
  Visitors visitors{};
  Tally tally{};
};

}  // namespace web
