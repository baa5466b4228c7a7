#include "firmware/rtp/session.h"

#include <algorithm>

#include "firmware/rtp/media_clock.h"

namespace rtp {
namespace {

// RFC 7022 section 4.2 asks for 96 bits; nothing of the host is told.
constexpr std::size_t kCnameLength = 20;
// A loop would have us change our SSRC with every packet.
constexpr base::Duration kSsrcPace = std::chrono::seconds(10);

}  // namespace

Session::Session(const SessionSettings& settings, base::Random& random, base::Instant now)
    : random_(random),
      clock_rate_(settings.clock_rate),
      began_(now),
      cname_(random.token(kCnameLength)),
      sender_(settings.clock_rate, random),
      timer_(settings.bandwidth / 20, kMaxReport, random, now) {}

// RTP.

base::Result<Received, PacketError> Session::receive(Octets octets, base::Instant now) {
  const auto packet = Packet::parse(octets);
  if (!packet) {
    ++rejected_;
    return packet.error();
  }
  Received received{*packet};
  if (packet->header().ssrc == sender_.ssrc()) {
    on_own_ssrc(now);
    return received;
  }
  if (source_ && source_->ssrc() == packet->header().ssrc) {
    candidate_.reset();
    received.arrival = source_->receive(*packet, now);
  } else {
    if (!candidate_ || candidate_->ssrc() != packet->header().ssrc) {
      candidate_.emplace(packet->header().ssrc, clock_rate_);
    }
    received.arrival = candidate_->receive(*packet, now);
    if (!candidate_->is_valid()) return received;
    received.source_changed = source_.has_value();
    if (source_) earlier_ += source_->totals();
    source_ = candidate_;
    candidate_.reset();
    ++sources_;
  }
  if (is_playable(received.arrival)) last_received_ = now;
  return received;
}

// Section 8.2: by chance, or our own packets come back.
void Session::on_own_ssrc(base::Instant now) {
  ++rejected_;
  if (ssrc_changed_ && now - *ssrc_changed_ < kSsrcPace) return;
  ssrc_changed_ = now;
  sender_.change_ssrc(random_);
}

std::size_t Session::send(std::uint8_t payload_type, Octets payload, std::uint32_t ticks,
                          std::span<std::uint8_t> buffer, base::Instant now) {
  return sender_.send(payload_type, payload, ticks, buffer, now);
}

std::size_t Session::send_at(std::uint8_t payload_type, std::uint32_t timestamp, bool marker,
                             Octets payload, std::span<std::uint8_t> buffer, base::Instant now) {
  return sender_.send_at(payload_type, timestamp, marker, payload, buffer, now);
}

void Session::set_clock_rate(std::uint32_t clock_rate, base::Instant now) {
  clock_rate_ = clock_rate;
  sender_.set_clock_rate(clock_rate, now);
  if (source_) source_->set_clock_rate(clock_rate);
  if (candidate_) candidate_->set_clock_rate(clock_rate);
}

std::optional<std::uint32_t> Session::remote_ssrc() const {
  if (!source_) return std::nullopt;
  return source_->ssrc();
}

// RTCP in.

base::Result<bool, ControlError> Session::receive_control(Octets octets, base::Instant now) {
  auto reader = ControlReader::parse(octets);
  if (!reader) {
    ++rejected_;
    return reader.error();
  }
  last_control_ = now;
  timer_.received(octets.size());
  bool bye = false;
  ControlItem item;
  while (reader->next(item)) {
    if (const auto* report = std::get_if<Report>(&item)) on_report(*report, now);
    if (const auto* leave = std::get_if<Bye>(&item)) bye = on_bye(*leave, now) || bye;
  }
  return bye;
}

void Session::on_report(const Report& report, base::Instant now) {
  if (report.sender && source_ && source_->ssrc() == report.ssrc) {
    source_->on_sender_report(*report.sender, now);
  }
  for (std::size_t i = 0; i < report.block_count(); ++i) {
    const ReportBlock block = report.block(i);
    if (block.ssrc == sender_.ssrc()) on_block(block, now);
  }
}

// Section 6.4.1. What cannot be, such as an answer to a report from before our time, is no measure.
void Session::on_block(const ReportBlock& block, base::Instant now) {
  remote_ = block;
  if (block.last_sr == 0) return;
  const std::uint32_t age = middle_of(ntp_at(now)) - block.last_sr;
  if (age > ticks_in(now - began_, 65536) || block.delay_since_sr > age) return;
  round_trip_ = duration_of(age - block.delay_since_sr, 65536);
}

bool Session::on_bye(const Bye& bye, base::Instant now) {
  for (std::size_t i = 0; i < bye.source_count(); ++i) {
    if (!source_ || bye.source(i) != source_->ssrc()) continue;
    last_control_.reset();
    timer_.on_leave(now, {1, sender_.has_sent() ? 1U : 0U, sender_.has_sent()});
    return true;
  }
  return false;
}

// RTCP out.

std::size_t Session::next_report(std::span<std::uint8_t> buffer, base::Instant now) {
  const Population members = population(now);
  if (!timer_.expire(now, members)) return 0;
  const std::size_t size = write_report(buffer, now, false);
  timer_.sent(size, now, members);
  return size;
}

std::size_t Session::write_bye(std::span<std::uint8_t> buffer, base::Instant now) {
  if (!sender_.has_sent() && !last_report_sent_) return 0;
  return write_report(buffer, now, true);
}

std::size_t Session::write_report(std::span<std::uint8_t> buffer, base::Instant now, bool bye) {
  ControlWriter writer(buffer);
  const bool we_sent = population(now).we_sent;
  const SenderReport report = sender_.report(ntp_at(now), now);
  std::array<ReportBlock, 1> block;
  if (source_) block[0] = source_->report(now);
  const bool fits = writer.report(sender_.ssrc(), we_sent ? &report : nullptr,
                                  std::span<const ReportBlock>(block).first(source_ ? 1 : 0)) &&
                    writer.cname(sender_.ssrc(), cname_) && (!bye || writer.bye(sender_.ssrc()));
  if (!fits) return 0;
  last_report_sent_ = now;
  return writer.size();
}

// Sections 6.3.3 to 6.3.5: who was heard in five intervals is a member, who sent media in two is a
// sender.
Population Session::population(base::Instant now) const {
  const auto within = [&](const std::optional<base::Instant>& instant, int intervals) {
    return instant && now - *instant < intervals * ReportTimer::kMinimum;
  };
  Population population;
  population.we_sent = sender_.has_sent() && within(sender_.last_sent(), 2);
  const bool peer_sent = within(last_received_, 2);
  if (peer_sent || within(last_received_, 5) || within(last_control_, 5)) ++population.members;
  population.senders = (population.we_sent ? 1U : 0U) + (peer_sent ? 1U : 0U);
  return population;
}

// The time since a second before the session began: who has no calendar may tell what elapsed
// (section 4). Never 0, which would mean that there was no report.
std::uint64_t Session::ntp_at(base::Instant now) const {
  const auto elapsed = static_cast<std::uint64_t>((now - began_ + std::chrono::seconds(1)).count());
  return elapsed / 1'000'000 << 32 | ((elapsed % 1'000'000) << 32) / 1'000'000;
}

Statistics Session::statistics(const JitterBuffer::Counts& buffer) const {
  Statistics statistics;
  statistics.received = earlier_;
  if (source_) {
    statistics.received += source_->totals();
    statistics.jitter = source_->jitter();
  }
  statistics.late = buffer.late;
  statistics.sources = sources_;
  statistics.rejected = rejected_;
  statistics.packets_sent = sender_.packets();
  statistics.octets_sent = sender_.octets();
  if (remote_) {
    statistics.has_remote = true;
    statistics.remote_lost = remote_->lost;
    statistics.remote_fraction_lost = remote_->fraction_lost;
    statistics.remote_jitter = duration_of(remote_->jitter, clock_rate_);
  }
  statistics.round_trip = round_trip_;
  return statistics;
}

}  // namespace rtp
