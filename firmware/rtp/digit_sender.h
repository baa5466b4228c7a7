// Sends keys as telephone-events (RFC 4733 section 2.5.1): packets every 20 ms with one timestamp,
// the last of them three times; pauses between keys. Told the media clock at each tick, it answers
// what to send with Sender::send_at. While it is_active(), no audio is sent: Sender::skip. Owned by
// a leg of the media engine; media thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "firmware/base/instant.h"
#include "firmware/rtp/telephone_event.h"

namespace rtp {

struct EventPacket {
  std::array<std::uint8_t, TelephoneEvent::kSize> payload{};
  std::uint32_t timestamp = 0;
  bool marker = false;
};

class DigitSender {
 public:
  static constexpr std::size_t kMaxQueued = 32;
  static constexpr base::Duration kInterval = std::chrono::milliseconds(20);
  static constexpr base::Duration kPause = std::chrono::milliseconds(60);  // between two keys
  static constexpr base::Duration kShortest = std::chrono::milliseconds(40);
  static constexpr base::Duration kLongest = std::chrono::seconds(60);
  static constexpr unsigned kEndPackets = 3;
  static constexpr std::uint8_t kVolume = 10;  // -10 dBm0

  explicit DigitSender(std::uint32_t clock_rate) : clock_rate_(clock_rate) {}

  // False when the queue is full or the character no key. ',' is a pause. The duration is brought
  // between kShortest and kLongest.
  bool queue(Digit digit);
  void clear();  // forgets what waits; the key that is down comes up properly

  bool is_active() const { return state_ != State::idle || count_ != 0; }

  // Once each tick of the media; `timestamp` is the media clock's, Sender::timestamp().
  std::optional<EventPacket> tick(std::uint32_t timestamp);

 private:
  enum class State : std::uint8_t { idle, down, ending, pausing };

  std::optional<EventPacket> start(std::uint32_t timestamp);
  std::optional<EventPacket> report(std::uint32_t timestamp);
  std::optional<EventPacket> report_end(std::uint32_t timestamp);
  EventPacket packet(std::uint32_t duration, bool end);
  std::uint32_t interval() const;
  bool segment_is_last() const { return left_ <= TelephoneEvent::kMaxDuration; }

  std::uint32_t clock_rate_;
  std::array<Digit, kMaxQueued> queue_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  State state_ = State::idle;
  std::uint8_t code_ = 0;
  bool marker_ = false;          // still to be sent
  std::uint32_t segment_ = 0;    // its timestamp
  std::uint32_t left_ = 0;       // ticks from there until the key comes up
  std::uint32_t last_sent_ = 0;  // media time of the last packet
  unsigned ends_left_ = 0;
  std::uint32_t pause_end_ = 0;
};

}  // namespace rtp
