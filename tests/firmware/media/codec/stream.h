// Streams through codecs, packet by packet, as a call carries them.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <vector>

#include "firmware/media/codec/codec.h"
#include "tests/firmware/media/signal.h"

namespace media {

using Octets = std::vector<std::uint8_t>;

inline Octets encoded(Encoder& encoder, std::span<const std::int16_t> pcm) {
  std::array<std::uint8_t, 4'000> octets;
  const CodecResult size = encoder.encode(pcm, octets);
  EXPECT_TRUE(size) << to_string(size.error());
  return {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size ? *size : 0)};
}

inline Samples decoded(Decoder& decoder, const Octets& octets) {
  Samples pcm(9'600);
  const CodecResult size = decoder.decode(octets, pcm);
  EXPECT_TRUE(size) << to_string(size.error());
  pcm.resize(size ? *size : 0);
  return pcm;
}

// In packets of 20 ms; what is left over at the end is not sent.
inline Samples through(const Codec& codec, std::span<const std::int16_t> pcm,
                       const CodecOptions& options = {}) {
  const auto encoder = codec.make_encoder(options);
  const auto decoder = codec.make_decoder(options);
  const std::size_t packet =
      (options.pcm_rate_hz == 0 ? codec.pcm_rate_hz : options.pcm_rate_hz) / 50;
  Samples heard;
  for (; pcm.size() >= packet; pcm = pcm.subspan(packet)) {
    const Samples part = decoded(*decoder, encoded(*encoder, pcm.first(packet)));
    heard.insert(heard.end(), part.begin(), part.end());
  }
  return heard;
}

}  // namespace media
