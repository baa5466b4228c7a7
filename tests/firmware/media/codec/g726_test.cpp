#include "firmware/media/codec/g726.h"

#include <gtest/gtest.h>

#include "tests/firmware/media/codec/stream.h"

namespace media {
namespace {

// The bits of code `index`, as each packing defines them: by the bit, not by the octet.
unsigned code_of(const Octets& octets, std::size_t index, unsigned bits, G726Packing packing) {
  unsigned code = 0;
  for (unsigned i = 0; i < bits; ++i) {
    const std::size_t at = index * bits + i;
    const unsigned shift = static_cast<unsigned>(at % 8);
    if (packing == G726Packing::rfc3551) {
      code |= (unsigned{octets[at / 8]} >> shift & 1u) << i;
    } else {
      code = code << 1 | (unsigned{octets[at / 8]} >> (7 - shift) & 1u);
    }
  }
  return code;
}

class G726 : public testing::TestWithParam<unsigned> {
 protected:
  const unsigned bits = GetParam();
  const Samples sent = speech_band_noise(3'000, 8'000, 160);
};

TEST_P(G726, PacksTheSameCodesFromEitherEnd) {
  const Octets low_first = encoded(*make_g726_encoder(bits, G726Packing::rfc3551), sent);
  const Octets high_first = encoded(*make_g726_encoder(bits, G726Packing::aal2), sent);
  ASSERT_EQ(low_first.size(), 20 * bits);
  ASSERT_EQ(high_first.size(), 20 * bits);
  EXPECT_NE(low_first, high_first);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(code_of(low_first, i, bits, G726Packing::rfc3551),
              code_of(high_first, i, bits, G726Packing::aal2));
  }
}

TEST_P(G726, UnpacksBothToTheSameSamples) {
  const auto pcm = [this](G726Packing packing) {
    const Octets octets = encoded(*make_g726_encoder(bits, packing), sent);
    return decoded(*make_g726_decoder(bits, packing), octets);
  };
  EXPECT_EQ(pcm(G726Packing::rfc3551), pcm(G726Packing::aal2));
}

TEST_P(G726, BeginsEveryPayloadAtItsFirstBit) {
  const auto decoder = make_g726_decoder(bits, G726Packing::rfc3551);
  const Octets octets = encoded(*make_g726_encoder(bits, G726Packing::rfc3551), sent);
  const Octets odd(octets.begin(), octets.begin() + 7);
  EXPECT_EQ(decoded(*decoder, odd).size(), 56 / bits);
  EXPECT_EQ(decoded(*decoder, octets).size(), sent.size());
}

INSTANTIATE_TEST_SUITE_P(Bits, G726, testing::Values(2u, 3u, 4u, 5u));

}  // namespace
}  // namespace media
