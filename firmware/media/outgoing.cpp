#include "firmware/media/outgoing.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "firmware/rtp/media_clock.h"

namespace media {

namespace {

constexpr base::Duration kTick = std::chrono::milliseconds(20);
constexpr std::size_t kTenMilliseconds = 100;  // of them in a second
constexpr std::chrono::milliseconds kKey{100};

std::int16_t saturated(int sum) {
  using Limits = std::numeric_limits<std::int16_t>;
  return static_cast<std::int16_t>(std::clamp<int>(sum, Limits::min(), Limits::max()));
}

}  // namespace

// The media clock goes on from where it was when we last spoke here.
Outgoing::Outgoing(rtp::Session& session, Wire& wire) : session_(session), wire_(wire) {
  if (session.sender().has_sent()) heard_until_ = session.sender().last_sent() + kTick;
}

void Outgoing::set_stream(const AudioStream& stream) {
  if (stream.sends != sends_) {
    const bool same_rate =
        sends_ && stream.sends && stream.sends->codec->pcm_rate_hz == codec().pcm_rate_hz;
    if (!same_rate) tones_.reset();
    sends_ = stream.sends;
    encoder_ = sends_ ? codec().make_encoder({}) : nullptr;
    from_mixer_.reset();
    to_encode_.clear();
  }
  if (stream.sent_events_clock_rate_hz != events_clock_rate_) events_.reset();
  sends_events_ = stream.sends_events;
  events_clock_rate_ = stream.sent_events_clock_rate_hz;
  ptime_ = stream.ptime;
  if (sends_) choose_packet_length();
}

// What the peer wishes, as far as the codec's frames and one datagram allow.
void Outgoing::choose_packet_length() {
  const auto tens = static_cast<std::size_t>(
      std::clamp(ptime_, std::chrono::milliseconds(10), std::chrono::milliseconds(60)).count() /
      10);
  const std::size_t ten = codec().pcm_rate_hz / kTenMilliseconds;
  const std::size_t step = std::max(ten, codec().frame_samples);
  packet_samples_ = std::max(tens * ten / step, std::size_t{1}) * step;
  // No packet of Opus lasts 30 or 50 ms (RFC 6716 section 2).
  if (codec().clock_rate_hz == 48'000 && packet_samples_ > 2 * ten) {
    packet_samples_ = std::bit_floor(tens / 2) * 2 * ten;
  }
}

std::uint32_t Outgoing::ticks_of(std::size_t samples) const {
  return static_cast<std::uint32_t>(samples * codec().clock_rate_hz / codec().pcm_rate_hz);
}

// Sounds.

void Outgoing::play(SoundPlayer sound) {
  sound_.emplace(std::move(sound));
  play_ended_ = false;
}

void Outgoing::hear(ConstFrame frame, Rate rate, base::Instant now) {
  if (!is_playing()) say(frame, rate, now);
}

void Outgoing::tick(base::Instant now) {
  if (!std::exchange(heard_, false) && !is_idle()) {
    const Rate rate = sends_ ? static_cast<Rate>(codec().pcm_rate_hz) : Rate::narrowband;
    std::array<std::int16_t, kMaxFrameSamples> silence{};
    const Frame frame = Frame(silence).first(samples_of_frame(rate));
    if (sound_) play_ended_ = !sound_->next(frame, rate);
    say(frame, rate, now);
    heard_ = false;
  }
  if (play_ended_) sound_.reset();
}

// Keys.

bool Outgoing::is_dialling() const {
  return (events_ && events_->is_active()) || (tones_ && !tones_->is_idle());
}

void Outgoing::send_digit(char digit) {
  if (!sends_) return;
  if (sends_events_) {
    if (!events_) events_.emplace(events_clock_rate_);
    events_->queue({digit, kKey});
  } else {
    if (!tones_) tones_.emplace(codec().pcm_rate_hz);
    tones_->put(digit, kKey);
  }
}

// The event's clock need not be the codec's; packets of one source bear the time of one clock, so
// only durations are counted in the event's own.
void Outgoing::send_events(base::Instant now) {
  event_clock_ += rtp::ticks_in(kTick, events_clock_rate_);
  const auto event = events_->tick(event_clock_);
  if (!event || !sends_events_) return;
  if (event->marker) key_down_at_ = session_.sender().timestamp();
  std::array<std::uint8_t, kMaxPacket> packet;
  const std::size_t size =
      session_.send_at(*sends_events_, key_down_at_, event->marker, event->payload, packet, now);
  if (size > 0) wire_.send_rtp(rtp::Octets(packet).first(size));
}

void Outgoing::mix_tone(std::span<std::int16_t> pcm) {
  if (!tones_ || tones_->is_idle()) return;
  std::array<std::int16_t, kMaxFrameSamples + 64> tone;
  const std::span sounding(tone.data(), std::min(pcm.size(), tone.size()));
  tones_->generate(sounding);
  for (std::size_t i = 0; i < sounding.size(); ++i) pcm[i] = saturated(pcm[i] + sounding[i]);
}

// Packets.

void Outgoing::say(ConstFrame frame, Rate rate, base::Instant now) {
  heard_ = true;
  if (!sends_) return;
  resume(now);
  append(frame, rate);
  if (events_ && events_->is_active()) {
    send_events(now);
    session_.skip(ticks_of(to_encode_.size()));
    to_encode_.clear();
  } else {
    send_packets(now);
  }
}

// What was not sent in between was silence: the media clock ran on, and a talk spurt begins.
void Outgoing::resume(base::Instant now) {
  if (heard_until_ && now - *heard_until_ >= kTick) {
    session_.skip(rtp::ticks_in(now - *heard_until_, codec().clock_rate_hz));
  }
  heard_until_ = now + kTick;
}

void Outgoing::append(ConstFrame frame, Rate rate) {
  const std::size_t kept = to_encode_.size();
  if (codec().pcm_rate_hz == static_cast<std::uint32_t>(rate)) {
    to_encode_.insert(to_encode_.end(), frame.begin(), frame.end());
  } else {
    if (!from_mixer_ || encodes_from_ != rate) {
      encodes_from_ = rate;
      from_mixer_.emplace(static_cast<std::uint32_t>(rate), codec().pcm_rate_hz);
    }
    to_encode_.resize(kept + kMaxFrameSamples + 64);
    const auto progress = from_mixer_->process(frame, std::span(to_encode_).subspan(kept));
    to_encode_.resize(kept + progress.produced);
  }
  mix_tone(std::span(to_encode_).subspan(kept));
}

void Outgoing::send_packets(base::Instant now) {
  std::array<std::uint8_t, kMaxPacket> payload, packet;
  std::size_t done = 0;
  for (; to_encode_.size() - done >= packet_samples_; done += packet_samples_) {
    const auto pcm = std::span(to_encode_).subspan(done, packet_samples_);
    const auto octets = encoder_->encode(pcm, payload);
    if (!octets) continue;
    const std::size_t size =
        session_.send(sends_->payload_type, rtp::Octets(payload).first(*octets),
                      ticks_of(packet_samples_), packet, now);
    if (size > 0) wire_.send_rtp(rtp::Octets(packet).first(size));
  }
  to_encode_.erase(to_encode_.begin(), to_encode_.begin() + static_cast<std::ptrdiff_t>(done));
}

}  // namespace media
