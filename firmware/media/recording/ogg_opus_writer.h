// OggOpusWriter: records into a file of Opus in Ogg (RFC 7845): a twentieth of what WAV takes. When
// the power goes, what was written before can be played.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "firmware/media/file/wav.h"

namespace media {

class OggOpusWriter {
 public:
  // Replaces what is there.
  static base::Result<OggOpusWriter, WavError> create(const std::string& path, WavFormat format);

  OggOpusWriter(OggOpusWriter&& other) noexcept;
  OggOpusWriter& operator=(OggOpusWriter&&) = delete;
  ~OggOpusWriter();

  // As WavWriter's.
  base::Result<void, WavError> write(std::span<const std::int16_t> pcm);
  base::Result<void, WavError> close();

 private:
  struct State;
  explicit OggOpusWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;  // null: closed
};

}  // namespace media
