#include "firmware/media/sound_player.h"

#include <algorithm>
#include <utility>

namespace media {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t kFadesASecond = 200;  // the end is 5 ms long, so that it does not click

std::optional<milliseconds> end_of(const Sound& sound, const Clips::Hold& held) {
  const Clip* clip = std::get_if<Clip>(&sound.what);
  const bool asked = sound.length.count() > 0;
  if (clip != nullptr && !held) return milliseconds(0);
  if (clip == nullptr || clip->over_and_over) {
    return asked ? std::optional(sound.length) : std::nullopt;
  }
  const milliseconds once = length_of(held.audio().size());
  return asked ? std::min(sound.length, once) : once;
}

}  // namespace

SoundPlayer::SoundPlayer(const Sound& sound, Clips::Hold clip)
    : sound_(sound), clip_(std::move(clip)), length_(end_of(sound, clip_)) {}

void SoundPlayer::use_rate(Rate rate) {
  if (rate == rate_) return;
  rate_ = rate;
  const auto hertz = static_cast<std::uint32_t>(rate);
  if (const Tone* tone = std::get_if<Tone>(&sound_.what)) {
    player_.emplace<ToneGenerator>(*tone, hertz);
  } else if (const Melody* melody = std::get_if<Melody>(&sound_.what)) {
    player_.emplace<MelodyPlayer>(*melody, hertz);
  } else if (std::holds_alternative<std::monostate>(player_)) {
    player_.emplace<ClipPlayer>(clip_.audio(), std::get<Clip>(sound_.what).over_and_over);
  }
}

void SoundPlayer::generate(Frame frame, Rate rate) {
  use_rate(rate);
  if (auto* tone = std::get_if<ToneGenerator>(&player_)) tone->generate(frame);
  if (auto* melody = std::get_if<MelodyPlayer>(&player_)) melody->generate(frame);
  if (auto* clip = std::get_if<ClipPlayer>(&player_)) clip->generate(frame, rate);
}

bool SoundPlayer::next(Frame frame, Rate rate) {
  generate(frame, rate);
  past_ += kFrame;
  if (!length_ || past_ < *length_) return true;
  const auto beyond = static_cast<std::size_t>((past_ - *length_).count());
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
