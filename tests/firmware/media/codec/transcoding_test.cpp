// What a call is worth after gateways in a row have each decoded and encoded it.
#include <gtest/gtest.h>

#include "firmware/media/codec/codecs.h"
#include "firmware/media/codec/resampler.h"
#include "tests/firmware/media/codec/stream.h"

namespace media {
namespace {

Samples at_rate(const Samples& in, std::uint32_t in_hz, std::uint32_t out_hz) {
  if (in_hz == out_hz) return in;
  Resampler resampler(in_hz, out_hz);
  Samples out(in.size() * out_hz / in_hz + 10);
  out.resize(resampler.process(in, out).produced);
  return out;
}

TEST(Transcoding, KeepsASineFromG711OverG722AndOpusToG711) {
  Samples pcm = sine(1'000, 7'218, 8'000, 8'000 * 4);
  std::uint32_t rate_hz = 8'000;
  for (const Codec* codec : {find_static_codec(8), find_static_codec(9),
                             find_codec("opus", 48'000, 2), find_static_codec(8)}) {
    pcm = through(*codec, at_rate(pcm, rate_hz, codec->pcm_rate_hz));
    rate_hz = codec->pcm_rate_hz;
  }
  const double snr = snr_of_sine(std::span(pcm).subspan(8'000 * 2), 1'000, rate_hz);
  RecordProperty("snr_db", std::to_string(snr));
  EXPECT_GE(snr, 30);
}

}  // namespace
}  // namespace media
