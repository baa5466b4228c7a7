// WavWriter: records into a file. The sizes in its header are written when it is closed; when the
// power goes before that, the header says "up to the end of the file", and what was flushed can be
// played all the same.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "firmware/media/file/wav.h"

namespace media {

class WavWriter {
 public:
  // An hour of two channels at 16 kHz is 230 MB.
  static constexpr std::uint32_t kMostOctets = 0x7FFF'FFFF;

  // Replaces what is there. `limit`: octets of sound.
  static base::Result<WavWriter, WavError> create(const std::string& path, WavFormat format,
                                                  std::uint32_t limit = kMostOctets);

  WavWriter(WavWriter&&) = default;
  WavWriter& operator=(WavWriter&&) = delete;
  ~WavWriter();  // closes, and cannot tell whether that went well

  // Samples, of two channels in turn: whole frames. After an error what was
  // written before is still there.
  base::Result<void, WavError> write(std::span<const std::int16_t> pcm);

  // What was written until now survives the power's end when this returns.
  base::Result<void, WavError> flush();

  // Writes the sizes and flushes. Nothing can be written after it.
  base::Result<void, WavError> close();

  std::uint32_t octets() const { return octets_; }

 private:
  WavWriter(File file, WavFormat format, std::uint32_t limit)
      : file_(std::move(file)), format_(format), limit_(limit) {}
  bool write_header(std::uint32_t riff_size, std::uint32_t sound_size);

  File file_;  // null: closed
  WavFormat format_;
  std::uint32_t limit_;
  std::uint32_t octets_ = 0;  // of sound
};

// A whole file in its two parts, for whoever keeps it elsewhere: `octets` are those of the sound.
std::string wav_header_of(WavFormat format, std::uint32_t octets);
std::string wav_sound_of(std::span<const std::int16_t> pcm);

}  // namespace media
