#include "firmware/media/sound_player.h"

#include <algorithm>

namespace media {

namespace {

constexpr std::size_t kFadesASecond = 200;  // the end is 5 ms long, so that it does not click

}  // namespace

void SoundPlayer::use_rate(Rate rate) {
  if (rate == rate_) return;
  rate_ = rate;
  const auto hertz = static_cast<std::uint32_t>(rate);
  if (const Tone* tone = std::get_if<Tone>(&sound_.what)) {
    player_.emplace<ToneGenerator>(*tone, hertz);
  } else {
    player_.emplace<MelodyPlayer>(std::get<Melody>(sound_.what), hertz);
  }
}

bool SoundPlayer::next(Frame frame, Rate rate) {
  use_rate(rate);
  if (auto* tone = std::get_if<ToneGenerator>(&player_)) tone->generate(frame);
  if (auto* melody = std::get_if<MelodyPlayer>(&player_)) melody->generate(frame);
  past_ += kFrame;
  if (sound_.length.count() <= 0 || past_ < sound_.length) return true;
  const auto beyond = static_cast<std::size_t>((past_ - sound_.length).count());
  const std::size_t end = frame.size() - frame.size() * beyond / 20;
  const std::size_t fade = std::min(end, static_cast<std::size_t>(rate) / kFadesASecond);
  for (std::size_t i = 0; i < fade; ++i) {
    std::int16_t& sample = frame[end - fade + i];
    sample =
        static_cast<std::int16_t>(sample * static_cast<int>(fade - i) / static_cast<int>(fade));
  }
  std::fill(frame.begin() + static_cast<std::ptrdiff_t>(end), frame.end(), std::int16_t{0});
  return false;
}

}  // namespace media
