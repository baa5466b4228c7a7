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

std::vector<std::int16_t> unpack(std::span<const std::uint8_t> audio, std::size_t first,
                                 std::size_t octets) {
  std::vector<std::int16_t> pcm(2 * octets);
  if (octets == 0) return pcm;
  const auto decoder = make_g722_decoder({});
  std::vector<std::int16_t> unheard(2 * kClipLeadIn);
  const auto before = first == 0 ? audio : audio.first(first);
  ASSERT(decoder->decode(before.last(std::min(before.size(), kClipLeadIn)), unheard));
  ASSERT(decoder->decode(audio.subspan(first, octets), pcm));
  return pcm;
}

}  // namespace media
