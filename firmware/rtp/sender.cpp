#include "firmware/rtp/sender.h"

#include <algorithm>

#include "firmware/rtp/media_clock.h"

namespace rtp {

Sender::Sender(std::uint32_t clock_rate, base::Random& random)
    : clock_rate_(clock_rate),
      ssrc_(static_cast<std::uint32_t>(random.next())),
      sequence_(static_cast<std::uint16_t>(random.next())),
      timestamp_(static_cast<std::uint32_t>(random.next())),
      reference_(timestamp_) {}

std::size_t Sender::send(std::uint8_t payload_type, Octets payload, std::uint32_t ticks,
                         std::span<std::uint8_t> buffer, base::Instant now) {
  const std::size_t size = send_at(payload_type, timestamp_, !in_talk_spurt_, payload, buffer, now);
  if (size == 0) return 0;
  reference_ = timestamp_;
  reference_at_ = now;
  in_talk_spurt_ = true;
  timestamp_ += ticks;
  return size;
}

void Sender::skip(std::uint32_t ticks) {
  in_talk_spurt_ = false;
  timestamp_ += ticks;
}

std::size_t Sender::send_at(std::uint8_t payload_type, std::uint32_t timestamp, bool marker,
                            Octets payload, std::span<std::uint8_t> buffer, base::Instant now) {
  const std::size_t size =
      write_packet({payload_type, marker, sequence_, timestamp, ssrc_}, payload, buffer);
  if (size == 0) return 0;
  if (!has_sent()) {
    reference_ = timestamp;
    reference_at_ = now;
  }
  ++sequence_;
  ++packets_;
  octets_ += payload.size();
  last_sent_ = now;
  return size;
}

void Sender::set_clock_rate(std::uint32_t clock_rate, base::Instant now) {
  if (has_sent()) {
    reference_ = timestamp_at(now);
    reference_at_ = now;
  }
  clock_rate_ = clock_rate;
}

void Sender::change_ssrc(base::Random& random) {
  ssrc_ = static_cast<std::uint32_t>(random.next());
  earlier_packets_ = packets_;
  earlier_octets_ = octets_;
}

std::uint32_t Sender::timestamp_at(base::Instant now) const {
  return reference_ + ticks_in(std::max(now - reference_at_, base::Duration{}), clock_rate_);
}

SenderReport Sender::report(std::uint64_t ntp, base::Instant now) const {
  return {ntp, timestamp_at(now), static_cast<std::uint32_t>(packets_ - earlier_packets_),
          static_cast<std::uint32_t>(octets_ - earlier_octets_)};
}

}  // namespace rtp
