#include "firmware/rtp/digit_sender.h"

#include <algorithm>

#include "firmware/rtp/media_clock.h"

namespace rtp {

bool DigitSender::queue(Digit digit) {
  if (count_ == kMaxQueued) return false;
  if (digit.character != ',' && !code_of(digit.character)) return false;
  digit.duration = std::clamp(digit.duration, kShortest, kLongest);
  queue_[(first_ + count_) % kMaxQueued] = digit;
  ++count_;
  return true;
}

void DigitSender::clear() {
  count_ = 0;
}

std::optional<EventPacket> DigitSender::tick(std::uint32_t timestamp) {
  if (state_ == State::pausing && ticks_between(timestamp, pause_end_) >= 0) state_ = State::idle;
  switch (state_) {
    case State::idle:
      return start(timestamp);
    case State::down:
      return timestamp - last_sent_ < interval() ? std::nullopt : report(timestamp);
    case State::ending:
      return timestamp - last_sent_ < interval() ? std::nullopt : report_end(timestamp);
    case State::pausing:
      break;
  }
  return std::nullopt;
}

std::optional<EventPacket> DigitSender::start(std::uint32_t timestamp) {
  if (count_ == 0) return std::nullopt;
  const Digit digit = queue_[first_];
  first_ = (first_ + 1) % kMaxQueued;
  --count_;
  const std::uint32_t ticks = ticks_in(digit.duration, clock_rate_);
  if (digit.character == ',') {
    pause_end_ = timestamp + ticks;
    state_ = State::pausing;
    return std::nullopt;
  }
  code_ = *code_of(digit.character);
  marker_ = true;
  segment_ = timestamp;
  left_ = ticks;
  state_ = State::down;
  return report(timestamp);
}

// A packet speaks of the time up to the next one, as audio of the same timestamp would.
std::optional<EventPacket> DigitSender::report(std::uint32_t timestamp) {
  const std::uint32_t elapsed = timestamp - segment_ + interval();
  if (elapsed >= std::min(left_, TelephoneEvent::kMaxDuration)) {
    ends_left_ = kEndPackets;
    state_ = State::ending;
    return report_end(timestamp);
  }
  last_sent_ = timestamp;
  return packet(elapsed, false);
}

// The end of the key, or of a segment that is as long as can be (section 2.5.1.3): without E.
std::optional<EventPacket> DigitSender::report_end(std::uint32_t timestamp) {
  last_sent_ = timestamp;
  const EventPacket sent = packet(std::min(left_, TelephoneEvent::kMaxDuration), segment_is_last());
  if (--ends_left_ != 0) return sent;
  if (segment_is_last()) {
    pause_end_ = segment_ + left_ + ticks_in(kPause, clock_rate_);
    state_ = State::pausing;
  } else {
    segment_ += TelephoneEvent::kMaxDuration;
    left_ -= TelephoneEvent::kMaxDuration;
    state_ = State::down;
  }
  return sent;
}

EventPacket DigitSender::packet(std::uint32_t duration, bool end) {
  const TelephoneEvent event{code_, end, kVolume, static_cast<std::uint16_t>(duration)};
  const EventPacket packet{event.octets(), segment_, marker_};
  marker_ = false;
  return packet;
}

std::uint32_t DigitSender::interval() const {
  return ticks_in(kInterval, clock_rate_);
}

}  // namespace rtp
