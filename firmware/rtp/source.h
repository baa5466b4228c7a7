// The receiving side of one SSRC (RFC 3550 section 6.4.1, appendices A.1, A.3, A.8): is a packet
// the next, an old one, a copy, or noise; what was lost; how much the delay varies.
// Owned by a Session; media thread.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

#include "firmware/base/instant.h"
#include "firmware/rtp/packet.h"
#include "firmware/rtp/rtcp.h"

namespace rtp {

enum class Arrival : std::uint8_t {
  in_order,   // ahead of all so far, be it with a gap
  reordered,  // behind, and missing until now
  restarted,  // the first after the peer began its numbers anew: what was buffered is past
  // What follows is not to be played.
  probation,  // the source has not yet sent kMinSequential packets in sequence
  duplicate,
  jump,  // a number far off: noise, or a restart that the next packet will prove
};

inline bool is_playable(Arrival arrival) {
  return arrival <= Arrival::restarted;
}

class Source {
 public:
  static constexpr unsigned kMinSequential = 2;       // MIN_SEQUENTIAL
  static constexpr std::uint16_t kMaxDropout = 3000;  // MAX_DROPOUT: a minute of 20 ms
  static constexpr std::uint16_t kMaxMisorder = 100;  // MAX_MISORDER

  // Over the whole life, restarts included; nothing of it is from probation.
  struct Totals {
    std::uint64_t packets = 0;  // duplicates included
    std::uint64_t octets = 0;   // of payload
    std::uint64_t lost = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t reordered = 0;
    std::uint32_t restarts = 0;
    Totals& operator+=(const Totals& other);
  };

  Source(std::uint32_t ssrc, std::uint32_t clock_rate) : ssrc_(ssrc), clock_rate_(clock_rate) {}

  Arrival receive(const Packet& packet, base::Instant now);

  std::uint32_t ssrc() const { return ssrc_; }
  bool is_valid() const { return to_prove_ == 0; }
  std::uint32_t highest_sequence() const { return cycles_ + highest_; }  // extended
  base::Duration jitter() const;
  Totals totals() const;

  // A codec with another clock took over: jitter of different clocks does not mix.
  void set_clock_rate(std::uint32_t clock_rate);

  void on_sender_report(const SenderReport& report, base::Instant now);
  // For our next report; fraction_lost is since the call before.
  ReportBlock report(base::Instant now);

 private:
  Arrival order(std::uint16_t sequence);
  Arrival prove(std::uint16_t sequence);
  Arrival order_behind(std::uint16_t distance);
  void begin(std::uint16_t sequence);
  void measure_jitter(std::uint32_t timestamp, base::Instant now);
  std::uint32_t expected() const { return highest_sequence() - base_ + 1; }
  std::uint64_t lost() const;

  static constexpr std::uint32_t kNoSequence = 0x10000;

  std::uint32_t ssrc_;
  std::uint32_t clock_rate_;
  unsigned to_prove_ = kMinSequential;   // packets that probation still asks for
  std::uint16_t highest_ = 0;            // max_seq
  std::uint32_t cycles_ = 0;             // of 65,536
  std::uint32_t base_ = 0;               // base_seq
  std::uint32_t awaited_ = kNoSequence;  // bad_seq: what would prove a restart
  std::bitset<kMaxMisorder + 28> seen_;  // bit n: highest_ - n came
  std::uint32_t received_ = 0;           // since begin(), duplicates included
  std::uint32_t duplicates_ = 0;         // since begin()
  std::uint32_t expected_prior_ = 0;
  std::uint32_t received_prior_ = 0;
  bool has_transit_ = false;
  std::uint32_t transit_ = 0;
  std::uint32_t jitter_ = 0;  // ticks, times 16
  bool has_sr_ = false;
  std::uint32_t last_sr_ = 0;
  base::Instant last_sr_at_;
  Totals totals_;  // `lost` of earlier runs only
};

}  // namespace rtp
