#include "firmware/rtp/digit_receiver.h"

#include <algorithm>

#include "firmware/rtp/media_clock.h"

namespace rtp {
namespace {

// What lies behind by no more than this is an old packet; by more, a peer with a new time base.
constexpr std::int32_t kMaxPastSeconds = 16;

}  // namespace

std::span<const DigitEvent> DigitReceiver::receive(const Packet& packet, base::Instant now) {
  event_count_ = 0;
  Octets payload = packet.payload();
  std::uint32_t timestamp = packet.header().timestamp;
  bool marker = packet.header().marker;
  for (std::size_t i = 0; i < kMaxPacked && payload.size() >= TelephoneEvent::kSize; ++i) {
    const TelephoneEvent event = TelephoneEvent::read(payload.data());
    take(event, timestamp, marker);
    if (down_ && timestamp == timestamp_) heard_at_ = now;
    payload = payload.subspan(TelephoneEvent::kSize);
    timestamp += event.duration;
    marker = true;  // of the first alone it is doubtful
  }
  return {events_.data(), event_count_};
}

void DigitReceiver::take(const TelephoneEvent& event, std::uint32_t timestamp, bool marker) {
  if (character_of(event.code) == '\0' || event.duration == 0) return;
  if (known_ && timestamp == timestamp_) {
    if (!down_ || event.code != code_) return;
    duration_ = std::max(duration_, event.duration);
  } else if (is_past(timestamp)) {
    return;
  } else if (is_next_segment(event, timestamp, marker)) {
    earlier_segments_ += timestamp - timestamp_;
    timestamp_ = timestamp;
    duration_ = event.duration;
  } else {
    end();
    begin(event, timestamp);
  }
  if (event.end) end();
}

// Section 2.5.2.3: no gap behind a segment as long as can be, even if its last packets are lost.
bool DigitReceiver::is_next_segment(const TelephoneEvent& event, std::uint32_t timestamp,
                                    bool marker) const {
  return down_ && !marker && event.code == code_ &&
         timestamp - timestamp_ == TelephoneEvent::kMaxDuration;
}

bool DigitReceiver::is_past(std::uint32_t timestamp) const {
  const std::int32_t ahead = ticks_between(timestamp, timestamp_);
  return known_ && ahead < 0 && -std::int64_t{ahead} < std::int64_t{kMaxPastSeconds} * clock_rate_;
}

void DigitReceiver::begin(const TelephoneEvent& event, std::uint32_t timestamp) {
  known_ = down_ = true;
  code_ = event.code;
  timestamp_ = timestamp;
  duration_ = event.duration;
  earlier_segments_ = 0;
  announce(DigitEvent::Kind::began);
}

void DigitReceiver::end() {
  if (!down_) return;
  down_ = false;
  announce(DigitEvent::Kind::ended);
}

void DigitReceiver::announce(DigitEvent::Kind kind) {
  const std::uint64_t ticks = earlier_segments_ + duration_;
  events_[event_count_++] = {kind, {character_of(code_), duration_of(ticks, clock_rate_)}};
}

std::optional<base::Instant> DigitReceiver::deadline() const {
  if (!down_) return std::nullopt;
  return heard_at_ + kPatience;
}

std::span<const DigitEvent> DigitReceiver::expire(base::Instant now) {
  event_count_ = 0;
  if (down_ && now >= heard_at_ + kPatience) end();
  return {events_.data(), event_count_};
}

std::span<const DigitEvent> DigitReceiver::reset() {
  event_count_ = 0;
  end();
  known_ = false;
  return {events_.data(), event_count_};
}

}  // namespace rtp
