#include "firmware/media/melody_player.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "firmware/media/tone/level.h"

namespace media {

namespace {

constexpr double kAttackSeconds = 0.012;
constexpr double kReleaseSeconds = 0.03;
constexpr double kDecaySeconds = 0.45;  // to 1/e
constexpr double kOctave = 0.2;         // of the fundamental's amplitude

// From 0 to 1 without a corner.
double smooth(double part) {
  return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(part, 0.0, 1.0));
}

}  // namespace

MelodyPlayer::MelodyPlayer(const Melody& melody, std::uint32_t rate_hz)
    : melody_(melody),
      rate_hz_(rate_hz),
      amplitude_(amplitude_of(melody.level_dbm0)),
      decay_step_(std::exp(-1 / (kDecaySeconds * rate_hz))),
      has_sound_(std::ranges::any_of(melody.notes,
                                     [](const Note& note) { return note.length.count() > 0; })),
      fundamental_(0, 0, rate_hz),
      octave_(0, 0, rate_hz) {
  if (has_sound_) strike(0);
}

std::size_t MelodyPlayer::length_of(std::size_t note) const {
  const auto milliseconds = std::max<std::int64_t>(melody_.notes[note].length.count(), 0);
  return static_cast<std::size_t>(milliseconds) * rate_hz_ / 1'000;
}

// What no stream of this rate can carry is a rest.
void MelodyPlayer::strike(std::size_t note) {
  note_ = note;
  position_ = 0;
  length_ = length_of(note);
  decay_ = 1;
  const auto voice = [this](double hz, double amplitude) {
    const bool sounds = hz > 0 && hz < rate_hz_ / 2.0;
    return Oscillator(sounds ? hz : 0, sounds ? amplitude : 0, rate_hz_);
  };
  fundamental_ = voice(melody_.notes[note].hz, amplitude_);
  octave_ = voice(2 * melody_.notes[note].hz, kOctave * amplitude_);
}

double MelodyPlayer::envelope() {
  const double past = static_cast<double>(position_) / rate_hz_;
  const double left = static_cast<double>(length_ - position_) / rate_hz_;
  decay_ *= decay_step_;
  double level = decay_;
  if (past < kAttackSeconds) level *= smooth(past / kAttackSeconds);
  if (left < kReleaseSeconds) level *= smooth(left / kReleaseSeconds);
  return level;
}

void MelodyPlayer::generate(std::span<std::int16_t> pcm) {
  for (std::int16_t& sample : pcm) {
    sample = 0;
    if (!has_sound_) continue;
    while (position_ == length_) strike((note_ + 1) % melody_.notes.size());
    const double sum = envelope() * (fundamental_.next() + octave_.next());
    sample = static_cast<std::int16_t>(std::lround(std::clamp(sum, -32'768.0, 32'767.0)));
    ++position_;
  }
}

}  // namespace media
