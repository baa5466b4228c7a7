// The jitter buffer of one audio stream: packets go in as they come, at each tick the audio of one
// frame comes out, late enough that nearly all of it is there and no later. Owned by a leg of the
// media engine; media thread. About 9 KiB, none of it elsewhere.
//
// The buffer has a playhead in media time that advances one frame a tick; what lies at or before it
// is due. How far the playhead should lag behind the fastest packets is DelayEstimate's to say.
// When it strays, the buffer moves it by whole frames: in a gap or while it is quiet at once, in
// the midst of speech only when it must and not often. Thereby it also absorbs clocks that drift.
//
//   a frame more (lag grows):   `lost` is answered, and the playhead stands still
//   a frame less:               the playhead advances twice, what it passed over is dropped
#pragma once

#include <cstddef>
#include <cstdint>

#include "firmware/base/instant.h"
#include "firmware/rtp/delay_estimate.h"
#include "firmware/rtp/packet.h"
#include "firmware/rtp/packet_store.h"

namespace rtp {

struct JitterBufferSettings {
  std::uint32_t clock_rate = 8000;
  base::Duration frame = std::chrono::milliseconds(20);  // of a tick; also the least delay
  base::Duration max_delay = std::chrono::milliseconds(200);
  // The least while little is known of the network yet.
  base::Duration first_delay = std::chrono::milliseconds(40);
};

// What to play for one tick.
struct Playout {
  enum class Kind : std::uint8_t {
    frame,      // decode `payload`
    continued,  // what was decoded before reaches beyond this tick: packets longer than a frame
    lost,       // conceal what is missing of a frame
    silence,    // nobody speaks
  };
  Kind kind = Kind::silence;
  std::uint8_t payload_type = 0;
  bool marker = false;
  // Packets shorter than a frame: call get() again in this tick.
  bool more = false;
  std::uint32_t timestamp = 0;
  Octets payload;  // valid until the next put()
};

class JitterBuffer {
 public:
  enum class Put : std::uint8_t { stored, duplicate, late, refused };

  struct Counts {
    std::uint64_t played = 0;      // packets
    std::uint64_t late = 0;        // came when their time was over
    std::uint64_t duplicates = 0;  // of what is still in the buffer; a Source sees all
    std::uint64_t overflowed = 0;  // the oldest, for want of room
    std::uint64_t refused = 0;     // too big, or far off in time
    std::uint64_t dropped = 0;     // passed over to reduce the delay
    std::uint64_t concealed = 0;   // ticks answered `lost`
    std::uint64_t inserted = 0;    // of them: to add delay
    std::uint64_t removed = 0;     // frames by which the delay was reduced
    std::uint64_t resets = 0;      // new time bases
  };

  explicit JitterBuffer(const JitterBufferSettings& settings);

  Put put(const Packet& packet, base::Instant now);
  // Once a tick; `quiet`: what was played last was so quiet that a frame more or less is not heard.
  Playout get(base::Instant now, bool quiet = false);
  // Another source, or its numbers began anew (Arrival::restarted).
  void reset();

  const Counts& counts() const { return counts_; }
  std::size_t held() const { return store_.size(); }  // packets
  // How long a packet by the fastest way waits, as wished and as it is.
  base::Duration target_delay() const;
  base::Duration delay(base::Instant now) const;

 private:
  bool is_far_off(std::uint32_t timestamp, std::uint32_t clock) const;
  bool must_begin_anew(bool far_off, bool late);
  void make_room(const Packet& packet);
  void learn_packet_length(const Header& header);

  void start(std::uint32_t clock);
  void adjust(std::uint32_t clock, bool quiet, bool& stand_still);
  void catch_up(std::int32_t surplus);
  Playout play_front();
  Playout play_nothing(bool inserted);
  Playout::Kind kind_of_gap() const;

  std::uint32_t target() const;
  std::int32_t surplus_at(std::uint32_t clock) const;
  bool is_due(std::uint32_t playhead) const;
  bool is_covered(std::uint32_t playhead) const;
  void drop_until(std::uint32_t playhead);

  std::uint32_t clock_rate_;
  std::uint32_t frame_;        // ticks
  std::uint32_t max_delay_;    // ticks
  std::uint32_t first_delay_;  // ticks
  DelayEstimate estimate_;
  PacketStore store_;
  Counts counts_;

  bool playing_ = false;        // the playhead is set
  std::uint32_t playhead_ = 0;  // what is not after it was due
  bool more_due_ = false;       // the tick is not finished
  bool has_played_ = false;     // the three below are of a packet
  std::uint16_t last_sequence_ = 0;
  std::uint8_t last_payload_type_ = 0;
  std::uint32_t played_until_ = 0;
  std::uint32_t packet_length_;  // ticks, learned
  std::uint32_t put_step_;       // from a packet to the next
  bool has_put_ = false;         // the two below are of a packet
  std::uint16_t put_sequence_ = 0;
  std::uint32_t put_timestamp_ = 0;
  unsigned concealed_run_ = 0;
  unsigned since_forced_ = 0;  // ticks
  unsigned far_off_run_ = 0;
  unsigned late_run_ = 0;
};

}  // namespace rtp
