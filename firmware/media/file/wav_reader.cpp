#include "firmware/media/file/wav_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace media {

namespace {

constexpr std::size_t kChunkHead = 8;     // name and size
constexpr std::size_t kPlainFormat = 16;  // octets of "fmt "
constexpr std::size_t kExtensibleFormat = 40;
constexpr int kMostChunks = 64;  // before the sound; nobody writes so many

using Octets = std::span<std::uint8_t>;

bool read_all(std::FILE* file, Octets octets) {
  return std::fread(octets.data(), 1, octets.size(), file) == octets.size();
}

std::uint16_t u16(const std::uint8_t* at) {
  return static_cast<std::uint16_t>(at[0] | at[1] << 8);
}

std::uint32_t u32(const std::uint8_t* at) {
  return u16(at) | static_cast<std::uint32_t>(u16(at + 2)) << 16;
}

bool is_named(const std::uint8_t* at, std::string_view name) {
  return std::equal(name.begin(), name.end(), at);
}

// Chunks are padded to an even size.
bool skip(std::FILE* file, std::uint32_t size) {
  return ::fseeko(file, off_t{size} + off_t{size & 1}, SEEK_CUR) == 0;
}

base::Result<WavFormat, WavError> read_format(std::FILE* file, std::uint32_t size) {
  std::array<std::uint8_t, kExtensibleFormat> octets{};
  if (size < kPlainFormat) return WavError::not_wav;
  const std::uint32_t used = std::min<std::uint32_t>(size, kExtensibleFormat);
  if (!read_all(file, Octets(octets).first(used)) || !skip(file, size - used)) {
    return WavError::not_wav;
  }
  std::uint16_t encoding = u16(&octets[0]);
  if (encoding == kWavExtensible && used == kExtensibleFormat) encoding = u16(&octets[24]);
  const std::uint16_t channels = u16(&octets[2]);
  const std::uint32_t rate_hz = u32(&octets[4]);
  const std::uint16_t bits = u16(&octets[14]);
  if (encoding != kWavPcm || bits != 16 || channels < 1 || channels > 2 ||
      rate_hz < kWavLeastRateHz || rate_hz > kWavMostRateHz) {
    return WavError::unsupported;
  }
  return WavFormat{rate_hz, static_cast<std::uint8_t>(channels)};
}

}  // namespace

base::Result<WavReader, WavError> WavReader::open(const std::string& path) {
  File file(std::fopen(path.c_str(), "rbe"));
  if (!file) return WavError::cannot_open;
  return of(std::move(file));
}

base::Result<WavReader, WavError> WavReader::of(File file) {
  std::array<std::uint8_t, 12> riff;
  if (!read_all(file.get(), riff) || !is_named(&riff[0], "RIFF") || !is_named(&riff[8], "WAVE")) {
    return WavError::not_wav;
  }
  std::optional<WavFormat> format;
  std::array<std::uint8_t, kChunkHead> head;
  for (int i = 0; i < kMostChunks && read_all(file.get(), head); ++i) {
    const std::uint32_t size = u32(&head[4]);
    if (is_named(&head[0], "data")) {
      if (!format) return WavError::not_wav;
      return WavReader(std::move(file), *format, size);
    }
    if (is_named(&head[0], "fmt ")) {
      const auto read = read_format(file.get(), size);
      if (!read) return read.error();
      format = *read;
    } else if (!skip(file.get(), size)) {
      return WavError::not_wav;
    }
  }
  return WavError::not_wav;
}

std::size_t WavReader::read(std::span<std::int16_t> pcm) {
  const std::size_t frame = 2u * format_.channels;
  std::array<std::uint8_t, 1'024> octets;
  std::size_t done = 0;
  while (done < pcm.size()) {
    const std::size_t wanted =
        std::min({octets.size() / frame, pcm.size() - done, remaining_ / frame});
    if (wanted == 0) break;
    const std::size_t frames = std::fread(octets.data(), frame, wanted, file_.get());
    for (std::size_t i = 0; i < frames; ++i) {
      const std::uint8_t* const at = &octets[i * frame];
      const int left = static_cast<std::int16_t>(u16(at));
      const int right = format_.channels == 1 ? left : static_cast<std::int16_t>(u16(at + 2));
      pcm[done++] = static_cast<std::int16_t>((left + right) / 2);
    }
    remaining_ = frames < wanted ? 0 : remaining_ - static_cast<std::uint32_t>(frames * frame);
  }
  return done;
}

}  // namespace media
