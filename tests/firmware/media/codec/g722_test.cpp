#include "firmware/media/codec/g722.h"

#include <gtest/gtest.h>

// clang-format off
#include "firmware/media/codec/spandsp_begin.h"
#include <spandsp/g722.h>
// clang-format on

#include "tests/firmware/media/codec/stream.h"

namespace media {
namespace {

// Our filters that join the bands against the library's.
TEST(G722, DecodesToTheBitWhatTheLibraryDoesWhereNothingOverflows) {
  const auto encoder = make_g722_encoder({});
  const auto decoder = make_g722_decoder({});
  g722_decode_state_t* const reference = g722_decode_init(nullptr, 64'000, 0);
  const Samples sent = speech_band_noise(5'000, 16'000, 16'000);
  for (std::size_t at = 0; at < sent.size(); at += 320) {
    const Octets octets = encoded(*encoder, std::span(sent).subspan(at, 320));
    Samples expected(320);
    g722_decode(reference, expected.data(), octets.data(), static_cast<int>(octets.size()));
    EXPECT_EQ(decoded(*decoder, octets), expected);
  }
  g722_decode_free(reference);
}

}  // namespace
}  // namespace media
