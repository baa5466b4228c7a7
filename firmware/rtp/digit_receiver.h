// Receives telephone-events (RFC 4733 section 2.5.2): of all the packets about one key it announces
// one begin and one end, whichever of them are lost, doubled or late. Owned by a leg of the media
// engine; media thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/base/instant.h"
#include "firmware/rtp/packet.h"
#include "firmware/rtp/telephone_event.h"

namespace rtp {

struct DigitEvent {
  enum class Kind : std::uint8_t { began, ended };
  Kind kind{};
  Digit digit;  // the duration is what is known so far
  friend bool operator==(const DigitEvent&, const DigitEvent&) = default;
};

class DigitReceiver {
 public:
  // Events in one packet that we read (section 2.5.1.5); more than a few are nobody's keys.
  static constexpr std::size_t kMaxPacked = 4;
  // A key of which nothing more is heard is up: three of the recommended intervals (2.5.2.2).
  static constexpr base::Duration kPatience = std::chrono::milliseconds(150);

  explicit DigitReceiver(std::uint32_t clock_rate) : clock_rate_(clock_rate) {}

  // What the packet tells that is new. Valid until the next call.
  std::span<const DigitEvent> receive(const Packet& packet, base::Instant now);
  // Ends the key that is down when its end got lost. Valid until the next call.
  std::span<const DigitEvent> expire(base::Instant now);
  std::optional<base::Instant> deadline() const;

  // Another source speaks, or the stream ended. A key that is down is announced as ended.
  std::span<const DigitEvent> reset();

 private:
  void take(const TelephoneEvent& event, std::uint32_t timestamp, bool marker);
  bool is_next_segment(const TelephoneEvent& event, std::uint32_t timestamp, bool marker) const;
  bool is_past(std::uint32_t timestamp) const;
  void begin(const TelephoneEvent& event, std::uint32_t timestamp);
  void end();
  void announce(DigitEvent::Kind kind);

  std::uint32_t clock_rate_;
  bool known_ = false;  // timestamp_ and the rest are of an event
  bool down_ = false;   // announced as begun, not yet as ended
  std::uint8_t code_ = 0;
  std::uint32_t timestamp_ = 0;         // of the segment
  std::uint16_t duration_ = 0;          // of the segment, as far as we know
  std::uint64_t earlier_segments_ = 0;  // ticks
  base::Instant heard_at_;
  std::array<DigitEvent, 2 * kMaxPacked + 1> events_;
  std::size_t event_count_ = 0;
};

}  // namespace rtp
