#include "firmware/rtp/jitter_buffer.h"

#include <algorithm>
#include <cstdlib>

#include "firmware/rtp/media_clock.h"

namespace rtp {
namespace {

constexpr std::uint8_t kComfortNoise = 13;  // RFC 3389
constexpr unsigned kFarOffRun = 2;          // packets that prove a new time base
constexpr unsigned kLateRun = 25;           // packets in a row that do, whatever the jitter
constexpr unsigned kForcedPace = 10;        // ticks between two adjustments amid speech
constexpr base::Duration kConcealment = std::chrono::milliseconds(60);  // then it is silence
constexpr base::Duration kLongestPacket = std::chrono::milliseconds(120);

}  // namespace

JitterBuffer::JitterBuffer(const JitterBufferSettings& settings)
    : clock_rate_(settings.clock_rate),
      frame_(ticks_in(settings.frame, clock_rate_)),
      max_delay_(ticks_in(std::max(settings.max_delay, settings.frame), clock_rate_)),
      first_delay_(ticks_in(settings.first_delay, clock_rate_)),
      estimate_(clock_rate_, max_delay_),
      packet_length_(frame_),
      put_step_(frame_) {}

// Putting.

JitterBuffer::Put JitterBuffer::put(const Packet& packet, base::Instant now) {
  const Header& header = packet.header();
  if (packet.payload().size() > PacketStore::kMaxPayload) {
    ++counts_.refused;
    return Put::refused;
  }
  if (store_.contains(header)) {
    ++counts_.duplicates;
    return Put::duplicate;
  }
  const std::uint32_t clock = ticks_at(now, clock_rate_);
  const bool far_off = is_far_off(header.timestamp, clock);
  bool late = playing_ && ticks_between(header.timestamp, playhead_) <= 0;
  if (must_begin_anew(far_off, late)) {
    reset();
    ++counts_.resets;
    late = false;
  } else if (far_off) {
    ++counts_.refused;
    return Put::refused;
  }
  estimate_.add(header.timestamp, clock);
  learn_packet_length(header);
  if (late) {
    ++counts_.late;
    return Put::late;
  }
  make_room(packet);
  store_.insert(packet);
  return Put::stored;
}

// No network makes a packet faster by half the greatest delay, or slower by a second.
bool JitterBuffer::is_far_off(std::uint32_t timestamp, std::uint32_t clock) const {
  if (estimate_.count() == 0) return false;
  const std::int32_t above = ticks_between(clock - timestamp, estimate_.fastest());
  return above > static_cast<std::int32_t>(clock_rate_) ||
         above < -static_cast<std::int32_t>(max_delay_ / 2);
}

bool JitterBuffer::must_begin_anew(bool far_off, bool late) {
  far_off_run_ = far_off ? far_off_run_ + 1 : 0;
  if (!far_off) late_run_ = late ? late_run_ + 1 : 0;
  return far_off_run_ >= kFarOffRun || late_run_ >= kLateRun;
}

void JitterBuffer::make_room(const Packet& packet) {
  while (!store_.has_room_for(packet.payload().size())) {
    store_.take_front();
    ++counts_.overflowed;
  }
}

void JitterBuffer::learn_packet_length(const Header& header) {
  const std::uint32_t step = header.timestamp - put_timestamp_;
  const bool follows = has_put_ && header.sequence == static_cast<std::uint16_t>(put_sequence_ + 1);
  if (follows && !header.marker && step != 0 && step <= ticks_in(kLongestPacket, clock_rate_)) {
    // Of two, lest a pause be taken for a packet.
    packet_length_ = std::min(step, put_step_);
    put_step_ = step;
  }
  has_put_ = true;
  put_sequence_ = header.sequence;
  put_timestamp_ = header.timestamp;
}

void JitterBuffer::reset() {
  estimate_.reset();
  store_.clear();
  playing_ = more_due_ = has_played_ = has_put_ = false;
  concealed_run_ = far_off_run_ = late_run_ = 0;
}

// Getting.

Playout JitterBuffer::get(base::Instant now, bool quiet) {
  if (more_due_) return play_front();
  const std::uint32_t clock = ticks_at(now, clock_rate_);
  if (!playing_) {
    if (store_.empty()) return {};
    start(clock);
  }
  ++since_forced_;
  bool stand_still = false;
  adjust(clock, quiet, stand_still);
  if (stand_still) return play_nothing(true);
  playhead_ += frame_;
  return is_due(playhead_) ? play_front() : play_nothing(false);
}

// The playhead meets the first packet exactly, when it has waited its time.
void JitterBuffer::start(std::uint32_t clock) {
  const std::uint32_t wished = clock - estimate_.fastest() - target();
  const std::int32_t wait = std::max(0, ticks_between(store_.front().timestamp, wished));
  const std::uint32_t frames = (static_cast<std::uint32_t>(wait) + frame_ - 1) / frame_;
  playhead_ = store_.front().timestamp - (frames + 1) * frame_;
  playing_ = true;
}

void JitterBuffer::adjust(std::uint32_t clock, bool quiet, bool& stand_still) {
  const std::int32_t surplus = surplus_at(clock);
  const auto frame = static_cast<std::int32_t>(frame_);
  if (std::abs(std::int64_t{surplus}) > max_delay_ + 4 * frame_) return catch_up(surplus);
  const std::uint32_t next = playhead_ + frame_;
  const bool gap = !is_due(next) && !is_covered(next);
  const bool unheard = gap || quiet;
  const bool may_force = since_forced_ >= kForcedPace;
  // What is missing may yet come, so growing in a gap is free; the rest keeps a distance from it,
  // or the playhead would go to and fro.
  if ((gap && surplus < 0) || (quiet && surplus < -frame / 4) || (may_force && surplus < -frame)) {
    stand_still = true;
  } else if ((unheard && surplus >= frame) || (may_force && surplus > frame * 3 / 2)) {
    if (!gap && !is_due(next)) return;  // amid a long packet nothing can be taken out
    drop_until(next);
    playhead_ = next;
    ++counts_.removed;
  } else {
    return;
  }
  if (!unheard) since_forced_ = 0;
}

// Nobody asked for a while, or the clock jumped.
void JitterBuffer::catch_up(std::int32_t surplus) {
  playhead_ += static_cast<std::uint32_t>(surplus);
  drop_until(playhead_);
}

Playout JitterBuffer::play_front() {
  const StoredPacket packet = store_.take_front();
  ++counts_.played;
  has_played_ = true;
  last_sequence_ = packet.sequence;
  last_payload_type_ = packet.payload_type;
  played_until_ = packet.timestamp + packet_length_;
  concealed_run_ = 0;
  more_due_ = is_due(playhead_);
  return {Playout::Kind::frame, packet.payload_type,   packet.marker, more_due_,
          packet.timestamp,     store_.payload(packet)};
}

Playout JitterBuffer::play_nothing(bool inserted) {
  Playout playout;
  playout.kind = is_covered(playhead_) && !inserted ? Playout::Kind::continued : kind_of_gap();
  if (inserted && is_due(playhead_ + frame_)) playout.kind = Playout::Kind::lost;
  if (playout.kind == Playout::Kind::lost) {
    ++concealed_run_;
    ++counts_.concealed;
    if (inserted) ++counts_.inserted;
  }
  return playout;
}

// Nothing is there: did it get lost, or was nothing sent?
Playout::Kind JitterBuffer::kind_of_gap() const {
  if (!has_played_ || last_payload_type_ == kComfortNoise) return Playout::Kind::silence;
  const auto next = static_cast<std::uint16_t>(last_sequence_ + 1);
  if (!store_.empty() && store_.front().sequence == next) return Playout::Kind::silence;
  const bool enough = concealed_run_ * frame_ >= ticks_in(kConcealment, clock_rate_);
  return enough ? Playout::Kind::silence : Playout::Kind::lost;
}

// Reckoning.

std::uint32_t JitterBuffer::target() const {
  constexpr unsigned kLittle = 50;
  const std::uint32_t least = estimate_.count() < kLittle ? std::max(frame_, first_delay_) : frame_;
  return std::min(std::max(estimate_.variation(), least), max_delay_);
}

// How much later than wished the next frame would be played.
std::int32_t JitterBuffer::surplus_at(std::uint32_t clock) const {
  return ticks_between(clock - playhead_ - frame_, estimate_.fastest() + target());
}

bool JitterBuffer::is_due(std::uint32_t playhead) const {
  return !store_.empty() && ticks_between(store_.front().timestamp, playhead) <= 0;
}

bool JitterBuffer::is_covered(std::uint32_t playhead) const {
  return has_played_ && ticks_between(playhead, played_until_) < 0;
}

void JitterBuffer::drop_until(std::uint32_t playhead) {
  while (is_due(playhead)) {
    store_.take_front();
    ++counts_.dropped;
  }
}

base::Duration JitterBuffer::target_delay() const {
  return duration_of(target(), clock_rate_);
}

base::Duration JitterBuffer::delay(base::Instant now) const {
  if (!playing_) return {};
  const std::int32_t ticks =
      ticks_between(ticks_at(now, clock_rate_) - playhead_, estimate_.fastest());
  return duration_of(static_cast<std::uint32_t>(std::max(0, ticks)), clock_rate_);
}

}  // namespace rtp
