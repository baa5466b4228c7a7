// Sound files that people bring: WAV, Ogg (Vorbis, Opus), FLAC and MP3, from memory into audio of
// one channel and 16 kHz. The only home of libsndfile. What is in the file is not trusted: nothing
// but these four is looked into, and every size has a limit. Pure; takes its time (a second for
// some minutes of music), so it belongs on a thread that may.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "firmware/base/result.h"

namespace media {

enum class SoundFileError : std::uint8_t {
  unknown,        // none of the four
  damaged,        // one of them, and cannot be read
  unsupported,    // an encoding in it, or so many channels, or a rate that is not spoken here
  too_long,       // longer than asked for
  without_sound,  // nothing, or nothing but silence
};
JACKFIELD_RESULT_ERROR(SoundFileError)
std::string_view to_string(SoundFileError error);

constexpr int kMostFileChannels = 8;  // mixed in equal parts

// The level is made even: what sounds in it gets -22 dBov on average, as loud as our own music and
// as talk, by one gain for all of it, as long as no peak rises above -1 dBov, nor the whole by more
// than 20 dB, which would be noise.
base::Result<std::vector<std::int16_t>, SoundFileError> read_sound_file(
    std::span<const std::uint8_t> octets, std::chrono::seconds longest);

}  // namespace media
