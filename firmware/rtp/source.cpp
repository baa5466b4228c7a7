#include "firmware/rtp/source.h"

#include <algorithm>
#include <cstdlib>

#include "firmware/rtp/media_clock.h"

namespace rtp {

Source::Totals& Source::Totals::operator+=(const Totals& other) {
  packets += other.packets;
  octets += other.octets;
  lost += other.lost;
  duplicates += other.duplicates;
  reordered += other.reordered;
  restarts += other.restarts;
  return *this;
}

Arrival Source::receive(const Packet& packet, base::Instant now) {
  const Arrival arrival = order(packet.header().sequence);
  if (arrival == Arrival::probation || arrival == Arrival::jump) return arrival;
  ++received_;
  ++totals_.packets;
  totals_.octets += packet.payload().size();
  if (arrival == Arrival::duplicate) {
    ++duplicates_;
    ++totals_.duplicates;
    return arrival;
  }
  if (arrival == Arrival::reordered) ++totals_.reordered;
  measure_jitter(packet.header().timestamp, now);
  return arrival;
}

// Appendix A.1, update_seq().
Arrival Source::order(std::uint16_t sequence) {
  if (to_prove_ != 0) return prove(sequence);
  const auto ahead = static_cast<std::uint16_t>(sequence - highest_);
  if (ahead != 0 && ahead < kMaxDropout) {
    if (sequence < highest_) cycles_ += 0x10000;
    highest_ = sequence;
    seen_ <<= ahead;
    seen_.set(0);
    return Arrival::in_order;
  }
  const auto behind = static_cast<std::uint16_t>(highest_ - sequence);
  if (behind < kMaxMisorder) return order_behind(behind);
  if (sequence == awaited_) {
    totals_.lost += lost();
    ++totals_.restarts;
    begin(sequence);
    return Arrival::restarted;
  }
  awaited_ = static_cast<std::uint16_t>(sequence + 1);
  return Arrival::jump;
}

Arrival Source::prove(std::uint16_t sequence) {
  const bool follows = sequence == static_cast<std::uint16_t>(highest_ + 1);
  to_prove_ = follows ? to_prove_ - 1 : kMinSequential - 1;
  highest_ = sequence;
  if (to_prove_ != 0) return Arrival::probation;
  begin(sequence);
  return Arrival::in_order;
}

Arrival Source::order_behind(std::uint16_t distance) {
  if (seen_.test(distance)) return Arrival::duplicate;
  seen_.set(distance);
  return Arrival::reordered;
}

// Appendix A.1, init_seq().
void Source::begin(std::uint16_t sequence) {
  base_ = highest_ = sequence;
  cycles_ = 0;
  awaited_ = kNoSequence;
  seen_.reset();
  seen_.set(0);
  received_ = duplicates_ = 0;
  expected_prior_ = received_prior_ = 0;
  has_transit_ = false;
}

// Appendix A.8.
void Source::measure_jitter(std::uint32_t timestamp, base::Instant now) {
  const std::uint32_t transit = ticks_at(now, clock_rate_) - timestamp;
  if (has_transit_) {
    const auto step =
        static_cast<std::uint32_t>(std::abs(std::int64_t{ticks_between(transit, transit_)}));
    // A step of a second is no delay but a new base of timestamps.
    if (step < clock_rate_) jitter_ += step - ((jitter_ + 8) >> 4);
  }
  transit_ = transit;
  has_transit_ = true;
}

base::Duration Source::jitter() const {
  return duration_of(jitter_ >> 4, clock_rate_);
}

std::uint64_t Source::lost() const {
  if (!is_valid()) return 0;
  const std::uint32_t unique = received_ - duplicates_;
  return expected() > unique ? expected() - unique : 0;
}

Source::Totals Source::totals() const {
  Totals totals = totals_;
  totals.lost += lost();
  return totals;
}

void Source::set_clock_rate(std::uint32_t clock_rate) {
  if (clock_rate == clock_rate_) return;
  clock_rate_ = clock_rate;
  jitter_ = 0;
  has_transit_ = false;
}

void Source::on_sender_report(const SenderReport& report, base::Instant now) {
  has_sr_ = true;
  last_sr_ = middle_of(report.ntp);
  last_sr_at_ = now;
}

// Appendix A.3.
ReportBlock Source::report(base::Instant now) {
  ReportBlock block;
  block.ssrc = ssrc_;
  block.highest_sequence = highest_sequence();
  block.jitter = jitter_ >> 4;
  const std::int64_t lost = std::int64_t{expected()} - received_;
  block.lost = static_cast<std::int32_t>(std::clamp<std::int64_t>(lost, -0x800000, 0x7fffff));
  const std::uint32_t expected_since = expected() - expected_prior_;
  const std::uint32_t received_since = received_ - received_prior_;
  expected_prior_ = expected();
  received_prior_ = received_;
  if (expected_since > received_since) {
    const std::uint64_t lost_since = expected_since - received_since;
    block.fraction_lost =
        static_cast<std::uint8_t>(std::min<std::uint64_t>(255, lost_since * 256 / expected_since));
  }
  if (has_sr_) {
    block.last_sr = last_sr_;
    block.delay_since_sr = ticks_in(now - last_sr_at_, 65536);
  }
  return block;
}

}  // namespace rtp
