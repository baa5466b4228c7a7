#include "firmware/media/clip/clip_player.h"

#include <algorithm>

#include "firmware/base/assert.h"
#include "firmware/media/codec/g722.h"

namespace media {

ClipPlayer::ClipPlayer(std::span<const std::uint8_t> audio, bool over_and_over)
    : audio_(audio), over_and_over_(over_and_over), decoder_(make_g722_decoder({})) {
  std::span<const std::uint8_t> end = audio.last(std::min(audio.size(), kClipLeadIn));
  for (; !end.empty(); end = end.subspan(std::min(end.size(), kPart))) {
    ASSERT(decoder_->decode(end.first(std::min(end.size(), kPart)), decoded_));
  }
}

void ClipPlayer::use_rate(Rate rate) {
  if (rate == rate_) return;
  rate_ = rate;
  resampler_.reset();
  if (rate != Rate::wideband) resampler_.emplace(kClipRateHz, static_cast<std::uint32_t>(rate));
}

void ClipPlayer::decode() {
  taken_ = 0;
  std::array<std::uint8_t, kPart> part;
  std::size_t size = 0;
  while (size < kPart && !audio_.empty()) {
    if (position_ == audio_.size() && !over_and_over_) break;
    if (position_ == audio_.size()) position_ = 0;
    const std::size_t next = std::min(kPart - size, audio_.size() - position_);
    std::ranges::copy(audio_.subspan(position_, next),
                      part.begin() + static_cast<std::ptrdiff_t>(size));
    position_ += next;
    size += next;
  }
  if (size > 0) ASSERT(decoder_->decode(std::span(part).first(size), decoded_));
  std::fill(decoded_.begin() + static_cast<std::ptrdiff_t>(2 * size), decoded_.end(),
            std::int16_t{0});
}

void ClipPlayer::generate(Frame frame, Rate rate) {
  use_rate(rate);
  while (!frame.empty()) {
    if (taken_ == decoded_.size()) decode();
    const auto left = std::span<const std::int16_t>(decoded_).subspan(taken_);
    if (resampler_) {
      const Resampler::Progress progress = resampler_->process(left, frame);
      taken_ += progress.consumed;
      frame = frame.subspan(progress.produced);
    } else {
      const std::size_t next = std::min(left.size(), frame.size());
      std::ranges::copy(left.first(next), frame.begin());
      taken_ += next;
      frame = frame.subspan(next);
    }
  }
}

}  // namespace media
