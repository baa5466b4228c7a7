// The sending side of an RTP stream (RFC 3550 section 5.1): one SSRC, sequence numbers that go on
// whatever the codec, a media clock that runs also while nobody speaks. Owned by a Session; media
// thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "firmware/base/instant.h"
#include "firmware/base/random.h"
#include "firmware/rtp/packet.h"
#include "firmware/rtp/rtcp.h"

namespace rtp {

class Sender {
 public:
  // SSRC, first sequence number and first timestamp are drawn from `random`.
  Sender(std::uint32_t clock_rate, base::Random& random);

  // The next `ticks` of audio: the octets written into `buffer`, 0 when they do not fit. Bears the
  // marker when it begins a talk spurt: the first of all, or after skip() (RFC 3551 section 4.1).
  std::size_t send(std::uint8_t payload_type, Octets payload, std::uint32_t ticks,
                   std::span<std::uint8_t> buffer, base::Instant now);
  // The next `ticks` are silent: no packet.
  void skip(std::uint32_t ticks);
  // A packet whose time and marker are somebody else's to say: an event, a relayed packet.
  std::size_t send_at(std::uint8_t payload_type, std::uint32_t timestamp, bool marker,
                      Octets payload, std::span<std::uint8_t> buffer, base::Instant now);

  std::uint32_t ssrc() const { return ssrc_; }
  std::uint32_t timestamp() const { return timestamp_; }  // of the next audio
  std::uint64_t packets() const { return packets_; }
  std::uint64_t octets() const { return octets_; }  // of payload
  bool has_sent() const { return packets_ != 0; }
  base::Instant last_sent() const { return last_sent_; }  // has_sent() only

  // A codec with another clock takes over; numbers and timestamps go on (RFC 7160 section 4.1).
  void set_clock_rate(std::uint32_t clock_rate, base::Instant now);
  // Another participant has our SSRC (section 8.2). The counts of reports begin anew.
  void change_ssrc(base::Random& random);

  // For a sender report that says `ntp` for `now`; has_sent() only.
  SenderReport report(std::uint64_t ntp, base::Instant now) const;

 private:
  std::uint32_t timestamp_at(base::Instant now) const;

  std::uint32_t clock_rate_;
  std::uint32_t ssrc_;
  std::uint16_t sequence_;
  std::uint32_t timestamp_;
  bool in_talk_spurt_ = false;
  // A timestamp and when it was: where sender reports reckon from.
  std::uint32_t reference_;
  base::Instant reference_at_;
  base::Instant last_sent_;
  std::uint64_t packets_ = 0;
  std::uint64_t octets_ = 0;
  std::uint64_t earlier_packets_ = 0;  // under an SSRC we gave up
  std::uint64_t earlier_octets_ = 0;
};

}  // namespace rtp
