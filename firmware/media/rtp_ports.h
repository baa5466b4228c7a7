// RtpPorts: a pair of RTP ports for each leg, out of the pool of them, and held on this machine
// before anybody is told of it: a pair that another process holds is passed over. Signalling thread
// only.
#pragma once

#include <optional>
#include <utility>

#include "firmware/base/log.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/leg_ports.h"
#include "firmware/media/port_pool.h"
#include "firmware/net/network.h"

namespace media {

class RtpPorts {
 public:
  // A try in vain costs some 10 us of this thread, which has other calls to serve. What was tried
  // rests, and the next call goes on behind it.
  static constexpr std::size_t kMaxTries = 1000;

  RtpPorts(net::Network& network, base::TimerQueue& timers, base::Log& log, PortRange range)
      : network_(network), timers_(timers), log_(log), pool_(range) {}

  // For new legs, from now on.
  void set_range(PortRange range) { pool_.set_range(range); }

  struct Opened {
    PortPair pair;  // until the leg has closed
    LegPorts ports;
  };
  // At this address of ours; nothing when no pair can be had.
  std::optional<Opened> open(const net::IpAddress& own);

  std::size_t in_use() const { return pool_.in_use(); }

 private:
  void tell_passed_over(std::uint16_t first, std::size_t count, std::uint16_t taken);
  void tell_none(std::string_view why);

  net::Network& network_;
  base::TimerQueue& timers_;
  base::Log& log_;
  PortPool pool_;
  bool has_told_none_ = false;  // since the last that could be had
};

}  // namespace media
