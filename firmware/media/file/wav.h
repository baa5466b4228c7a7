// WAV files: 16-bit linear PCM, one or two channels, 8 to 48 kHz. Multi-octet numbers are
// little-endian. Both ends stream: neither holds more than a buffer. Calls wait for the disk, so
// they belong on a thread that may.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/base/result.h"

namespace media {

enum class WavError : std::uint8_t {
  cannot_open,
  not_wav,      // not a RIFF/WAVE file, or one without sound
  unsupported,  // another encoding, more channels, or a rate that is not spoken here
  full,         // the writer's limit, or the disk's
};
JACKFIELD_RESULT_ERROR(WavError)
std::string_view to_string(WavError error);

struct WavFormat {
  std::uint32_t rate_hz;
  std::uint8_t channels;  // 1 or 2
  friend bool operator==(const WavFormat&, const WavFormat&) = default;
};

constexpr std::uint32_t kWavLeastRateHz = 8'000;
constexpr std::uint32_t kWavMostRateHz = 48'000;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// For writing, by its owner alone (mode 0600); replaces what is there. Null when it cannot be.
File create_file(const std::string& path);

// What a writer puts for the sizes it does not know yet: such a file goes on to its end.
constexpr std::uint32_t kWavUnknownSize = 0xFFFF'FFFF;
constexpr std::uint16_t kWavPcm = 1;
constexpr std::uint16_t kWavExtensible = 0xFFFE;

}  // namespace media
