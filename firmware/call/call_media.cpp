#include "firmware/call/call_media.h"

#include <algorithm>
#include <utility>

#include "firmware/call/audio_description.h"
#include "firmware/call/call.h"
#include "firmware/call/calls.h"

namespace call {

void CallMedia::set_way(const net::IpAddress& own, std::optional<net::IpAddress> signalled_from) {
  own_ = own;
  signalled_from_ = signalled_from;
}

std::optional<std::vector<net::Endpoint>> CallMedia::endpoints(std::size_t count) {
  was_without_ports_ = false;
  while (streams_.size() < std::min(count, kMaxStreams)) {
    was_without_ports_ = !open_next();
    if (was_without_ports_) return std::nullopt;
  }
  std::vector<net::Endpoint> endpoints(count);
  for (std::size_t i = 0; i < count; ++i) {
    endpoints[i] = i < streams_.size() ? streams_[i].local : net::Endpoint{own_, 0};
  }
  return endpoints;
}

bool CallMedia::open_next() {
  auto opened = floors_.ports.open(own_);
  if (!opened) return false;
  const net::Endpoint local{own_, opened->pair.rtp()};
  const media::LegId leg = floors_.calls.new_leg(call_);
  streams_.push_back({leg, std::move(opened->pair), local});
  floors_.media.carry_out(media::OpenLeg{leg, std::move(opened->ports)});
  call_.on_leg_opened(leg);
  return true;
}

void CallMedia::describe(const std::vector<sdp::NegotiatedStream>& agreed) {
  for (std::size_t i = 0; i < std::min(agreed.size(), streams_.size()); ++i) {
    if (!agreed[i].is_accepted) continue;
    media::AudioStream stream = stream_of(agreed[i]);
    stream.signalled_from = signalled_from_;
    floors_.media.carry_out(media::SetStream{streams_[i].leg, std::move(stream)});
  }
}

void CallMedia::close() {
  for (Stream& stream : streams_) {
    floors_.calls.close_leg(stream.leg, std::move(stream.pair));
    floors_.media.carry_out(media::CloseLeg{stream.leg});
  }
  streams_.clear();
}

}  // namespace call
