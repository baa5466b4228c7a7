// What calls work with; all outlive them. Signalling thread only.
#pragma once

#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/engine.h"
#include "firmware/media/rtp_ports.h"
#include "firmware/net/network.h"
#include "firmware/sip/dialog/dialog.h"

namespace call {

class Calls;

struct Floors {
  sip::DialogContext dialogs;
  base::TimerQueue& timers;
  base::Random& random;
  net::Network& network;
  media::RtpPorts& ports;
  media::OrderTaker& media;
  Calls& calls;
};

}  // namespace call
