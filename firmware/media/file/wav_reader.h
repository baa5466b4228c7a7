// WavReader: plays a file from its beginning to its end, as one channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "firmware/media/file/wav.h"

namespace media {

class WavReader {
 public:
  static base::Result<WavReader, WavError> open(const std::string& path);
  static base::Result<WavReader, WavError> of(File file);

  WavFormat format() const { return format_; }

  // Fills `pcm` from the file, two channels mixed into one; fewer samples only at the end.
  std::size_t read(std::span<std::int16_t> pcm);

 private:
  WavReader(File file, WavFormat format, std::uint32_t size)
      : file_(std::move(file)), format_(format), remaining_(size) {}

  File file_;
  WavFormat format_;
  std::uint32_t remaining_;  // octets of sound; what the header says, as the file may be shorter
};

}  // namespace media
