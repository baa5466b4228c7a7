#include "firmware/media/incoming.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace media {

namespace {

constexpr int kQuietPeak = 200;  // -44 dB of full scale: a frame more or less is not heard

rtp::JitterBufferSettings settings_for(std::uint32_t clock_rate) {
  rtp::JitterBufferSettings settings;
  settings.clock_rate = clock_rate;
  return settings;
}

std::uint32_t first_clock_of(const std::vector<Encoding>& receives) {
  return receives.empty() ? 8000 : receives.front().codec->clock_rate_hz;
}

bool is_quiet(ConstFrame frame) {
  return std::ranges::all_of(frame, [](int sample) { return std::abs(sample) <= kQuietPeak; });
}

// From `before` to `after`, whose first `delay` samples are of nothing yet.
void fade(ConstFrame before, Frame after, std::size_t delay) {
  const std::size_t size = std::min(before.size(), after.size());
  if (size <= delay) return;
  const auto length = static_cast<int>(size - delay);
  for (std::size_t i = 0; i < size; ++i) {
    const int part = i < delay ? 0 : static_cast<int>(i - delay);
    after[i] = static_cast<std::int16_t>((before[i] * (length - part) + after[i] * part) / length);
  }
}

}  // namespace

Incoming::Incoming(const std::vector<Encoding>& receives)
    : buffer_(settings_for(first_clock_of(receives))), clock_rate_(first_clock_of(receives)) {
  for (const Encoding& encoding : receives) decodings_.push_back({encoding, nullptr});
}

Incoming::Decoding* Incoming::decoding_of(std::uint8_t payload_type) {
  const auto found = std::ranges::find(
      decodings_, payload_type, [](const Decoding& one) { return one.encoding.payload_type; });
  return found == decodings_.end() ? nullptr : &*found;
}

void Incoming::put(const rtp::Packet& packet, base::Instant now) {
  const Decoding* decoding = decoding_of(packet.header().payload_type);
  if (decoding == nullptr) return;
  // Timestamps of different clocks do not compare.
  if (const std::uint32_t clock_rate = decoding->encoding.codec->clock_rate_hz;
      clock_rate != clock_rate_) {
    late_before_ = late();
    clock_rate_ = clock_rate;
    buffer_ = rtp::JitterBuffer(settings_for(clock_rate));
    begin_anew();
  }
  buffer_.put(packet, now);
}

void Incoming::reset() {
  buffer_.reset();
  begin_anew();
}

void Incoming::begin_anew() {
  steers_ = false;
  steering_ = {};
  to_mixer_.reset();
  decoded_.clear();
}

std::uint32_t Incoming::pcm_rate_hz() const {
  return speaking_ == nullptr ? 0 : speaking_->encoding.codec->pcm_rate_hz;
}

bool Incoming::pull(Frame frame, Rate rate, base::Instant now) {
  use_rate(rate);
  take_frames(now);
  was_quiet_ = true;
  if (decoded_.size() < frame.size()) return false;
  const auto end = decoded_.begin() + static_cast<std::ptrdiff_t>(frame.size());
  std::copy(decoded_.begin(), end, frame.begin());
  decoded_.erase(decoded_.begin(), end);
  was_quiet_ = is_quiet(frame);
  return true;
}

void Incoming::use_rate(Rate rate) {
  if (rate == rate_) return;
  rate_ = rate;
  to_mixer_.reset();
  decoded_.clear();
}

void Incoming::take_frames(base::Instant now) {
  const int frames = steers_ ? steering_.frames_due() : 1;
  for (int i = 0; i < frames; ++i) take_frame(now);
  watch_drift(now);
}

void Incoming::watch_drift(base::Instant now) {
  if (speaking_ == nullptr) return;
  const base::Duration surplus = buffer_.delay(now) - buffer_.target_delay();
  const bool changed =
      steers_ ? steering_.steer(surplus) : steering_.is_needed(surplus, was_quiet_);
  if (changed && to_mixer_) to_mixer_->set_drift(steering_.ppm());
  steers_ = steers_ || changed;
}

void Incoming::take_frame(base::Instant now) {
  bool more = true;
  while (more) {
    const rtp::Playout playout = buffer_.get(now, was_quiet_);
    more = playout.more;
    if (playout.kind == rtp::Playout::Kind::frame) decode(playout.payload_type, playout.payload);
    if (playout.kind == rtp::Playout::Kind::lost) conceal();
  }
}

void Incoming::decode(std::uint8_t payload_type, rtp::Octets payload) {
  Decoding* decoding = decoding_of(payload_type);
  if (decoding == nullptr) return;
  if (!decoding->decoder) decoding->decoder = decoding->encoding.codec->make_decoder({});
  if (speaking_ != decoding) to_mixer_.reset();
  speaking_ = decoding;
  std::array<std::int16_t, kMaxPacketSamples> pcm;
  const auto samples = decoding->decoder->decode(payload, pcm);
  if (samples) append(std::span(pcm).first(*samples));
}

void Incoming::conceal() {
  if (speaking_ == nullptr) return;
  std::array<std::int16_t, kMaxFrameSamples> pcm;
  const std::span missing(pcm.data(), pcm_rate_hz() / kFramesASecond);
  speaking_->decoder->conceal(missing);
  append(missing);
}

void Incoming::append(std::span<const std::int16_t> pcm) {
  if (decoded_.size() > kMaxPacketSamples) decoded_.clear();  // more than anybody pulls
  const bool as_it_is = pcm_rate_hz() == static_cast<std::uint32_t>(rate_) && !steers_;
  if (!as_it_is) return resample(pcm);
  decoded_.insert(decoded_.end(), pcm.begin(), pcm.end());
}

void Incoming::resample(std::span<const std::int16_t> pcm) {
  const auto wanted = static_cast<std::uint32_t>(rate_);
  const bool begins = !to_mixer_;
  if (begins) {
    to_mixer_.emplace(pcm_rate_hz(), wanted);
    if (steers_) to_mixer_->set_drift(steering_.ppm());
  }
  std::array<std::int16_t, kMaxPacketSamples> out;
  const std::size_t size = to_mixer_->process(pcm, out).produced;
  // Amid speech that needed no resampler until now, it takes over without a click.
  if (begins && pcm_rate_hz() == wanted) fade(pcm, std::span(out).first(size), to_mixer_->delay());
  decoded_.insert(decoded_.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size));
}

}  // namespace media
