#include "firmware/media/file/wav_writer.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "firmware/base/assert.h"

namespace media {

namespace {

constexpr std::size_t kHeader = 44;
constexpr std::uint32_t kFormatSize = 16;

class HeaderOctets {
 public:
  void name(std::string_view four) { at_ = std::copy(four.begin(), four.end(), at_); }
  void u16(std::uint32_t number) {
    *at_++ = static_cast<std::uint8_t>(number);
    *at_++ = static_cast<std::uint8_t>(number >> 8);
  }
  void u32(std::uint32_t number) {
    u16(number & 0xFFFF);
    u16(number >> 16);
  }
  const std::array<std::uint8_t, kHeader>& octets() const {
    ASSERT(at_ == octets_.end());
    return octets_;
  }

 private:
  std::array<std::uint8_t, kHeader> octets_{};
  std::array<std::uint8_t, kHeader>::iterator at_ = octets_.begin();
};

std::array<std::uint8_t, kHeader> header_of(WavFormat format, std::uint32_t riff_size,
                                            std::uint32_t sound_size) {
  const std::uint32_t frame = 2u * format.channels;
  HeaderOctets header;
  header.name("RIFF");
  header.u32(riff_size);
  header.name("WAVE");
  header.name("fmt ");
  header.u32(kFormatSize);
  header.u16(kWavPcm);
  header.u16(format.channels);
  header.u32(format.rate_hz);
  header.u32(format.rate_hz * frame);
  header.u16(frame);
  header.u16(16);
  header.name("data");
  header.u32(sound_size);
  return header.octets();
}

}  // namespace

std::string wav_header_of(WavFormat format, std::uint32_t octets) {
  const auto header = header_of(format, kHeader - 8 + octets, octets);
  return {header.begin(), header.end()};
}

std::string wav_sound_of(std::span<const std::int16_t> pcm) {
  std::string octets;
  octets.reserve(2 * pcm.size());
  for (const std::int16_t sample : pcm) {
    octets += static_cast<char>(sample);
    octets += static_cast<char>(sample >> 8);
  }
  return octets;
}

base::Result<WavWriter, WavError> WavWriter::create(const std::string& path, WavFormat format,
                                                    std::uint32_t limit) {
  ASSERT(format.channels == 1 || format.channels == 2);
  ASSERT(format.rate_hz >= kWavLeastRateHz && format.rate_hz <= kWavMostRateHz);
  File file = create_file(path);
  if (!file) return WavError::cannot_open;
  WavWriter writer(std::move(file), format, std::min(limit, kMostOctets));
  if (!writer.write_header(kWavUnknownSize, kWavUnknownSize)) return WavError::full;
  return writer;
}

WavWriter::~WavWriter() {
  static_cast<void>(close());
}

bool WavWriter::write_header(std::uint32_t riff_size, std::uint32_t sound_size) {
  const auto octets = header_of(format_, riff_size, sound_size);
  return std::fwrite(octets.data(), 1, kHeader, file_.get()) == kHeader;
}

base::Result<void, WavError> WavWriter::write(std::span<const std::int16_t> pcm) {
  ASSERT(file_ && pcm.size() % format_.channels == 0);
  if (pcm.size() > (limit_ - octets_) / 2) return WavError::full;
  std::array<std::uint8_t, 1'024> octets;
  while (!pcm.empty()) {
    const auto part = pcm.first(std::min(pcm.size(), octets.size() / 2));
    for (std::size_t i = 0; i < part.size(); ++i) {
      octets[2 * i] = static_cast<std::uint8_t>(part[i]);
      octets[2 * i + 1] = static_cast<std::uint8_t>(part[i] >> 8);
    }
    const std::size_t size = 2 * part.size();
    if (std::fwrite(octets.data(), 1, size, file_.get()) != size) return WavError::full;
    octets_ += static_cast<std::uint32_t>(size);
    pcm = pcm.subspan(part.size());
  }
  return {};
}

base::Result<void, WavError> WavWriter::flush() {
  ASSERT(file_);
  if (std::fflush(file_.get()) != 0 || ::fdatasync(::fileno(file_.get())) != 0) {
    return WavError::full;
  }
  return {};
}

// The sound first, then the header that vouches for it.
base::Result<void, WavError> WavWriter::close() {
  if (!file_) return {};
  base::Result<void, WavError> outcome = flush();
  if (outcome && (std::fseek(file_.get(), 0, SEEK_SET) != 0 ||
                  !write_header(kHeader - 8 + octets_, octets_) || !flush())) {
    outcome = WavError::full;
  }
  file_.reset();
  return outcome;
}

}  // namespace media
