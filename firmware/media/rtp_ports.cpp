#include "firmware/media/rtp_ports.h"

#include <string>

namespace media {

std::optional<RtpPorts::Opened> RtpPorts::open(const net::IpAddress& own) {
  std::optional<std::uint16_t> passed_over;
  for (std::size_t tries = 0; tries < kMaxTries; ++tries) {
    auto pair = pool_.take(timers_.now());
    if (!pair) break;
    auto ports = hold_leg_ports(network_, {own, pair->rtp()});
    if (ports) {
      if (passed_over) tell_passed_over(*passed_over, tries, pair->rtp());
      has_told_none_ = false;
      return Opened{std::move(*pair), std::move(*ports)};
    }
    if (ports.error() != net::Error::address_in_use) {  // no other pair would do better
      tell_none(net::to_string(ports.error()));
      return std::nullopt;
    }
    if (!passed_over) passed_over = pair->rtp();
    pool_.put_to_rest(std::move(*pair), timers_.now());
  }
  tell_none(pool_.free() == 0 ? "none is left" : "too many in a row are held");
  return std::nullopt;
}

void RtpPorts::tell_passed_over(std::uint16_t first, std::size_t count, std::uint16_t taken) {
  log_.warning("media", "RTP ports held by another process",
               {{"first", std::to_string(first)},
                {"pairs", std::to_string(count)},
                {"taken_instead", std::to_string(taken)}});
}

// Once until a call gets a pair again: a busy hour would write nothing else.
void RtpPorts::tell_none(std::string_view why) {
  if (std::exchange(has_told_none_, true)) return;
  const PortRange range = pool_.range();
  log_.error("media", "no RTP port to be had",
             {{"range", std::to_string(range.first) + '-' + std::to_string(range.last)},
              {"in_use", std::to_string(pool_.in_use())},
              {"held_by_others", std::to_string(pool_.resting())},
              {"why", std::string(why)}});
}

}  // namespace media
