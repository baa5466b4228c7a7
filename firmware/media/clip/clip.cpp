#include "firmware/media/clip/clip.h"

#include <algorithm>

#include "firmware/base/assert.h"
#include "firmware/media/codec/g722.h"

namespace media {

ClipAudio pack(std::span<const std::int16_t> pcm) {
  pcm = pcm.first(pcm.size() / 2 * 2);
  ClipAudio audio(pcm.size() / 2);
  if (pcm.empty()) return audio;
  const auto encoder = make_g722_encoder({});
  ASSERT(encoder->encode(pcm.last(std::min(pcm.size(), 2 * kClipLeadIn)), audio));
  ASSERT(encoder->encode(pcm, audio));
  return audio;
}

std::vector<std::int16_t> unpack(std::span<const std::uint8_t> audio) {
  std::vector<std::int16_t> pcm(2 * audio.size());
  if (audio.empty()) return pcm;
  const auto decoder = make_g722_decoder({});
  ASSERT(decoder->decode(audio.last(std::min(audio.size(), kClipLeadIn)), pcm));
  ASSERT(decoder->decode(audio, pcm));
  return pcm;
}

}  // namespace media
