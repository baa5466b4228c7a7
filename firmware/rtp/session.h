// The RTP session of one leg with one peer (RFC 3550): whom we hear (Source), what we send
// (Sender), and the reports about both. Passive: octets and a `now` go in, packets and a deadline
// come out. Owned by a leg of the media engine; media thread.
//
// A peer may change its SSRC amid the call, as after a transfer. The new source is believed after
// two packets in sequence with none of the old one between them; so a few strays change nothing,
// and of two that speak at once the first keeps the leg.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "firmware/base/random.h"
#include "firmware/base/result.h"
#include "firmware/rtp/jitter_buffer.h"
#include "firmware/rtp/report_timer.h"
#include "firmware/rtp/rtcp_reader.h"
#include "firmware/rtp/rtcp_writer.h"
#include "firmware/rtp/sender.h"
#include "firmware/rtp/source.h"

namespace rtp {

struct SessionSettings {
  std::uint32_t clock_rate = 8000;
  // Octets a second of all media, headers included; a twentieth of it is for RTCP (section 6.2).
  double bandwidth = 10'000;
};

struct Received {
  Packet packet;
  Arrival arrival = Arrival::probation;
  bool source_changed = false;  // the first playable packet of another SSRC: reset what follows it
};

// For a call's record. `remote` is what the peer last said of our stream.
struct Statistics {
  Source::Totals received;
  base::Duration jitter{};
  std::uint64_t late = 0;      // of the jitter buffer: came, and was not played
  std::uint32_t sources = 0;   // SSRCs the peer has used
  std::uint64_t rejected = 0;  // datagrams that are no RTP or RTCP, or bear our own SSRC
  std::uint64_t packets_sent = 0;
  std::uint64_t octets_sent = 0;  // of payload
  bool has_remote = false;
  std::int32_t remote_lost = 0;
  std::uint8_t remote_fraction_lost = 0;  // of 256
  base::Duration remote_jitter{};
  std::optional<base::Duration> round_trip;
};

class Session {
 public:
  // What a report may take at most, and BYE with it.
  static constexpr std::size_t kMaxReport = 128;

  Session(const SessionSettings& settings, base::Random& random, base::Instant now);

  // RTP. Playable packets alone (is_playable) are for the ear; the view lives as the octets do.
  base::Result<Received, PacketError> receive(Octets octets, base::Instant now);
  // RTCP. True: the peer said BYE for its source.
  base::Result<bool, ControlError> receive_control(Octets octets, base::Instant now);

  // See Sender.
  std::size_t send(std::uint8_t payload_type, Octets payload, std::uint32_t ticks,
                   std::span<std::uint8_t> buffer, base::Instant now);
  std::size_t send_at(std::uint8_t payload_type, std::uint32_t timestamp, bool marker,
                      Octets payload, std::span<std::uint8_t> buffer, base::Instant now);
  void skip(std::uint32_t ticks) { sender_.skip(ticks); }
  const Sender& sender() const { return sender_; }

  base::Instant report_deadline() const { return timer_.deadline(); }
  // The octets of the report that is due now, written into `buffer` (kMaxReport); 0: none is.
  std::size_t next_report(std::span<std::uint8_t> buffer, base::Instant now);
  // The last report, with BYE; 0 when we never sent anything (section 6.3.7).
  std::size_t write_bye(std::span<std::uint8_t> buffer, base::Instant now);

  void set_clock_rate(std::uint32_t clock_rate, base::Instant now);

  // When the peer last sent RTP that proved valid: what a time-out reckons from.
  std::optional<base::Instant> last_received() const { return last_received_; }
  std::optional<std::uint32_t> remote_ssrc() const;
  const std::string& cname() const { return cname_; }
  Statistics statistics(const JitterBuffer::Counts& buffer = {}) const;

 private:
  void on_own_ssrc(base::Instant now);
  void on_report(const Report& report, base::Instant now);
  void on_block(const ReportBlock& block, base::Instant now);
  bool on_bye(const Bye& bye, base::Instant now);
  std::size_t write_report(std::span<std::uint8_t> buffer, base::Instant now, bool bye);
  Population population(base::Instant now) const;
  std::uint64_t ntp_at(base::Instant now) const;

  base::Random& random_;
  std::uint32_t clock_rate_;
  const base::Instant began_;
  const std::string cname_;
  Sender sender_;
  ReportTimer timer_;
  std::optional<Source> source_;     // whom we believe; not during the first one's probation
  std::optional<Source> candidate_;  // who might take over
  Source::Totals earlier_;           // of sources that were replaced
  std::uint32_t sources_ = 0;
  std::uint64_t rejected_ = 0;
  std::optional<base::Instant> last_received_;
  std::optional<base::Instant> last_control_;  // any valid RTCP
  std::optional<base::Instant> last_report_sent_;
  std::optional<base::Instant> ssrc_changed_;
  std::optional<ReportBlock> remote_;
  std::optional<base::Duration> round_trip_;
};

}  // namespace rtp
