// LegPorts: the two ports of a leg, RTP and RTCP, held on this machine and read by nobody yet.
// Whoever asks for a leg chooses them, so that what a description promises is ours; the engine
// makes sockets of them. A value, which goes with the order.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "firmware/net/network.h"

namespace media {

struct LegPorts {
  std::unique_ptr<net::UdpPort> rtp, rtcp;
};

// RTP at `rtp` and RTCP on the port above it (RFC 3550 section 11): both, or neither.
inline net::Result<LegPorts> hold_leg_ports(net::Network& network, const net::Endpoint& rtp) {
  auto lower = network.hold_udp(rtp);
  if (!lower) return lower.error();
  const auto above = static_cast<std::uint16_t>(rtp.port + 1);
  auto upper = network.hold_udp({rtp.address, above});
  if (!upper) return upper.error();
  return LegPorts{std::move(*lower), std::move(*upper)};
}

}  // namespace media
